using System.Text;

namespace Parley.Reading.Data;

/// <summary>CSV and TSV (RFC 4180, with the semicolons and bars that programs write): rows in groups that say the header again.</summary>
internal static class CsvReader
{
    private const int MostCell = 100_000;
    private const int SampledRows = 20;
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    public static CleanDocument Read(string source, ReadingOptions options)
    {
        var text = new CleanTextBuilder(options.MostCharacters);
        var separator = Separator(source);
        var rows = new Rows(text, options);
        RowGroups.Write(text, rows.Of(Cells(source, separator)));
        return text.Length == 0 ? throw new UnreadableDocumentException("The table holds no values.") : text.Build(null);
    }

    /// <returns>The one that parts the first rows most evenly.</returns>
    private static char Separator(string source) => Separators.MaxBy(separator =>
    {
        var counts = Cells(source, separator).Take(SampledRows).Select(row => row.Count).Where(count => count > 0).ToList();
        return counts.Count == 0 ? 0 : counts.Count(count => count == counts[0]) * Math.Min(counts[0] - 1, 10) / (double)counts.Count;
    });

    private static IEnumerable<List<string>> Cells(string source, char separator)
    {
        var (row, cell, isQuoted, at) = (new List<string>(), new StringBuilder(), false, 0);
        while (at < source.Length)
        {
            var c = source[at++];
            if (isQuoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (at < source.Length && source[at] == '"')
                {
                    cell.Append('"');
                    at++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (c == '"' && cell.Length == 0)
            {
                isQuoted = true;
            }
            else if (c == separator)
            {
                row.Add(cell.ToString());
                cell.Clear();
            }
            else if (c is '\n' or '\r')
            {
                at += c == '\r' && at < source.Length && source[at] == '\n' ? 1 : 0;
                row.Add(cell.ToString());
                cell.Clear();
                yield return row;
                row = [];
            }
            else
            {
                cell.Append(c);
            }

            if (cell.Length > MostCell)
            {
                throw new UnreadableDocumentException($"A cell has more than {MostCell:N0} characters{(isQuoted ? "; probably a quotation mark is never closed" : "")}. Mend it, or send it as text.");
            }
        }

        if (cell.Length > 0 || row.Count > 0)
        {
            row.Add(cell.ToString());
            yield return row;
        }
    }

    private sealed class Rows(CleanTextBuilder text, ReadingOptions options)
    {
        public IEnumerable<IReadOnlyList<string>> Of(IEnumerable<List<string>> rows)
        {
            var count = 0;
            foreach (var row in rows.Where(row => row.Any(cell => !string.IsNullOrWhiteSpace(cell))))
            {
                if (count++ == options.MostRows)
                {
                    text.Note($"Only the first {options.MostRows:N0} rows were read.");
                    yield break;
                }

                yield return row;
            }
        }
    }
}
