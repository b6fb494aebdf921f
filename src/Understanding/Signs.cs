using System.Buffers;

namespace Parley.Understanding;

/// <summary>What stands between the words of a text, and how long it is, as a set of bits.</summary>
internal static class Signs
{
    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"“”„«»");
    private static readonly int[] Lengths = [1, 2, 4, 7, 12, 20, 35, 60, 120];

    /// <param name="words">How many words the text has.</param>
    /// <returns>A bit for each sign that the text shows.</returns>
    public static uint Of(ReadOnlySpan<char> text, int words)
    {
        var end = text.TrimEnd();
        var lines = text.Count('\n');
        var code = Marks(text, "{};<>_\\");
        var sums = Marks(text, "+=*^/√∫∑×÷");
        var capitals = Capitals(text);
        return Bit(0, end[^1] is '?' or '？' or '؟') | Bit(1, text.ContainsAny("?？؟")) | Bit(2, text.Contains('!')) | Bit(3, text.Contains("!!", StringComparison.Ordinal))
            | Bit(4, text.Contains("```", StringComparison.Ordinal)) | Bit(5, code >= 2) | Bit(6, code >= 6) | Bit(7, sums >= 1) | Bit(8, sums >= 3)
            | Bit(9, text.ContainsAnyInRange('0', '9')) | Bit(10, text.ContainsAny("$€£¥")) | Bit(11, text.Contains('%')) | Bit(12, text.Contains('§'))
            | Bit(13, lines >= 1) | Bit(14, lines >= 4) | Bit(15, text.ContainsAny(":")) | Bit(16, text.ContainsAny(Quotes))
            | Bit(17, text.Contains('@')) | Bit(18, text.Contains("://", StringComparison.Ordinal)) | Bit(19, capitals > 6 && capitals * 2 > text.Length / 2)
            | (1u << (20 + Lengths.Count(most => words > most)));
    }

    private static uint Bit(int place, bool isThere) => isThere ? 1u << place : 0;

    private static int Marks(ReadOnlySpan<char> text, string marks)
    {
        var count = 0;
        foreach (var c in text)
        {
            count += marks.Contains(c) ? 1 : 0;
        }

        return count;
    }

    private static int Capitals(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var c in text)
        {
            count += char.IsAsciiLetterUpper(c) ? 1 : 0;
        }

        return count;
    }
}
