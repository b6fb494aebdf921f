using System.Text.RegularExpressions;

namespace Parley.Reading;

/// <summary>
/// Finds the entries of an FAQ, so that the question can weigh more than the answer: headings that ask, and paragraphs that begin with "Q:"
/// before one that begins with "A:". The text stays as it is; only what its parts are called changes.
/// </summary>
internal static partial class Questions
{
    /// <summary>One heading with a question mark makes no FAQ.</summary>
    private const int LeastQuestions = 2;

    private const int LongestQuestion = 400;

    public static CleanDocument Mark(CleanDocument document)
    {
        var blocks = Labelled(document).ToList();
        var asking = blocks.Index().Where(found => found.Item.IsQuestion || Asks(document, blocks, found.Index)).Select(found => found.Index).ToHashSet();
        return asking.Count < LeastQuestions && !asking.Any(i => blocks[i].IsQuestion) && !(asking.Count > 0 && Faq().IsMatch(document.Title ?? ""))
            ? document
            : document with { Blocks = [.. blocks.Select((block, i) => asking.Contains(i) ? block with { IsQuestion = true } : block)] };
    }

    private static bool Asks(CleanDocument document, List<Block> blocks, int i) =>
        blocks[i].Kind == BlockKind.Heading && document.Text[blocks[i].End - 1] is '?' or '\uff1f' or '\u061f' or '\u037e'
        && i + 1 < blocks.Count && (blocks[i + 1].Kind != BlockKind.Heading || blocks[i + 1].Level > blocks[i].Level);

    private static IEnumerable<Block> Labelled(CleanDocument document)
    {
        var above = 0;
        foreach (var (i, block) in document.Blocks.Index())
        {
            foreach (var labelled in Labelled(document, block, i, Math.Min(6, 1 + above)))
            {
                yield return labelled;
            }

            above = block.Kind == BlockKind.Heading ? block.Level : above;
        }
    }

    private static IEnumerable<Block> Labelled(CleanDocument document, Block block, int i, int level)
    {
        var text = document.Text.AsSpan(block.Start, block.End - block.Start);
        if (block.Kind is not (BlockKind.Paragraph or BlockKind.ListItem) || !Question().IsMatch(text))
        {
            return [block];
        }

        foreach (var match in Answer().EnumerateMatches(text))
        {
            var end = block.Start + match.Index;
            return end - block.Start > LongestQuestion ? [block] :
            [
                new Block(BlockKind.Heading, block.Start, end, level) { IsQuestion = true }, block with { Start = end + 1 },
            ];
        }

        var isAnswered = i + 1 < document.Blocks.Count && AnswerStart().IsMatch(document.Text.AsSpan(document.Blocks[i + 1].Start, document.Blocks[i + 1].End - document.Blocks[i + 1].Start));
        return isAnswered && text.Length <= LongestQuestion ? [new Block(BlockKind.Heading, block.Start, block.End, level) { IsQuestion = true }] : [block];
    }

    [GeneratedRegex(@"^(?:[-*] |\d{1,3}[.)] )?(?:Q|Question|Frage|Pregunta|Domanda|F)\s?\d{0,3}\s?[:.)] ?\S", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Question();

    [GeneratedRegex(@"\n(?=(?:A|Answer|Antwort|Respuesta|R\u00e9ponse|Risposta|R)\s?\d{0,3}\s?[:.)] ?\S)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Answer();

    [GeneratedRegex(@"^(?:A|Answer|Antwort|Respuesta|R\u00e9ponse|Risposta|R)\s?\d{0,3}\s?[:.)] ?\S", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnswerStart();

    [GeneratedRegex(@"\bFAQs?\b|frequently asked|h\u00e4ufige fragen|preguntas frecuentes", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Faq();
}
