using System.Diagnostics;

namespace Parley.Bench.Vectors;

/// <summary>One index that grows: at each size what building has cost so far, recall and time of a query, memory, and opening.</summary>
internal static class Growth
{
    private static readonly int[] Sizes = [10_000, 30_000, 100_000, 300_000, 1_000_000];
    private static readonly int[] Breadths = [20, 40, 96];

    public static void Run(string folder, Settings settings)
    {
        var quantization = settings.Quantizations[0];
        var (vectors, queries) = new Clusters(settings.Dimensions, settings.Seed).Draw(settings.Count, 200);
        Console.WriteLine($"{quantization}, {settings.Dimensions} dimensions, k = {settings.K}");
        var (added, seconds) = (0, 0.0);
        foreach (var size in Sizes.Where(size => size <= settings.Count))
        {
            using (var index = Ours.Open(folder, quantization, settings))
            {
                var start = ThreadClock.Seconds;
                for (; added < size; added++)
                {
                    index.Add(added, vectors[added], Ours.LabelOf(added));
                }

                index.Checkpoint();
                seconds += ThreadClock.Seconds - start;
            }

            var opening = Stopwatch.StartNew();
            using var opened = Ours.Open(folder, quantization, settings);
            var milliseconds = opening.Elapsed.TotalMilliseconds;
            var truth = Truth.Of(opened, queries, settings.K);
            var curve = Ours.Sweep("", opened, queries, truth, settings with { Breadths = Breadths });
            Console.WriteLine($"{size,9:N0}: built in {seconds:0} s, opened in {milliseconds:0.0} ms, {opened.MemoryBytes / 1048576.0:0.0} MiB of own memory, {opened.MappedBytes / 1048576.0:0} MiB mapped; "
                + string.Join("; ", curve.Points.Select(point => $"ef {point.Breadth}: recall {point.Recall:0.000}, {point.Microseconds:0} µs")));
        }
    }
}
