using System.Text.RegularExpressions;

namespace Parley.Models;

/// <summary>What lines of a passage belong together as.</summary>
internal enum BlockKind
{
    Text,

    /// <summary>Items, each with the lines that it goes on in.</summary>
    List,

    /// <summary>Rows of cells between upright strokes.</summary>
    Table,

    /// <summary>Code, a quotation, what else means nothing in part.</summary>
    Whole,
}

/// <summary>Lines that belong together, with the line that leads to them.</summary>
internal sealed record PassageBlock(BlockKind Kind, IReadOnlyList<string> Lines);

/// <summary>Takes a passage's text apart into blocks.</summary>
internal static partial class PassageBlocks
{
    public static IEnumerable<PassageBlock> Of(string text)
    {
        var held = new List<string>();
        var (kind, inFence, inItem) = (BlockKind.Text, false, false);
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var isFence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            var own = inFence || isFence ? BlockKind.Whole : KindOf(line);
            var isBlank = !inFence && string.IsNullOrWhiteSpace(line);
            var isHeading = !inFence && HeadingLine().IsMatch(line);
            var leads = held is [.., var last] && last.TrimEnd().EndsWith(':') && kind != BlockKind.Table;
            if (isBlank && leads)
            {
                continue;
            }

            // A number that begins a line of a paragraph, and is not 1, counts nothing.
            own = own == BlockKind.List && held.Count > 0 && kind == BlockKind.Text && !leads && LaterStep().IsMatch(line) ? BlockKind.Text : own;
            if (held.Count > 0 && (isBlank || isHeading || !(leads || GoesOn(kind, inItem, own, line))))
            {
                yield return new(kind, [.. held]);
                held.Clear();
                (kind, inItem) = (BlockKind.Text, false);
            }

            inFence ^= isFence;
            if (isBlank || isHeading)
            {
                continue;
            }

            kind = held.Count == 0 || kind == BlockKind.Text ? own : kind;
            inItem = own == BlockKind.List || (inItem && own == BlockKind.Text);
            held.Add(line);
        }

        if (held.Count > 0)
        {
            yield return new(kind, held);
        }
    }

    /// <summary>Whether a line begins an item of a list.</summary>
    public static bool IsItem(string line) => ItemLine().IsMatch(line);

    /// <summary>Whether the items of a list come one after the other, as steps do.</summary>
    public static bool IsStep(string line) => StepLine().IsMatch(line);

    private static BlockKind KindOf(string line) =>
        line.TrimStart().StartsWith('|') ? BlockKind.Table
        : IsItem(line) ? BlockKind.List
        : OtherLine().IsMatch(line) ? BlockKind.Whole
        : BlockKind.Text;

    // An item goes on in the lines after it, indented or not; what is indented belongs to the list, or code, above it.
    private static bool GoesOn(BlockKind held, bool inItem, BlockKind own, string line) =>
        own == held || (held == BlockKind.List && own == BlockKind.Text && inItem) || (held is BlockKind.List or BlockKind.Whole && line.StartsWith(' '))
        || (held == BlockKind.List && own == BlockKind.Whole);

    [GeneratedRegex("""^\s*(?:[-*+•]\s|\d{1,3}[.)]\s)""")]
    private static partial Regex ItemLine();

    [GeneratedRegex("""^\s*\d{1,3}[.)]\s""")]
    private static partial Regex StepLine();

    [GeneratedRegex("""^\s*(?!1[.)])\d{1,3}[.)]\s""")]
    private static partial Regex LaterStep();

    [GeneratedRegex("""^(?:\s*(?:>|\$\s)|    \S)""")]
    private static partial Regex OtherLine();

    [GeneratedRegex("""^#{1,6}\s""")]
    private static partial Regex HeadingLine();
}
