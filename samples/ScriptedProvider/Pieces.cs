using System.Text;

namespace Parley.ScriptedProvider;

/// <summary>
/// The tokenizer: a piece is a run of up to 12 letters or digits, up to two line breaks, or one other character, each with the
/// space before it. CJK letters count one by one. Joined, the pieces are the text again.
/// </summary>
public static class Pieces
{
    private const int LongestRun = 12;
    private const int FirstCjk = 0x2E80;

    public static List<string> Of(string text)
    {
        var pieces = new List<string>(text.Length / 4 + 1);
        for (var at = 0; at < text.Length;)
        {
            var length = LengthAt(text.AsSpan(at));
            pieces.Add(text.Substring(at, length));
            at += length;
        }

        return pieces;
    }

    public static int Count(string text)
    {
        var count = 0;
        for (var at = 0; at < text.Length; at += LengthAt(text.AsSpan(at)))
        {
            count++;
        }

        return count;
    }

    /// <summary>A stable number for a piece, 0 to 131,071.</summary>
    public static int Number(ReadOnlySpan<char> piece)
    {
        var hash = 2166136261u;
        foreach (var unit in piece)
        {
            hash = (hash ^ unit) * 16777619u;
        }

        return (int)(hash & 0x1FFFF);
    }

    private static int LengthAt(ReadOnlySpan<char> rest)
    {
        var space = rest[0] == ' ' && rest.Length > 1 && rest[1] is not (' ' or '\n') ? 1 : 0;
        var word = rest[space..];
        if (word[0] == '\n')
        {
            return space + (word.Length > 1 && word[1] == '\n' ? 2 : 1);
        }

        var run = 0;
        while (run < word.Length && run < LongestRun && word[run] < FirstCjk && char.IsLetterOrDigit(word[run]))
        {
            run++;
        }

        if (run > 0)
        {
            return space + run;
        }

        Rune.DecodeFromUtf16(word, out _, out var units);
        return space + units;
    }
}
