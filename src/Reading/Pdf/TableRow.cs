namespace Parley.Reading.Pdf;

/// <summary>What stands at one height, cut where the gaps are wide.</summary>
internal sealed class TableRow
{
    public TableRow(IReadOnlyList<PageLine> lines, IReadOnlyList<PageLine> page)
    {
        var pieces = new List<TablePiece>();
        foreach (var line in lines.OrderBy(line => line.Left))
        {
            if (pieces.Count > 0 && (pieces.Count == 1 && ListMark.Is(pieces[0].Text) || IsStretched(pieces[^1], line, page)))
            {
                pieces[^1] = new TablePiece([.. pieces[^1].Lines, line]);
            }
            else
            {
                pieces.Add(new TablePiece([line]));
            }
        }

        (Pieces, Top, Bottom) = (pieces, lines.Min(line => line.Top), lines.Max(line => line.Bottom));
        Size = lines.Max(line => line.Size);
    }

    public List<TablePiece> Pieces { get; }

    public double Top { get; }

    public double Bottom { get; }

    public double Size { get; }

    public double Middle => (Top + Bottom) / 2;

    // Words that were drawn apart to fill a line: other lines of the same block cross the gap, as none crosses that between two columns.
    private static bool IsStretched(TablePiece left, PageLine right, IReadOnlyList<PageLine> page) =>
        left.Lines[^1].Block == right.Block && page.Any(line => line.Block == right.Block && line.Left < left.Right && line.Right > right.Left);
}

/// <summary>A cell of one line, or a part of one.</summary>
internal sealed record TablePiece(IReadOnlyList<PageLine> Lines)
{
    public IReadOnlyList<PageWord> Words { get; } = [.. Lines.SelectMany(line => line.Words)];

    public double Left => Lines[0].Left;

    public double Right => Lines[^1].Right;

    public string Text => string.Join(' ', Lines.Select(line => line.Text));
}
