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
        IReadOnlyList<Page> pages, string file, CleanTextBuilder text, PrivateFolder folder, ReadingOptions options, ReadingClock clock, CancellationToken cancellationToken)
    {
        var empty = Empty(pages);
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

        return await FillAsync(pages, text, options, clock, PaintAndRecogniseAsync, cancellationToken);

        async Task<Page?> PaintAndRecogniseAsync(Page page, CancellationToken cancelled)
        {
            var number = page.Number.ToString(CultureInfo.InvariantCulture);
            var picture = Path.Combine(folder.Path, $"page{number}");
            var (code, _, _) = await painter.RunAsync(
                ["-r", Resolution.ToString(CultureInfo.InvariantCulture), "-gray", "-png", "-singlefile", "-scale-to", "4000", "-f", number, "-l", number, file, picture], folder.Path, options, cancelled);
            if (code != 0 || !File.Exists(picture + ".png"))
            {
                return null;
            }

            // Scaled to 4,000 dots on its longer side, whatever size the page says it has.
            var found = await RecogniseAsync(recogniser, picture + ".png", Math.Max(page.Width, page.Height) / 4_000, folder, options, cancelled);
            File.Delete(picture + ".png");
            return found;
        }
    }

    /// <summary>The same with any recogniser, page by page as far as the options and the time allow.</summary>
    /// <param name="recognise">Gives null for what it cannot recognise.</param>
    internal static async Task<IReadOnlyList<Page>> FillAsync(
        IReadOnlyList<Page> pages, CleanTextBuilder text, ReadingOptions options, ReadingClock clock,
        Func<Page, CancellationToken, Task<Page?>> recognise, CancellationToken cancellationToken)
    {
        var empty = Empty(pages);
        var filled = pages.ToDictionary(page => page.Number);
        var tried = 0;
        using var over = clock.ForTheSlowPart();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            for (; tried < Math.Min(empty.Count, options.MostScannedPages) && !over.IsCancellationRequested; tried++)
            {
                var page = filled[empty[tried]];
                if (await recognise(page, either.Token) is { } found)
                {
                    filled[page.Number] = page with { Lines = found.Lines, IsScan = true };
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The page that was being recognised is the first of those left out.
        }

        if (tried == empty.Count)
        {
            return [.. pages.Select(page => filled[page.Number])];
        }

        return over.IsCancellationRequested && filled.Values.All(page => page.Lines.Count == 0)
            ? throw new UnreadableDocumentException("Its pages are pictures, and no text was recognised on them in the time that one file may take. Send it in parts.")
            : Noted([.. pages.Select(page => filled[page.Number])], text, $"Only the first {tried} scanned pages were recognised; left out: {Some(empty[tried..])}.");
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

    private static List<int> Empty(IReadOnlyList<Page> pages) => [.. pages.Where(page => page.Lines.Count == 0).Select(page => page.Number)];

    private static IReadOnlyList<Page> Noted(IReadOnlyList<Page> pages, CleanTextBuilder text, string sentence)
    {
        text.Note(sentence);
        return pages;
    }

    private static string Some(List<int> pages) =>
        string.Join(", ", pages.Take(20)) + (pages.Count > 20 ? $" and {pages.Count - 20} more" : "");
}
