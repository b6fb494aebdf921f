using System.IO.Compression;
using System.Text.Json;

namespace Parley.Retrieval;

/// <summary>A corpus and questions about it, each with the documents that answer it.</summary>
internal sealed record DataSet(string Name, IReadOnlyList<Entry> Documents, IReadOnlyList<Question> Questions, IReadOnlyList<Question> Unanswerable)
{
    /// <param name="language">Takes only entries of this language; null for all.</param>
    public static DataSet Load(string folder, string name, string? language = null) => new(
        language is null ? name : $"{name} {language}",
        [.. Read(folder, name, "corpus", language).Select(line => new Entry(Text(line, "id")!, Text(line, "title"), Text(line, "text")!))],
        [.. Read(folder, name, "queries", language).Select(line => new Question(
            Text(line, "id")!, Text(line, "text")!, [.. line.GetProperty("gold").EnumerateObject().Select(gold => gold.Name)]))],
        [.. Read(folder, name, "unanswerable", language).Select(line => new Question(Text(line, "id")!, Text(line, "text")!, []))]);

    private static IEnumerable<JsonElement> Read(string folder, string name, string part, string? language)
    {
        var plain = Path.Combine(folder, name, part + ".jsonl");
        if (!File.Exists(plain) && !File.Exists(plain + ".gz"))
        {
            yield break;
        }

        using Stream stream = File.Exists(plain) ? File.OpenRead(plain) : new GZipStream(File.OpenRead(plain + ".gz"), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } text)
        {
            var line = JsonSerializer.Deserialize<JsonElement>(text);
            if (language is null || Text(line, "lang") == language)
            {
                yield return line;
            }
        }
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;
}

internal sealed record Entry(string Id, string? Title, string Text, bool IsMarkdown = false);

internal sealed record Question(string Id, string Text, HashSet<string> Gold)
{
    /// <summary>One of two halves that stays the same in every run: one is for choosing, the other for reporting.</summary>
    public bool IsForReporting => Id.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u) % 2 == 0;
}
