using System.Globalization;

namespace Parley.Reading.Pdf;

/// <summary>
/// Reads the table of words that Poppler (<c>pdftotext -tsv</c>) and Tesseract (<c>tsv</c>) write:
/// level, page, paragraph, block, line, word, left, top, width, height, confidence, text. Levels: 1 page, 5 word.
/// </summary>
internal static class WordTable
{
    private const int Columns = 12;

    /// <param name="scale">Points per unit of the table.</param>
    public static IReadOnlyList<Page> Read(string table, double scale = 1, bool isScan = false)
    {
        var pages = new List<Page>();
        var lines = new List<PageLine>();
        var words = new List<PageWord>();
        (string, string, string, string) place = default, block = default;
        var blocks = 0;

        void CloseLine()
        {
            if (words.Count > 0)
            {
                lines.Add(new PageLine(blocks, words));
                words = [];
            }
        }

        foreach (var row in table.Split('\n').Skip(1))
        {
            var cells = row.TrimEnd('\r').Split('\t', Columns);
            if (cells.Length < Columns)
            {
                continue;
            }

            var here = (cells[1], cells[2], cells[3], cells[4]);
            if (here != place)
            {
                CloseLine();
                var (inside, above) = ((cells[1], cells[2], cells[3], ""), block);
                (place, block) = (here, inside);
                blocks += inside == above ? 0 : 1;
            }

            if (cells[0] == "1")
            {
                lines = [];
                pages.Add(new Page(pages.Count + 1, Number(cells[8]) * scale, Number(cells[9]) * scale, lines) { IsScan = isScan });
            }
            else if (cells[0] == "5" && pages.Count > 0 && !string.IsNullOrWhiteSpace(cells[11]))
            {
                var (left, top) = (Number(cells[6]) * scale, Number(cells[7]) * scale);
                words.Add(new PageWord(left, top, left + (Number(cells[8]) * scale), top + (Number(cells[9]) * scale), cells[11].Trim()));
            }
        }

        CloseLine();
        return pages;
    }

    private static double Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : 0;
}
