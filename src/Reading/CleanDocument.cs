namespace Parley.Reading;

/// <summary>What a stretch of a document is.</summary>
public enum BlockKind
{
    Heading,
    Paragraph,
    ListItem,
    Table,
    Code,
}

/// <summary>A stretch of a document's clean text.</summary>
/// <param name="Level">Of a heading, from 1; else 0.</param>
public readonly record struct Block(BlockKind Kind, int Start, int End, int Level)
{
    /// <summary>True for a heading that asks what the text below it answers: an entry of an FAQ.</summary>
    public bool IsQuestion { get; init; }
}

/// <summary>Where a page of a paged format stands in the text.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Start">Its first UTF-16 code unit.</param>
/// <param name="End">The one after its last.</param>
public readonly record struct PageSpan(int Page, int Start, int End);

/// <summary>A document as people read it: no markup but what carries meaning (list marks, table bars, code fences).</summary>
/// <param name="Blocks">In the order of the text; they do not overlap.</param>
public sealed record CleanDocument(string? Title, string Text, IReadOnlyList<Block> Blocks)
{
    /// <summary>In the order of the text; empty where the format has no pages. A block may go on over the end of a page.</summary>
    public IReadOnlyList<PageSpan> Pages { get; init; } = [];

    /// <summary>What was left out or could not be read, in sentences for the sender; empty when all of it was read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public string TextOf(Block block) => Text[block.Start..block.End];

    /// <returns>The page on which an offset of the text stands; null where there are none.</returns>
    public int? PageAt(int offset)
    {
        for (var i = Pages.Count - 1; i >= 0; i--)
        {
            if (Pages[i].Start <= offset)
            {
                return Pages[i].Page;
            }
        }

        return Pages.Count == 0 ? null : Pages[0].Page;
    }
}
