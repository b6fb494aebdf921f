using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Reading;

namespace Parley.Extraction;

/// <param name="Recall">The share of the reference's words that were found, each counted as often as it stands; null without a reference.</param>
internal sealed record FileResult(string Name, int Characters, int Blocks, int Pages, IReadOnlyList<string> Missing, double? Recall);

/// <summary>Files of several kinds: what each must contain, and the words of a text that another tool made of it.</summary>
internal static class Files
{
    public static async Task<IReadOnlyList<FileResult>> MeasureAsync(string folder)
    {
        folder = Path.Combine(folder, "ingest");
        using var reader = new DocumentReader(new ReadingOptions(), ReadingProgram.None, TimeProvider.System, NullLogger<DocumentReader>.Instance);
        var results = new List<FileResult>();
        foreach (var line in File.ReadLines(Path.Combine(folder, "manifest.jsonl")))
        {
            using var entry = JsonDocument.Parse(line);
            var name = entry.RootElement.GetProperty("file").GetString()!;
            var document = await ReadAsync(reader, folder, name);
            var missing = entry.RootElement.GetProperty("must_contain").EnumerateArray().Select(text => text.GetString()!)
                .Where(text => !document.Text.Contains(text, StringComparison.Ordinal)).ToList();
            double? recall = entry.RootElement.TryGetProperty("reference_text", out var reference)
                ? Recall(document.Text, await File.ReadAllTextAsync(Path.Combine(folder, reference.GetString()!)))
                : null;
            results.Add(new(name, document.Text.Length, document.Blocks.Count, document.Pages.Count, missing, recall));
        }

        return results;
    }

    public static async Task<CleanDocument> ReadAsync(DocumentReader reader, string folder, string name) =>
        await reader.ReadAsync(new SourceFile(name, null, await File.ReadAllBytesAsync(Path.Combine(folder, name))), CancellationToken.None);

    private static double Recall(string found, string reference)
    {
        var mine = Count(found);
        var theirs = Count(reference);
        return (double)theirs.Sum(word => Math.Min(word.Value, mine.GetValueOrDefault(word.Key))) / theirs.Values.Sum();
    }

    private static Dictionary<string, int> Count(string text) =>
        Shingles.Words(text.ToLowerInvariant()).GroupBy(word => word).ToDictionary(group => group.Key, group => group.Count());
}
