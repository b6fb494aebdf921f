namespace Parley.Reading.Pdf;

/// <summary>A table on a page, from the lines that it took.</summary>
internal sealed record PageTable(double Top, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlySet<PageLine> Lines);

/// <summary>
/// Finds tables by their geometry: rows of short pieces that stand under each other in columns. Columns of running text look alike but for
/// the length of their pieces.
/// </summary>
internal static class PageTables
{
    private const double MostRowGap = 2.6;
    private const double MostCellGap = 1.8;

    public static IReadOnlyList<PageTable> Find(Page page)
    {
        var tables = new List<PageTable>();
        var run = new List<TableRow>();
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

    private static void Close(List<TableRow> run, List<PageTable> tables)
    {
        while (run.Count > 0 && run[^1].Pieces.Count == 1)
        {
            run.RemoveAt(run.Count - 1);
        }

        if (IsTable(run))
        {
            tables.Add(new PageTable(run[0].Top, Cells(run), run.SelectMany(row => row.Pieces).SelectMany(piece => piece.Lines).ToHashSet()));
        }

        run.Clear();
    }

    private static bool IsTable(List<TableRow> run)
    {
        var full = run.Where(row => row.Pieces.Count > 1).ToList();
        if (full.Count < 2 || full.Count * 3 < run.Count || IsProse(full))
        {
            return false;
        }

        var words = full.SelectMany(row => row.Pieces).Average(piece => piece.Words.Count);
        var first = full.SelectMany(row => row.Pieces.SkipLast(1)).Average(piece => piece.Words.Count);
        return Typical(full) == 2 ? full.Count >= 3 && first <= 4 && words <= 8 : words <= 7;
    }

    private static int Typical(List<TableRow> full) => full.GroupBy(row => row.Pieces.Count).OrderByDescending(group => group.Count()).ThenByDescending(group => group.Key).First().Key;

    // Lines of running text fill their column; what stands in cells is as long as it is.
    private static bool IsProse(List<TableRow> full)
    {
        var typical = Typical(full);
        var rows = full.Where(row => row.Pieces.Count == typical).ToList();
        return rows.Count > 2 && rows.SelectMany(row => row.Pieces).Average(piece => piece.Words.Count) >= 3
            && Enumerable.Range(0, typical).All(column =>
            {
                var widest = rows.Max(row => row.Pieces[column].Right - row.Pieces[column].Left);
                return rows.Count(row => row.Pieces[column].Right - row.Pieces[column].Left > 0.85 * widest) >= 0.6 * rows.Count;
            });
    }

    // Each row that has something in the first column is one of the table; the others go on with one of them.
    private static List<IReadOnlyList<string>> Cells(List<TableRow> run)
    {
        var columns = Columns(run);
        var anchors = run.Where(row => row.Pieces.Any(piece => Column(columns, piece) == 0)).ToList();
        anchors = anchors.Count > 0 ? anchors : [run[0]];
        var rows = anchors.Select(_ => Enumerable.Repeat("", columns.Count).ToArray()).ToList();
        foreach (var (row, owner) in run.Zip(Owners(run, anchors, columns)))
        {
            foreach (var piece in row.Pieces)
            {
                var column = Column(columns, piece);
                rows[owner][column] = rows[owner][column].Length == 0 ? piece.Text : $"{rows[owner][column]} {piece.Text}";
            }
        }

        return [.. rows];
    }

    // A line in the middle of a cell stands nearer to the cell's other lines than to those of the next cell; else the nearest row has it.
    private static int[] Owners(List<TableRow> run, List<TableRow> anchors, List<(double Left, double Right)> columns)
    {
        var owners = run.Select(row => anchors.IndexOf(row)).ToArray();
        var near = run.Select((row, i) => owners[i] >= 0 ? i : Near(i)).ToArray();
        foreach (var i in Enumerable.Range(0, run.Count).Reverse().Where(i => near[i] > i).Concat(Enumerable.Range(0, run.Count).Where(i => near[i] < i)))
        {
            owners[i] = owners[near[i]];
        }

        return [.. owners.Select((owner, i) => owner >= 0 ? owner : anchors.Index().MinBy(anchor => Math.Abs(anchor.Item.Middle - run[i].Middle)).Index)];

        int Near(int i)
        {
            var column = Column(columns, run[i].Pieces[0]);
            var others = Enumerable.Range(0, run.Count).Where(j => j != i && run[j].Pieces.Any(piece => Column(columns, piece) == column)).ToList();
            var (above, below) = (others.LastOrDefault(j => j < i, -1), others.FirstOrDefault(j => j > i, -1));
            var (up, down) = (above < 0 ? double.MaxValue : run[i].Top - run[above].Bottom, below < 0 ? double.MaxValue : run[below].Top - run[i].Bottom);
            return Math.Abs(up - down) < 0.15 * run[i].Size ? i : up < down ? above : below;
        }
    }

    // Pieces that overlap from left to right share a column; the rows with the most pieces say how many there are.
    private static List<(double Left, double Right)> Columns(List<TableRow> run)
    {
        var most = Typical([.. run.Where(row => row.Pieces.Count > 1)]);
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

    private static int Column(List<(double Left, double Right)> columns, TablePiece piece) => columns.Index().MaxBy(column =>
        Math.Min(column.Item.Right, piece.Right) - Math.Max(column.Item.Left, piece.Left)).Index;

    private static bool Follows(List<TableRow> run, TableRow row)
    {
        var above = run[^1];
        if (row.Top - above.Bottom > MostRowGap * row.Size || Math.Abs(row.Size - above.Size) > 0.35 * above.Size)
        {
            return false;
        }

        // A row may lack cells, so that all rows above tell where the columns are.
        var full = run.Where(other => other.Pieces.Count > 1).ToList();
        return row.Pieces.Count > 1
            ? run.Any(other => row.Pieces.Count(piece => other.Pieces.Any(cell => IsUnder(piece, cell))) >= 2)
            : row.Top - above.Bottom < MostCellGap * row.Size && full.Any(other => other.Pieces.Skip(1).Any(cell => IsUnder(row.Pieces[0], cell)))
                && !full.Any(other => IsUnder(row.Pieces[0], other.Pieces[0]));
    }

    private static bool IsUnder(TablePiece piece, TablePiece other) =>
        Math.Min(piece.Right, other.Right) - Math.Max(piece.Left, other.Left) > 0.5 * Math.Min(piece.Right - piece.Left, other.Right - other.Left);

    private static IEnumerable<TableRow> Rows(Page page)
    {
        var open = new List<PageLine>();
        foreach (var line in page.Lines.OrderBy(line => line.Middle))
        {
            if (open.Count > 0 && !open.Any(line.IsBeside))
            {
                yield return new TableRow(open, page.Lines);
                open = [];
            }

            open.Add(line);
        }

        if (open.Count > 0)
        {
            yield return new TableRow(open, page.Lines);
        }
    }
}
