namespace Parley.Knowledge.Indexing;

/// <summary>Stretches of chunk numbers that do not overlap, and whether one of them holds a number.</summary>
internal sealed class Stretches
{
    private readonly long[] _first;
    private readonly long[] _last;

    public Stretches(IEnumerable<IndexPart> parts)
    {
        var sorted = parts.OrderBy(part => part.First).ToList();
        _first = [.. sorted.Select(part => part.First)];
        _last = [.. sorted.Select(part => part.Last)];
    }

    public bool Hold(int chunk)
    {
        if (_first.Length == 0)
        {
            return false;
        }

        var at = Array.BinarySearch(_first, chunk);
        at = at >= 0 ? at : ~at - 1;
        return at >= 0 && chunk <= _last[at];
    }
}
