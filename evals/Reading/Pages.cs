using System.IO.Compression;
using System.Text.Json;
using Parley.Reading;

namespace Parley.Extraction;

/// <summary>The main text of web pages, against what people marked as the article.</summary>
internal static class Pages
{
    public static IReadOnlyList<(string Id, string Html, string Article)> Load(string folder)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, "html-extraction", "pages.jsonl.gz")), CompressionMode.Decompress));
        var pages = new List<(string, string, string)>();
        while (reader.ReadLine() is { } line)
        {
            using var page = JsonDocument.Parse(line);
            pages.Add((Text(page, "id"), Text(page, "html"), Text(page, "article_body")));
        }

        return pages;
    }

    public static IReadOnlyList<(string Id, Agreement Agreement)> Measure(string folder) =>
        [.. Load(folder).Select(page => (page.Id, Shingles.Compare(DocumentSource.Read(page.Html, DocumentSource.Html).Text, page.Article)))];

    /// <summary>Prints the blocks of pages that are not in the article, and the lines of the article that were not found.</summary>
    public static void Show(string folder, string? id)
    {
        foreach (var page in Load(folder).Where(page => id is null || page.Id == id))
        {
            var found = DocumentSource.Read(page.Html, DocumentSource.Html);
            var (mine, theirs) = (Flat(found.Text), Flat(page.Article));
            Console.WriteLine($"== {page.Id} {found.Title}");
            foreach (var block in found.Blocks.Where(block => !theirs.Contains(Flat(found.TextOf(block)), StringComparison.Ordinal)))
            {
                Console.WriteLine($"+ {block.Kind} {found.TextOf(block).ReplaceLineEndings(" / ")}");
            }

            foreach (var line in page.Article.Split('\n').Where(line => !mine.Contains(Flat(line), StringComparison.Ordinal)))
            {
                Console.WriteLine($"- {line}");
            }
        }
    }

    private static string Flat(string text) => $" {string.Join(' ', Shingles.Words(text))} ";

    private static string Text(JsonDocument page, string name) => page.RootElement.GetProperty(name).GetString() ?? "";
}
