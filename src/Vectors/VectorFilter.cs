namespace Parley.Vectors;

/// <summary>Which vectors a search may find: by their labels, by their keys, or both. The search goes on until it has found k of them.</summary>
public sealed class VectorFilter
{
    private readonly ulong[]? _labels;
    private readonly Func<long, bool>? _keys;

    private VectorFilter(ulong[]? labels, Func<long, bool>? keys) => (_labels, _keys) = (labels, keys);

    /// <summary>Only vectors that were added with one of these labels.</summary>
    public static VectorFilter Labels(params IEnumerable<int> labels)
    {
        var allowed = new ulong[1];
        foreach (var label in labels)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(label);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(label, VectorIndex.HighestLabel);
            if (label >> 6 >= allowed.Length)
            {
                Array.Resize(ref allowed, Math.Max(allowed.Length * 2, (label >> 6) + 1));
            }

            allowed[label >> 6] |= 1UL << label;
        }

        return new VectorFilter(allowed, null);
    }

    /// <summary>Only vectors whose key passes. The test is called from the searching thread, often, and never twice at once by one search.</summary>
    public static VectorFilter Keys(Func<long, bool> allowed)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        return new VectorFilter(null, allowed);
    }

    /// <summary>What passes this filter and a test of the key.</summary>
    public VectorFilter AndKeys(Func<long, bool> allowed)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        return new VectorFilter(_labels, _keys is { } first ? key => first(key) && allowed(key) : allowed);
    }

    internal bool LooksAtKeys => _keys is not null;

    internal bool Accepts(in Entry entry) =>
        AcceptsLabel(entry.Label) && (_keys is null || _keys(entry.Key));

    internal bool AcceptsLabel(int label) =>
        label >= 0 && (_labels is null || label >> 6 < _labels.Length && (_labels[label >> 6] & (1UL << label)) != 0);
}
