using System.Text.RegularExpressions;

namespace Parley.Models;

/// <summary>Takes a passage apart: sentences of its paragraphs; lists, tables and code whole, with the line that leads to them.</summary>
internal static partial class PassageReader
{
    private const int LongestBlock = 1_500;
    private const int LongestAbbreviation = 4;

    public static IEnumerable<TextUnit> Read(Passage passage, int rank)
    {
        var order = 0;
        foreach (var (text, isBlock) in Blocks(passage.Text))
        {
            foreach (var piece in isBlock ? [text] : Sentences(text))
            {
                if (piece.Any(char.IsLetterOrDigit))
                {
                    yield return new(passage, rank, order++, piece, isBlock);
                }
            }
        }
    }

    private static IEnumerable<(string Text, bool IsBlock)> Blocks(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var held = new List<string>();
        var heldIsBlock = false;
        var inFence = false;
        foreach (var line in lines)
        {
            var isFence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            var isBlock = inFence || isFence || BlockLine().IsMatch(line);
            var isBlank = !inFence && string.IsNullOrWhiteSpace(line);
            var isHeading = !inFence && HeadingLine().IsMatch(line);
            var leads = held is [.., var last] && last.TrimEnd().EndsWith(':');
            if (isBlank && leads)
            {
                continue;
            }

            // A list belongs to the line that leads to it; an indented line belongs to its list.
            var goesOn = isBlock == heldIsBlock || (isBlock && leads) || (heldIsBlock && line.StartsWith(' '));
            if (held.Count > 0 && (isBlank || isHeading || !goesOn))
            {
                yield return Flush(held, heldIsBlock);
                held.Clear();
                heldIsBlock = false;
            }

            inFence ^= isFence;
            if (isBlank || isHeading)
            {
                continue;
            }

            heldIsBlock |= isBlock;
            held.Add(line);
        }

        if (held.Count > 0)
        {
            yield return Flush(held, heldIsBlock);
        }
    }

    private static (string Text, bool IsBlock) Flush(List<string> lines, bool isBlock)
    {
        var text = string.Join('\n', lines).Trim();
        return (text, isBlock && text.Length <= LongestBlock);
    }

    private static IEnumerable<string> Sentences(string paragraph)
    {
        var start = 0;
        foreach (Match end in SentenceEnd().Matches(paragraph))
        {
            var stop = end.Index + end.Length;
            if (IsAbbreviation(paragraph, start, end.Index))
            {
                continue;
            }

            yield return paragraph[start..stop].Trim();
            start = stop;
        }

        if (start < paragraph.Length)
        {
            yield return paragraph[start..].Trim();
        }
    }

    /// <summary>Whether the dot belongs to the word before it: an initial, a number of a list, "e.g.", "Dr.", "z. B.".</summary>
    private static bool IsAbbreviation(string text, int start, int dot)
    {
        if (text[dot] != '.')
        {
            return false;
        }

        var word = dot;
        while (word > start && !char.IsWhiteSpace(text[word - 1]) && text[word - 1] != '(')
        {
            word--;
        }

        var length = dot - word;
        return (length == 1 && char.IsLetter(text[word]))
            || (length <= LongestAbbreviation && text.AsSpan(word, length).Contains('.'))
            || (length is > 0 and <= 3 && text.AsSpan(word, length).ContainsAnyExceptInRange('0', '9') is false)
            || Abbreviation().IsMatch(text[word..dot]);
    }

    [GeneratedRegex("""^\s*(?:[-*+•]\s|\d{1,3}[.)]\s|\||>|```|\$\s|    \S)""")]
    private static partial Regex BlockLine();

    [GeneratedRegex("""^#{1,6}\s""")]
    private static partial Regex HeadingLine();

    [GeneratedRegex("""[.!?…](?:["'”’»)\]]*)(?=\s+["'“„«(\[]?[\p{Lu}\p{Lt}\p{Lo}\d])|[。！？।]+""")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("^(?:Dr|Mr|Mrs|Ms|Prof|St|No|Nr|vs|etc|ca|bzw|usw|inkl|ggf|evtl|Abs|Art|Fig|Inc|Ltd|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)$")]
    private static partial Regex Abbreviation();
}
