namespace Parley.Vectors;

/// <summary>What a search is likely to cost, in distances of a walk. The constants are measured: see "Vectors" in docs/benchmarks.md.</summary>
internal static unsafe class Costs
{
    /// <summary>Distances that a walk looks at for each vector it keeps.</summary>
    private const double PerKept = 14;

    /// <summary>A distance to the very next row, by one to a row somewhere: memory brings it without being asked.</summary>
    private const double NextRow = 0.25;

    /// <summary>A distance in a scan that leaves out most rows.</summary>
    private const double FarRow = 0.85;

    /// <summary>Asking whether a row is allowed.</summary>
    private const double Question = 0.01;

    public static double OfScan(int count, int allowed) =>
        count * Question + allowed * (FarRow - (FarRow - NextRow) * allowed / Math.Max(1, count));

    /// <summary>To keep so many that are allowed, so many more of all must be walked over.</summary>
    public static double OfWalk(int count, int allowed, int breadth) =>
        PerKept * Math.Min(count, breadth * (double)count / Math.Max(1, allowed));

    /// <summary>Where a walk that was thought cheaper gives up: twice what it would have been, or what the scan would.</summary>
    public static int Budget(int count, int allowed, int breadth) =>
        (int)Math.Min(int.MaxValue, 1000 + 2 * Math.Max(OfScan(count, allowed), OfWalk(count, allowed, breadth)));

    /// <summary>How many vectors a filter is likely to let pass; keys are asked of a sample that is the same each time.</summary>
    public static int Allowed(Graph graph, VectorFilter? filter, int sample)
    {
        var count = graph.Count;
        if (filter is null)
        {
            return count - graph.Dead;
        }

        var labelled = graph.Labels.Allowed(filter);
        if (!filter.LooksAtKeys || count == 0)
        {
            return labelled;
        }

        var (entries, asked, passed) = (graph.Entries.Table, 0, 0);
        var step = Math.Max(1, count / sample);
        for (var slot = 0; slot < count; slot += step)
        {
            ref readonly var entry = ref *(Entry*)entries[slot];
            if (filter.AcceptsLabel(entry.Label))
            {
                asked++;
                passed += filter.Accepts(entry) ? 1 : 0;
            }
        }

        return (int)((long)labelled * (passed + 1) / (asked + 2));
    }
}
