using System.Collections.Frozen;

namespace Parley.Text;

/// <summary>Words that end with a full stop and end no sentence.</summary>
internal static class Abbreviations
{
    private const int Longest = 6;

    private static readonly FrozenSet<string> Words = new[]
    {
        "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "vs", "etc", "e.g", "i.e", "no", "vol", "fig", "inc", "ltd", "co", "corp", "approx",
        "z.b", "bzw", "ca", "nr", "usw", "d.h", "u.a", "s", "p", "pp", "cf", "al", "art", "abs", "ggf", "jan", "feb", "aug", "sept", "oct",
        "nov", "dec", "u.s", "m", "mme", "sra", "o.ä", "v.a", "s.o", "s.u", "u.u", "z.t", "z.zt", "m.e", "e.v", "i.d", "d.r", "i.d.r", "a.m", "p.m",
        "n.chr", "v.chr", "hr", "fr", "vgl", "evtl", "inkl", "zzgl", "str", "tel", "mio", "mrd", "okt", "dez",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether the full stop at a place belongs to an abbreviation, such as those of "Dr.", "e.g." and, with a blank inside, "z. B.".</summary>
    public static bool IsOne(string text, int dot, int end)
    {
        var start = StartOf(text, dot);
        var word = text.AsSpan(start, dot - start);
        return word.Length switch
        {
            0 or > Longest => false,
            1 when char.IsUpper(word[0]) || HasSecondHalf(text, start, dot, end) => true,
            _ => Known.Contains(word) || HasFirstHalf(text, start, dot),
        };
    }

    // "B." after "z. ".
    private static bool HasFirstHalf(string text, int start, int dot)
    {
        var before = start - 1;
        if (before < 1 || !IsBlank(text[before]) || text[before - 1] != '.')
        {
            return false;
        }

        var first = StartOf(text, before - 1);
        return before - 1 - first == 1 && Known.Contains($"{text[first]}.{text.AsSpan(start, dot - start)}");
    }

    // "z." before " B.".
    private static bool HasSecondHalf(string text, int start, int dot, int end)
    {
        if (dot + 2 >= end || !IsBlank(text[dot + 1]))
        {
            return false;
        }

        var (second, last) = (dot + 2, dot + 2);
        while (last < end && last - second < Longest && char.IsLetter(text[last]))
        {
            last++;
        }

        return last < end && text[last] == '.' && Known.Contains($"{text[start]}.{text.AsSpan(second, last - second)}");
    }

    private static int StartOf(string text, int dot)
    {
        var start = dot;
        while (start > 0 && dot - start <= Longest && (char.IsLetter(text[start - 1]) || text[start - 1] == '.'))
        {
            start--;
        }

        return start;
    }

    private static bool IsBlank(char c) => c is ' ' or '\u00A0' or '\u202F';
}
