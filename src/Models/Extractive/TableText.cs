namespace Parley.Models;

/// <summary>The rows of a table as lines that can be read out: each cell with what its column is called, where that is known.</summary>
internal static class TableText
{
    private const int LongestName = 40;

    /// <param name="rows">Lines of cells between upright strokes.</param>
    /// <param name="isWhole">Whether the first of them is the table's first; a passage may begin in the middle of one.</param>
    public static IEnumerable<string> Read(IReadOnlyList<string> rows, bool isWhole)
    {
        var cells = rows.Select(Cells).ToList();
        var isMarked = cells.Count > 1 && IsRule(cells[1]);
        var names = cells.Count > 1 && (isMarked || (isWhole && AreNames(cells[0], cells.Skip(1)))) ? cells[0] : null;
        return cells.Skip(names is null ? 0 : 1).Where(row => !IsRule(row)).Select(row => Row(row, names)).Where(row => row.Length > 0);
    }

    private static string Row(List<string> cells, List<string>? names)
    {
        var said = cells.Select((cell, column) => (Cell: cell, Name: names is not null && column < names.Count ? names[column] : "")).Where(one => one.Cell.Length > 0)
            .Select(one => one.Name.Length > 0 ? $"{one.Name}: {one.Cell}" : one.Cell).ToList();
        return names is null && said is [var first, var second, .. var rest] ? string.Join("; ", [$"{first}: {second}", .. rest]) : string.Join("; ", said);
    }

    /// <summary>Whether a row names columns: short words without figures or code, over at least one cell that is none of that.</summary>
    private static bool AreNames(List<string> row, IEnumerable<List<string>> below) =>
        row.Any(cell => cell.Length > 0) && row.All(IsName) && below.Any(other => other.Any(cell => !IsName(cell)));

    private static bool IsName(string cell) => cell.Length <= LongestName && !cell.Any(c => char.IsDigit(c) || c is '`' or '.' or ';' or ':' or '/' or '=');

    private static bool IsRule(List<string> cells) => cells.All(cell => cell.Length > 0 && cell.All(c => c is '-' or ':'));

    // A stroke behind a backslash is a stroke in a cell.
    private static List<string> Cells(string line)
    {
        var text = line.Trim();
        var cells = new List<string>();
        var start = text.StartsWith('|') ? 1 : 0;
        for (var at = start; at <= text.Length; at++)
        {
            if (at == text.Length || (text[at] == '|' && text[at - 1] != '\\'))
            {
                cells.Add(text[start..at].Trim().Replace("\\|", "|", StringComparison.Ordinal));
                start = at + 1;
            }
        }

        // What stands behind the last stroke is no cell.
        return cells.Count > 1 && cells[^1].Length == 0 ? cells[..^1] : cells;
    }
}
