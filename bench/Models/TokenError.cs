using System.IO.Compression;
using System.Text.Json;
using Parley.Models;
using Parley.Text;

namespace Parley.Bench.Models;

/// <summary>
/// Writes, for texts of many languages, our estimate beside the text; <c>count-tokens.mjs</c> adds what real tokenizers say and prints
/// the error.
/// </summary>
internal static class TokenError
{
    private const int PerLanguage = 60;

    /// <param name="folder">Holds <c>corpus.jsonl.gz</c> with <c>text</c> and, where there are several, <c>lang</c>.</param>
    public static void Run(string folder)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, "corpus.jsonl.gz")), CompressionMode.Decompress));
        var seen = new Dictionary<string, int>();
        while (reader.ReadLine() is { } line)
        {
            var item = JsonElement.Parse(line);
            var language = item.TryGetProperty("lang", out var lang) ? lang.GetString()! : "?";
            if ((seen[language] = seen.GetValueOrDefault(language) + 1) <= PerLanguage)
            {
                Write(language, item.GetProperty("text").GetString()!);
            }
        }

        // Code and markup are what a plain estimate gets wrong; our own is at hand.
        foreach (var file in Directory.GetFiles("src", "*.cs", SearchOption.AllDirectories).Order().Where((_, i) => i % 4 == 0).Take(PerLanguage))
        {
            Write("code", File.ReadAllText(file));
        }

        foreach (var file in Directory.GetFiles(".", "*.md", SearchOption.TopDirectoryOnly).Concat(Directory.GetFiles("docs", "*.md")))
        {
            Write("markdown", File.ReadAllText(file));
        }
    }

    private static void Write(string language, string text) =>
        Console.WriteLine(JsonSerializer.Serialize(new { language, estimate = TokenEstimate.Of(text), bound = TokenCounter.UpperBound(text), text }));
}
