namespace Parley.Redaction;

/// <summary>Where the places of a text went when parts of it were replaced; offsets in UTF-16 code units.</summary>
public sealed class OffsetMap
{
    private readonly List<Shift> _shifts = [];

    /// <summary>The replaced parts, in the order of the text.</summary>
    public IReadOnlyList<Shift> Shifts => _shifts;

    /// <summary>Where a span is now. What began or ended inside of a replaced part covers all that replaced it.</summary>
    public (int Start, int End) Map(int start, int end)
    {
        if (start == end)
        {
            var place = Moved(start, atEnd: false);
            return (place, place);
        }

        return (Moved(start, atEnd: false), Moved(end, atEnd: true));
    }

    /// <summary>Notes a replaced part; it stands behind those that were noted before.</summary>
    public void Add(Shift shift) => _shifts.Add(shift);

    /// <summary>Whether something in a span was replaced, or something was put into it.</summary>
    public bool Touches(int start, int end)
    {
        for (var i = _shifts.Count - 1; i >= 0 && _shifts[i].Start + _shifts[i].Length >= start; i--)
        {
            if (_shifts[i].Start < end && (_shifts[i].Length == 0 ? _shifts[i].Start > start : _shifts[i].Start + _shifts[i].Length > start))
            {
                return true;
            }
        }

        return false;
    }

    private int Moved(int place, bool atEnd)
    {
        var (low, high) = (0, _shifts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _shifts[middle].Start < place ? (middle + 1, high) : (low, middle);
        }

        if (low == 0)
        {
            return place;
        }

        var before = _shifts[low - 1];
        return place >= before.Start + before.Length ? place - before.Start - before.Length + before.NewStart + before.NewLength
            : atEnd ? before.NewStart + before.NewLength : before.NewStart;
    }
}

/// <summary>A replaced part: where it was and how long, where its replacement is and how long that is.</summary>
public readonly record struct Shift(int Start, int Length, int NewStart, int NewLength);
