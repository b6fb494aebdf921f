using System.Text;

namespace Parley.Orchestration;

/// <summary>Finds the JSON in what a model wrote. Nothing is made up: words are left out, commas dropped, and brackets closed where the room ended.</summary>
internal static class JsonRepair
{
    // Prose may hold braces before the JSON begins.
    private const int MostStarts = 8;

    /// <summary>What the answer may have meant, the most faithful first.</summary>
    /// <param name="isCut">Whether it may end before its brackets are closed.</param>
    public static IEnumerable<string> Candidates(string text, bool isCut)
    {
        yield return text;
        var start = -1;
        for (var tries = 0; tries < MostStarts && (start = text.AsSpan(start + 1).IndexOfAny('{', '[') is >= 0 and var next ? start + 1 + next : -1) >= 0; tries++)
        {
            if (Read(text.AsSpan(start), isCut, out var length) is { } found)
            {
                yield return found;

                // What stands within was part of this one.
                start += length - 1;
            }
        }
    }

    /// <summary>One object or list from its opening bracket on, without commas before closing ones.</summary>
    /// <returns>Null when it does not end, and may not be ended.</returns>
    private static string? Read(ReadOnlySpan<char> text, bool isCut, out int length)
    {
        var (read, open, inString) = (new StringBuilder(), new Stack<char>(), false);
        for (length = 0; length < text.Length; length++)
        {
            var letter = text[length];
            if (inString)
            {
                inString = letter != '"';
                read.Append(letter);
                if (letter == '\\' && length + 1 < text.Length)
                {
                    read.Append(text[++length]);
                }

                continue;
            }

            inString = letter == '"';
            if (letter is '{' or '[')
            {
                open.Push(letter == '{' ? '}' : ']');
            }
            else if (letter is '}' or ']')
            {
                if (open.Pop() != letter)
                {
                    return null;
                }

                DropComma(read);
            }

            read.Append(letter);
            if (open.Count == 0)
            {
                length++;
                return read.ToString();
            }
        }

        return isCut && !inString ? Closed(read, open) : null;
    }

    private static string? Closed(StringBuilder read, Stack<char> open)
    {
        DropComma(read);

        // A number may have lost its last digits, so what ends in one is not taken for whole.
        return Last(read) is '}' or ']' or '"' or '{' or '[' or 'e' or 'l' ? read.Append([.. open]).ToString() : null;
    }

    private static void DropComma(StringBuilder read)
    {
        var end = End(read);
        if (end > 0 && read[end - 1] == ',')
        {
            read.Remove(end - 1, 1);
        }
    }

    private static char Last(StringBuilder read) => End(read) is > 0 and var end ? read[end - 1] : '\0';

    private static int End(StringBuilder read)
    {
        var end = read.Length;
        while (end > 0 && char.IsWhiteSpace(read[end - 1]))
        {
            end--;
        }

        return end;
    }
}
