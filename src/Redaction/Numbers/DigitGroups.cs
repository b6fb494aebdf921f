namespace Parley.Redaction;

/// <summary>Groups of digits with single signs between them, as in "+44 (20) 7946-0958".</summary>
internal ref struct DigitGroups
{
    public const int Most = 12;
    private const int MostDigits = 40;

    private readonly Span<int> _starts;
    private readonly Span<int> _ends;

    /// <param name="room">Two numbers for each of <see cref="Most"/> groups.</param>
    public DigitGroups(ReadOnlySpan<char> text, int from, Span<int> room)
    {
        _starts = room[..Most];
        _ends = room[Most..];
        var (at, digits) = (from, 0);
        while (at < text.Length && Count < Most && char.IsAsciiDigit(text[at]))
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            digits += at - start;
            if (digits > MostDigits)
            {
                IsTooLong = true;
            }

            (_starts[Count], _ends[Count]) = (start, at);
            Count++;
            at = Next(text, at);
        }
    }

    public int Count { get; private set; }

    public bool IsTooLong { get; private set; }

    public readonly int Start(int group) => _starts[group];

    public readonly int End(int group) => _ends[group];

    public readonly int Length(int group) => _ends[group] - _starts[group];

    /// <summary>Copies the digits of some groups.</summary>
    /// <returns>How many there are; -1 when there is no room for them.</returns>
    public readonly int Copy(ReadOnlySpan<char> text, int first, int last, Span<char> digits)
    {
        var count = 0;
        for (var group = first; group <= last; group++)
        {
            if (count + Length(group) > digits.Length)
            {
                return -1;
            }

            text[Start(group)..End(group)].CopyTo(digits[count..]);
            count += Length(group);
        }

        return count;
    }

    // One sign, or a bracket with a blank or hyphen beside it.
    private static int Next(ReadOnlySpan<char> text, int at)
    {
        var next = at;
        while (next < text.Length && next - at < 3 && text[next] is ' ' or '-' or '.' or '/' or '(' or ')' or '\u00A0' or '\u202F' or '\u2011' or '\u2013')
        {
            next++;
        }

        var gap = text[at..next];
        var isSign = gap.Length == 1 || (gap.Length > 1 && (gap.ContainsAny('(', ')') || gap.SequenceEqual(" - ")));
        return isSign && next < text.Length && char.IsAsciiDigit(text[next]) ? next : text.Length;
    }
}
