namespace Parley.Reading.Pdf;

/// <summary>A table on a page, from the lines that it took.</summary>
internal sealed record PageTable(double Top, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlySet<PageLine> Lines);

/// <summary>
/// Finds tables by their geometry: rows of short pieces that stand under each other in columns. Columns of running text look alike but for
/// the length of their pieces.
/// </summary>
internal static class PageTables
{
    private const double WideGap = 1.4;
    private const double MostRowGap = 2.6;

    public static IReadOnlyList<PageTable> Find(Page page)
    {
        var tables = new List<PageTable>();
        var run = new List<Row>();
        foreach (var row in Rows(page))
        {
            if (run.Count > 0 && !Follows(run, row))
            {
                Close(run, tables);
            }

            if (run.Count > 0 || row.Pieces.Count > 1)
            {
                run.Add(row);
            }
        }

        Close(run, tables);
        return tables;
    }

    private static void Close(List<Row> run, List<PageTable> tables)
    {
        while (run.Count > 0 && run[^1].Pieces.Count == 1)
        {
            run.RemoveAt(run.Count - 1);
        }

        if (IsTable(run))
        {
            tables.Add(new PageTable(run[0].Top, Cells(run), run.SelectMany(row => row.Pieces).Select(piece => piece.Line).ToHashSet()));
        }

        run.Clear();
    }

    private static bool IsTable(List<Row> run)
    {
        var full = run.Where(row => row.Pieces.Count > 1).ToList();
        if (full.Count < 2)
        {
            return false;
        }

        var columns = full.Max(row => row.Pieces.Count);
        var words = full.SelectMany(row => row.Pieces).Average(piece => piece.Words.Count);
        var last = full.SelectMany(row => row.Pieces.SkipLast(1)).Average(piece => piece.Words.Count);
        return full.Count * 2 >= run.Count && (columns == 2 ? full.Count >= 3 && last <= 4 && words <= 7 : words <= 6);
    }

    // A row that begins none of the columns anew goes on with the cells above it.
    private static List<IReadOnlyList<string>> Cells(List<Row> run)
    {
        var columns = Columns(run);
        var rows = new List<List<string>>();
        foreach (var row in run)
        {
            var isNew = rows.Count == 0 || row.Pieces.Count > 1 || Column(columns, row.Pieces[0]) == 0;
            if (isNew)
            {
                rows.Add([.. Enumerable.Repeat("", columns.Count)]);
            }

            foreach (var piece in row.Pieces)
            {
                var column = Column(columns, piece);
                rows[^1][column] = rows[^1][column].Length == 0 ? piece.Text : $"{rows[^1][column]} {piece.Text}";
            }
        }

        return [.. rows];
    }

    // Pieces that overlap from left to right share a column; the rows with the most pieces say how many there are.
    private static List<(double Left, double Right)> Columns(List<Row> run)
    {
        var most = run.Max(row => row.Pieces.Count);
        var columns = run.First(row => row.Pieces.Count == most).Pieces.Select(piece => (piece.Left, piece.Right)).ToList();
        foreach (var row in run.Where(row => row.Pieces.Count == most))
        {
            foreach (var (i, piece) in row.Pieces.Index())
            {
                columns[i] = (Math.Min(columns[i].Left, piece.Left), Math.Max(columns[i].Right, piece.Right));
            }
        }

        return columns;
    }

    private static int Column(List<(double Left, double Right)> columns, Piece piece) => columns.Index().MaxBy(column =>
        Math.Min(column.Item.Right, piece.Right) - Math.Max(column.Item.Left, piece.Left)).Index;

    private static bool Follows(List<Row> run, Row row)
    {
        var above = run[^1];
        if (row.Top - above.Bottom > MostRowGap * row.Size || Math.Abs(row.Size - above.Size) > 0.35 * above.Size)
        {
            return false;
        }

        var table = run.LastOrDefault(other => other.Pieces.Count > 1) ?? run[0];
        return row.Pieces.Count > 1
            ? row.Pieces.Count(piece => table.Pieces.Any(other => IsUnder(piece, other))) >= 2
            : row.Top - above.Bottom < 0.9 * row.Size && table.Pieces.Skip(1).Any(other => Math.Abs(row.Pieces[0].Left - other.Left) < row.Size)
                && run.Count(other => other.Pieces.Count == 1) <= run.Count;
    }

    private static bool IsUnder(Piece piece, Piece other) =>
        Math.Min(piece.Right, other.Right) - Math.Max(piece.Left, other.Left) > 0.5 * Math.Min(piece.Right - piece.Left, other.Right - other.Left);

    private static IEnumerable<Row> Rows(Page page)
    {
        var open = new List<PageLine>();
        foreach (var line in page.Lines.OrderBy(line => line.Middle))
        {
            if (open.Count > 0 && !open.Any(line.IsBeside))
            {
                yield return new Row(open);
                open = [];
            }

            open.Add(line);
        }

        if (open.Count > 0)
        {
            yield return new Row(open);
        }
    }

    /// <summary>What stands at one height, cut where the gaps are wide.</summary>
    private sealed class Row
    {
        public Row(IReadOnlyList<PageLine> lines)
        {
            var pieces = new List<Piece>();
            foreach (var (line, word) in lines.SelectMany(line => line.Words.Select(word => (line, word))).OrderBy(found => found.word.Left))
            {
                var isNear = pieces.Count > 0 && word.Left - pieces[^1].Right < WideGap * Math.Min(word.Height, line.Size);
                if (isNear && pieces[^1].Line == line)
                {
                    pieces[^1].Words.Add(word);
                }
                else if (pieces.Count > 0 && ListMark.Is(pieces[^1].Text) && pieces.Count == 1)
                {
                    // A bullet and what it marks are no two columns.
                    pieces[^1] = new Piece(line, [.. pieces[^1].Words, word]);
                }
                else
                {
                    pieces.Add(new Piece(line, [word]));
                }
            }

            (Pieces, Top, Bottom) = (pieces, lines.Min(line => line.Top), lines.Max(line => line.Bottom));
            Size = lines.Max(line => line.Size);
        }

        public List<Piece> Pieces { get; }

        public double Top { get; }

        public double Bottom { get; }

        public double Size { get; }
    }

    private sealed record Piece(PageLine Line, List<PageWord> Words)
    {
        public double Left => Words[0].Left;

        public double Right => Words[^1].Right;

        public double Size => Line.Size;

        public string Text => string.Join(' ', Words.Select(word => word.Text));
    }
}
