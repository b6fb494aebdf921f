using System.Collections.Frozen;

namespace Parley.Text;

/// <summary>Numbers that German writes with a full stop which ends no sentence: "am 12. Juli", "12. 7. 2026", "im 19. Jahrhundert".</summary>
internal static class Ordinals
{
    private const int MostDigits = 2;
    private const int YearDigits = 4;
    private const int Longest = 14;

    private static readonly FrozenSet<string> Counted = new[]
    {
        "Januar", "Jänner", "Februar", "Feber", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
        "Jan", "Feb", "Mär", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Okt", "Nov", "Dez",
        "Jahrhundert", "Jahrhunderts", "Jahrhunderte", "Jahrtausend", "Jahrtausends", "Weltkrieg", "Weltkriegs", "Geburtstag", "Quartal", "Quartals",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = Counted.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether the full stop at a place makes a number an ordinal one; what is counted in lower case goes on with the sentence anyway.</summary>
    public static bool IsOne(string text, int dot, int end)
    {
        var start = dot;
        while (start > 0 && dot - start <= MostDigits && char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        if (start == dot || dot - start > MostDigits || (start > 0 && char.IsLetterOrDigit(text[start - 1])))
        {
            return false;
        }

        var next = dot + 1;
        while (next < end && text[next] is ' ' or '\u00A0' or '\u202F')
        {
            next++;
        }

        var last = next;
        while (last < end && last - next <= Longest && char.IsLetter(text[last]))
        {
            last++;
        }

        return last > next ? Known.Contains(text.AsSpan(next, last - next)) : IsDate(text, start, next, end);
    }

    // The day of "12. 7.", and the month of "12. 7. 2026".
    private static bool IsDate(string text, int start, int next, int end)
    {
        var last = next;
        while (last < end && last - next <= YearDigits && char.IsAsciiDigit(text[last]))
        {
            last++;
        }

        var digits = last - next;
        return (digits is > 0 and <= MostDigits && last < end && text[last] == '.')
            || (digits == YearDigits && text.AsSpan(0, start).TrimEnd(" \u00A0\u202F") is [.., var digit, '.'] && char.IsAsciiDigit(digit));
    }
}
