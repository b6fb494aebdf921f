namespace Parley.Text;

/// <summary>A stretch of text in UTF-16 units; the end is exclusive.</summary>
public readonly record struct Span(int Start, int End)
{
    public int Length => End - Start;

    public string Of(string text) => text[Start..End];
}

/// <summary>Finds the sentences of a text. A blank line, and a line that begins a list item or a table row, also ends one.</summary>
public static class Sentences
{
    private const int LongestNumber = 9;
    private const string Enders = ".!?…。！？｡।؟";
    private const string Closers = "\"'”’»)]）」』*_";

    /// <summary>The sentences between two places, without the blanks around them, in order.</summary>
    public static IEnumerable<Span> In(string text, int start, int end)
    {
        var from = start;
        for (var at = start; at < end; at++)
        {
            if (!IsBorder(text, at, end, out var after))
            {
                continue;
            }

            if (Trim(text, from, after) is { Length: > 0 } sentence)
            {
                yield return sentence;
            }

            from = after;
            at = after - 1;
        }

        if (Trim(text, from, end) is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    public static Span Trim(string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return new Span(start, end);
    }

    /// <summary>Whether a sentence ends with the character at a place, as far as the text up to the end tells.</summary>
    /// <param name="after">Where the next sentence may begin.</param>
    public static bool IsBorder(string text, int at, int end, out int after)
    {
        after = at + 1;
        var c = text[at];
        if (c == '\n')
        {
            return at + 1 < end && (text[at + 1] == '\n' || StartsItem(text, at + 1, end));
        }

        if (!Enders.Contains(c, StringComparison.Ordinal))
        {
            return false;
        }

        while (after < end && (Enders.Contains(text[after], StringComparison.Ordinal) || IsCloser(text, after, end)))
        {
            after++;
        }

        if (c is '。' or '！' or '？' or '｡' or '।')
        {
            return true;
        }

        return (after >= end || char.IsWhiteSpace(text[after])) && !(c == '.' && (GoesOn(text, after, end) || Abbreviations.IsOne(text, at, end) || Ordinals.IsOne(text, at, end) || IsListNumber(text, at)));
    }

    // "[S1]" after a full stop is no closing bracket of the sentence; "(see there.)" is.
    private static bool IsCloser(string text, int at, int end) =>
        Closers.Contains(text[at], StringComparison.Ordinal) && (text[at] is not ('*' or '_' or '\'' or '"') || at + 1 >= end || !char.IsLetterOrDigit(text[at + 1]));

    private static bool GoesOn(string text, int at, int end)
    {
        while (at < end && char.IsWhiteSpace(text[at]) && text[at] != '\n')
        {
            at++;
        }

        return at < end && char.IsLower(text[at]);
    }

    private static bool IsListNumber(string text, int dot)
    {
        var start = dot;
        while (start > 0 && dot - start < 4 && char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        var line = start;
        while (line > 0 && text[line - 1] == ' ')
        {
            line--;
        }

        return start < dot && dot - start < 4 && (line == 0 || text[line - 1] == '\n');
    }

    private static bool StartsItem(string text, int at, int end)
    {
        while (at < end && text[at] == ' ')
        {
            at++;
        }

        if (at >= end)
        {
            return false;
        }

        if (text[at] is '-' or '*' or '•' or '+')
        {
            return at + 1 < end && text[at + 1] == ' ';
        }

        if (text[at] == '|')
        {
            return true;
        }

        var digits = at;
        while (digits < end && digits < at + LongestNumber && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return digits > at && digits + 1 < end && text[digits] is '.' or ')' && text[digits + 1] == ' ';
    }
}
