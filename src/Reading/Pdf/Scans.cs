using System.Globalization;
using Parley.Reading.Apart;

namespace Parley.Reading.Pdf;

/// <summary>Recognises the text of scanned pages and of pictures with Tesseract, page by page so that one long scan takes little memory.</summary>
internal static class Scans
{
    private const int Resolution = 200;
    private const double PointsPerInch = 72;
    private const int LeastConfidence = 30;

    /// <summary>Puts the recognised text on the pages that have none. What cannot be recognised is noted; when that is all, it is a failure.</summary>
    public static async Task<IReadOnlyList<Page>> FillAsync(
        IReadOnlyList<Page> pages, string file, CleanTextBuilder text, PrivateFolder folder, ReadingOptions options, CancellationToken cancellationToken)
    {
        var empty = pages.Where(page => page.Lines.Count == 0).Select(page => page.Number).ToList();
        if (empty.Count == 0)
        {
            return pages;
        }

        if (ExternalTool.Find("pdftoppm") is not { } painter || ExternalTool.Find("tesseract") is not { } recogniser)
        {
            return empty.Count == pages.Count
                ? throw new UnreadableDocumentException(
                    "Its pages are pictures without text. Recognising them needs Tesseract and Poppler on the server, which are not installed; or send it with a text layer.")
                : Noted(pages, text, $"Pages without text were left out, for text in pictures is not recognised here: {Some(empty)}.");
        }

        var filled = pages.ToDictionary(page => page.Number);
        foreach (var number in empty.Take(options.MostScannedPages))
        {
            var page = number.ToString(CultureInfo.InvariantCulture);
            var picture = Path.Combine(folder.Path, $"page{page}");
            var (code, _, _) = await painter.RunAsync(
                ["-r", Resolution.ToString(CultureInfo.InvariantCulture), "-gray", "-png", "-singlefile", "-scale-to", "4000", "-f", page, "-l", page, file, picture], folder.Path, options, cancellationToken);
            if (code == 0 && File.Exists(picture + ".png"))
            {
                // Scaled to 4,000 dots on its longer side, whatever size the page says it has.
                var scale = Math.Max(filled[number].Width, filled[number].Height) / 4_000;
                if (await RecogniseAsync(recogniser, picture + ".png", scale, folder, options, cancellationToken) is { } found)
                {
                    filled[number] = filled[number] with { Lines = found.Lines, IsScan = true };
                }

                File.Delete(picture + ".png");
            }
        }

        pages = [.. pages.Select(page => filled[page.Number])];
        return empty.Count > options.MostScannedPages
            ? Noted(pages, text, $"Only the first {options.MostScannedPages} scanned pages were recognised; left out: {Some([.. empty.Skip(options.MostScannedPages)])}.")
            : pages;
    }

    public static async Task<CleanDocument> ReadImageAsync(byte[] bytes, string ending, PrivateFolder folder, ReadingOptions options, CancellationToken cancellationToken)
    {
        if (ExternalTool.Find("tesseract") is not { } recogniser)
        {
            throw new UnreadableDocumentException("This is a picture. Recognising its text needs Tesseract on the server, which is not installed.");
        }

        var page = await RecogniseAsync(recogniser, folder.Write("file" + ending, bytes), PointsPerInch / Resolution, folder, options, cancellationToken);
        var text = new CleanTextBuilder(options.MostCharacters);
        new PdfText(text, [page ?? throw new UnreadableDocumentException("The picture is damaged or of a kind that cannot be read. Save it as PNG and send it again.")]).Write();
        return text.Length == 0 ? throw new UnreadableDocumentException("No text was recognised in the picture.") : text.Build(null);
    }

    private static async Task<Page?> RecogniseAsync(
        ExternalTool recogniser, string picture, double scale, PrivateFolder folder, ReadingOptions options, CancellationToken cancellationToken)
    {
        var (code, table, errors) = await recogniser.RunAsync([picture, "stdout", "-l", options.ScanLanguages, "tsv"], folder.Path, options, cancellationToken);
        return errors.Contains("Failed loading language", StringComparison.Ordinal)
            ? throw new UnreadableDocumentException($"Tesseract on the server lacks one of the languages \"{options.ScanLanguages}\" that are set for scans.")
            : code != 0 ? null : WordTable.Read(Sure(table), scale, isScan: true) is [var page, ..] ? page : null;
    }

    // What it is least sure of are specks and lines, not words.
    private static string Sure(string table) => string.Join('\n', table.Split('\n').Where(row =>
        row.Split('\t', 12) is not ["5", .., var confidence, _] || !double.TryParse(confidence, CultureInfo.InvariantCulture, out var share) || share >= LeastConfidence));

    private static IReadOnlyList<Page> Noted(IReadOnlyList<Page> pages, CleanTextBuilder text, string sentence)
    {
        text.Note(sentence);
        return pages;
    }

    private static string Some(List<int> pages) =>
        string.Join(", ", pages.Take(20)) + (pages.Count > 20 ? $" and {pages.Count - 20} more" : "");
}
