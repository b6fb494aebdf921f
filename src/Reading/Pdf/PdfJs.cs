using System.Globalization;
using Parley.Reading.Apart;

namespace Parley.Reading.Pdf;

/// <summary>PDF by pdf.js on Node, for machines without Poppler: a small program of ours prints the words in the same table that Poppler prints.</summary>
internal static class PdfJs
{
    private const string Script = "pdf-words.mjs";
    private const int Password = 3;
    private const int Damaged = 4;
    private const int TooManyPages = 5;

    public static async Task<(string? Title, IReadOnlyList<Page> Pages)> ReadAsync(
        string file, PrivateFolder folder, ReadingOptions options, CancellationToken cancellationToken)
    {
        if (ExternalTool.Find("node") is not { } node || Module() is not { } module)
        {
            throw new UnreadableDocumentException(
                "Reading PDF needs Poppler (pdftotext), or Node with pdf.js, on the server; neither is installed. Send it as DOCX, HTML or text.");
        }

        await using (var script = typeof(PdfJs).Assembly.GetManifestResourceStream(Script) ?? throw new InvalidOperationException($"{Script} is not part of the program."))
        await using (var copy = File.Create(Path.Combine(folder.Path, Script)))
        {
            await script.CopyToAsync(copy, cancellationToken);
        }

        string[] arguments =
        [
            $"--max-old-space-size={options.MostMemoryMiB.ToString(CultureInfo.InvariantCulture)}", "--no-warnings", Path.Combine(folder.Path, Script), new Uri(module).AbsoluteUri, file,
            options.MostPages.ToString(CultureInfo.InvariantCulture),
        ];
        var (code, table, _) = await node.RunAsync(arguments, folder.Path, options, cancellationToken);
        switch (code)
        {
            case 0:
                var end = table.IndexOf('\n', StringComparison.Ordinal);
                return (end > 0 ? table[..end].Trim() : null, PieceGroups.Arrange(WordTable.Read(table[(end + 1)..])));
            case TooManyPages:
                PdfReader.CheckPages(int.MaxValue, options);
                break;
        }

        throw PdfReader.Refused(code == Password ? "password" : code == Damaged ? "" : "out of memory");
    }

    // Beside the program when it was published, else in the web app's packages of a checkout.
    public static string? Module()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var place in new[] { "pdfjs", "web/node_modules/pdfjs-dist" })
            {
                if (Path.Combine(folder.FullName, place, "legacy/build/pdf.mjs") is { } file && File.Exists(file))
                {
                    return file;
                }
            }
        }

        return null;
    }
}
