using System.Text.RegularExpressions;

namespace Parley.Models;

/// <summary>Takes a passage apart: sentences of its paragraphs, items of its lists, rows of its tables; code whole, and short lists and steps with the line that leads to them.</summary>
internal static partial class PassageReader
{
    private const int LongestBlock = 1_500;
    private const int ShortList = 400;
    private const int LongestAbbreviation = 4;

    public static IEnumerable<TextUnit> Read(Passage passage, int rank)
    {
        var order = 0;
        foreach (var (index, block) in PassageBlocks.Of(passage.Text).Index())
        {
            foreach (var (text, isBlock) in Pieces(block, isFirst: index == 0))
            {
                if (text.Any(char.IsLetterOrDigit))
                {
                    yield return new(passage, rank, order++, text, isBlock);
                }
            }
        }
    }

    private static IEnumerable<(string Text, bool IsBlock)> Pieces(PassageBlock block, bool isFirst) => block.Kind switch
    {
        BlockKind.List => OfList(block.Lines),
        BlockKind.Table => OfTable(block.Lines, isFirst),
        BlockKind.Whole => Whole(Join(block.Lines)),
        _ => Sentences(Join(block.Lines)).Select(sentence => (sentence, false)),
    };

    /// <summary>Steps, what a line leads to, and short lists stay whole; of others each item does.</summary>
    private static IEnumerable<(string Text, bool IsBlock)> OfList(IReadOnlyList<string> lines)
    {
        var text = Join(lines);
        var belongs = !PassageBlocks.IsItem(lines[0]) || PassageBlocks.IsStep(lines[0]) || text.Length <= ShortList;
        return belongs && text.Length <= LongestBlock ? [(text, true)] : Items(lines).SelectMany(Whole);
    }

    private static IEnumerable<string> Items(IReadOnlyList<string> lines)
    {
        var indent = lines.Where(PassageBlocks.IsItem).Min(Indent);
        var (held, inFence) = (new List<string>(), false);
        foreach (var line in lines)
        {
            if (held.Count > 0 && !inFence && PassageBlocks.IsItem(line) && Indent(line) <= indent)
            {
                yield return Join(held);
                held.Clear();
            }

            inFence ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            held.Add(line);
        }

        yield return Join(held);
    }

    /// <summary>What a line leads to stays whole, as a list of its rows; of other tables each row does.</summary>
    private static IEnumerable<(string Text, bool IsBlock)> OfTable(IReadOnlyList<string> lines, bool isFirst)
    {
        var lead = lines.TakeWhile(line => !line.TrimStart().StartsWith('|')).ToList();
        var rows = TableText.Read([.. lines.Skip(lead.Count)], isWhole: lead.Count > 0 || !isFirst).ToList();
        var whole = Join([.. lead, .. rows.Select(row => $"- {row}")]);
        return lead.Count > 0 && whole.Length <= LongestBlock ? [(whole, true)]
            : [.. Sentences(Join(lead)).Select(sentence => (sentence, false)), .. rows.SelectMany(Whole)];
    }

    private static IEnumerable<(string Text, bool IsBlock)> Whole(string text) =>
        text.Length <= LongestBlock ? [(text, true)] : Sentences(text).Select(sentence => (sentence, false));

    private static int Indent(string line) => line.Length - line.TrimStart().Length;

    private static string Join(IReadOnlyList<string> lines) => string.Join('\n', lines).Trim();

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

    [GeneratedRegex("""[.!?…](?:["'”’»)\]]*)(?=\s+["'“„«(\[]?[\p{Lu}\p{Lt}\p{Lo}\d])|[。！？।]+""")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("^(?:Dr|Mr|Mrs|Ms|Prof|St|No|Nr|vs|etc|ca|bzw|usw|inkl|ggf|evtl|Abs|Art|Fig|Inc|Ltd|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)$")]
    private static partial Regex Abbreviation();
}
