namespace Parley.Vectors;

/// <summary>How many vectors bear each label. The one writer counts, readers look.</summary>
internal sealed class LabelCounts
{
    private int[] _counts = new int[8];

    public void Add(int label, int amount)
    {
        if (label >= _counts.Length)
        {
            var larger = new int[Math.Max(label + 1, _counts.Length * 2)];
            _counts.CopyTo(larger, 0);
            _counts = larger;
        }

        _counts[label] += amount;
    }

    public int Allowed(VectorFilter filter)
    {
        var counts = _counts;
        var sum = 0;
        for (var label = 0; label < counts.Length; label++)
        {
            sum += counts[label] > 0 && filter.AcceptsLabel(label) ? counts[label] : 0;
        }

        return sum;
    }

    public IEnumerable<(int Label, int Count)> NotEmpty =>
        _counts.Select((count, label) => (label, count)).Where(pair => pair.count > 0);
}
