using System.Globalization;
using System.Text.RegularExpressions;
using Parley.Reading.Apart;

namespace Parley.Reading.Pdf;

/// <summary>PDF by Poppler where it is installed, else by pdf.js on Node; pages without text are recognised as pictures where Tesseract is installed.</summary>
internal static partial class PdfReader
{
    private const string FileName = "file.pdf";

    public static async Task<CleanDocument> ReadAsync(
        byte[] bytes, PrivateFolder folder, ReadingOptions options, ReadingClock clock, CancellationToken cancellationToken)
    {
        var file = folder.Write(FileName, bytes);
        var (title, pages) = ExternalTool.Find("pdftotext") is { } poppler
            ? await PopplerAsync(poppler, file, folder.Path, options, cancellationToken)
            : await PdfJs.ReadAsync(file, folder, options, cancellationToken);
        var text = new CleanTextBuilder(options.MostCharacters);
        pages = await Scans.FillAsync(pages, file, text, folder, options, clock, cancellationToken);
        new PdfText(text, RunningLines.Drop(pages)).Write();
        return text.Length == 0
            ? throw new UnreadableDocumentException("It has no text, and nothing could be recognised on its pages.")
            : text.Build(IsTitle(title) ? title : null);
    }

    private static async Task<(string? Title, IReadOnlyList<Page> Pages)> PopplerAsync(
        ExternalTool poppler, string file, string folder, ReadingOptions options, CancellationToken cancellationToken)
    {
        string? title = null;
        if (ExternalTool.Find("pdfinfo") is { } about)
        {
            var (code, said, complaint) = await about.RunAsync(["-enc", "UTF-8", file], folder, options, cancellationToken);
            if (code != 0)
            {
                throw Refused(complaint);
            }

            title = TitleLine().Match(said) is { Success: true } found ? found.Groups[1].Value.Trim() : null;
            if (PageCount().Match(said) is { Success: true } count && int.TryParse(count.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number))
            {
                CheckPages(number, options);
            }
        }

        var most = options.MostPages.ToString(CultureInfo.InvariantCulture);
        var (exit, table, errors) = await poppler.RunAsync(["-tsv", "-enc", "UTF-8", "-l", most, file, "-"], folder, options, cancellationToken);
        return exit == 0 ? (title, WordTable.Read(table)) : throw Refused(errors);
    }

    public static void CheckPages(int pages, ReadingOptions options)
    {
        if (pages > options.MostPages)
        {
            throw new UnreadableDocumentException($"It has {pages:N0} pages; {options.MostPages:N0} are the most. Send it in parts.");
        }

        if (pages == 0)
        {
            throw new UnreadableDocumentException("It has no pages.");
        }
    }

    public static UnreadableDocumentException Refused(string complaint) =>
        complaint.Contains("password", StringComparison.OrdinalIgnoreCase) || complaint.Contains("encrypt", StringComparison.OrdinalIgnoreCase)
            ? new UnreadableDocumentException("It is protected by a password. Remove the password and send it again.")
            : new UnreadableDocumentException("The PDF is damaged or was cut off: its pages could not be found. Print or export it again and send that.");

    // Programs write the name of a file or of themselves there when nobody gave a title.
    private static bool IsTitle(string? title) => title is { Length: > 3 } && !Useless().IsMatch(title);

    [GeneratedRegex(@"^Title:[ \t]+(.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex TitleLine();

    [GeneratedRegex(@"^Pages:\s+(\d+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex PageCount();

    [GeneratedRegex(@"^(untitled|microsoft word|microsoft powerpoint|powerpoint|document\d*$|slide \d)|\.(docx?|pdf|pptx?|xlsx?|indd|tex|dvi|html?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Useless();
}
