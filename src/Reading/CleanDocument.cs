using System.Text;

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
public readonly record struct Block(BlockKind Kind, int Start, int End, int Level);

/// <summary>Where a page of a paged format stands in the text.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Start">Its first UTF-16 code unit.</param>
/// <param name="End">The one after its last.</param>
public readonly record struct PageSpan(int Page, int Start, int End);

/// <summary>A document as people read it: no markup but what carries meaning (list marks, table bars, code fences).</summary>
/// <param name="Blocks">In the order of the text; they do not overlap.</param>
public sealed record CleanDocument(string? Title, string Text, IReadOnlyList<Block> Blocks)
{
    /// <summary>In the order of the text; empty where the format has no pages.</summary>
    public IReadOnlyList<PageSpan> Pages { get; init; } = [];

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

/// <summary>Writes the clean text block by block.</summary>
internal sealed class CleanTextBuilder
{
    private readonly StringBuilder _text = new();
    private readonly List<Block> _blocks = [];

    public void Heading(int level, string text) => Add(BlockKind.Heading, OneLine(text), level);

    public void Paragraph(string text) => Add(BlockKind.Paragraph, text.Trim(), 0);

    /// <param name="mark">Such as <c>-</c> or <c>2.</c>.</param>
    /// <param name="depth">From 0; nested lists are indented.</param>
    public void ListItem(string mark, int depth, string text) =>
        Add(BlockKind.ListItem, text.Trim() is { Length: > 0 } item ? $"{new string(' ', depth * 2)}{mark} {item}" : "", 0);

    public void Table(IEnumerable<IReadOnlyList<string>> rows) => Add(
        BlockKind.Table,
        string.Join('\n', rows.Where(row => row.Any(cell => cell.Length > 0)).Select(row => $"| {string.Join(" | ", row.Select(OneLine))} |")),
        0);

    public void Code(string language, string code) =>
        Add(BlockKind.Code, code.Trim('\n', '\r') is { Length: > 0 } lines ? $"```{language}\n{lines}\n```" : "", 0);

    /// <param name="title">Null to take the first heading.</param>
    public CleanDocument Build(string? title)
    {
        var text = _text.ToString();
        var first = _blocks.FirstOrDefault(block => block.Kind == BlockKind.Heading);
        var heading = first.Length() > 0 ? text[first.Start..first.End] : null;
        return new(string.IsNullOrWhiteSpace(title) ? heading : OneLine(title), text, _blocks);
    }

    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private void Add(BlockKind kind, string text, int level)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        if (_text.Length > 0)
        {
            _text.Append(kind == BlockKind.ListItem && _blocks[^1].Kind == BlockKind.ListItem ? "\n" : "\n\n");
        }

        var start = _text.Length;
        _text.Append(text);
        _blocks.Add(new Block(kind, start, _text.Length, level));
    }
}

internal static class BlockMeasure
{
    public static int Length(this Block block) => block.End - block.Start;
}
