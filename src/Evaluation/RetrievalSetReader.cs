using System.IO.Compression;
using System.Text.Json;

namespace Parley.Evaluation;

/// <summary>
/// Reads sets from folders of JSON lines, plain or as <c>.gz</c>: <c>corpus</c> with <c>id, title?, text, lang?</c>; <c>queries</c> with
/// <c>id, text, gold, lang?</c>, or <c>turns</c> with <c>id, raw, history, gold?, manual_rewrite?</c>; and, where there is one,
/// <c>unanswerable</c> with <c>id, text</c>.
/// </summary>
public static class RetrievalSetReader
{
    /// <summary>Whether a folder has the files of a set.</summary>
    public static bool IsSet(string folder) => Has(folder, "corpus") && (Has(folder, "queries") || Has(folder, "turns"));

    /// <returns>One set; one for each language where the corpus names languages. Of turns only those with gold count.</returns>
    /// <exception cref="FileNotFoundException">The folder holds no corpus, or neither queries nor turns.</exception>
    /// <exception cref="InvalidDataException">A line is not what it should be; the message names file and line.</exception>
    public static IReadOnlyList<RetrievalSet> Read(string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var corpus = Lines(folder, "corpus", line => (Language: Text(line, "lang"), Document: Document(line)))
            ?? throw new FileNotFoundException($"{folder} holds no corpus.jsonl or corpus.jsonl.gz.");
        var questions = Lines(folder, "queries", line => (Language: Text(line, "lang"), Question: Question(line, "text")))
            ?? Lines(folder, "turns", line => (Language: (string?)null, Question: Question(line, "raw")))
            ?? throw new FileNotFoundException($"{folder} holds neither queries.jsonl nor turns.jsonl.");
        var unanswerable = Lines(folder, "unanswerable", line => (Language: Text(line, "lang"), Question: Question(line, "text"))) ?? [];
        return
        [
            .. corpus.GroupBy(entry => entry.Language).Select(group => new RetrievalSet(
                group.Key is null ? name : $"{name} {group.Key}",
                [.. group.Select(entry => entry.Document)],
                [.. questions.Where(entry => entry.Language == group.Key && entry.Question.Gold.Count > 0).Select(entry => entry.Question)],
                [.. unanswerable.Where(entry => entry.Language == group.Key).Select(entry => entry.Question)])),
        ];
    }

    private static RetrievalDocument Document(JsonElement line) => new(Needed(line, "id"), Text(line, "title"), Needed(line, "text"));

    private static RetrievalQuestion Question(JsonElement line, string text) => new(
        Needed(line, "id"),
        Needed(line, text),
        line.TryGetProperty("gold", out var gold) ? gold.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble()) : new(),
        line.TryGetProperty("history", out var history) ? [.. history.EnumerateArray().Select(Message)] : [],
        Text(line, "manual_rewrite"));

    private static RetrievalMessage Message(JsonElement line) =>
        Text(line, "user") is { } said ? new RetrievalMessage(true, said) : new RetrievalMessage(false, Needed(line, "assistant"));

    private static bool Has(string folder, string part) =>
        File.Exists(Path.Combine(folder, part + ".jsonl")) || File.Exists(Path.Combine(folder, part + ".jsonl.gz"));

    private static List<T>? Lines<T>(string folder, string part, Func<JsonElement, T> read)
    {
        var plain = Path.Combine(folder, part + ".jsonl");
        if (!File.Exists(plain) && !File.Exists(plain + ".gz"))
        {
            return null;
        }

        using Stream stream = File.Exists(plain) ? File.OpenRead(plain) : new GZipStream(File.OpenRead(plain + ".gz"), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        var lines = new List<T>();
        for (var number = 1; reader.ReadLine() is { } text; number++)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                lines.Add(Line(text, $"{part} in {folder}, line {number}", read));
            }
        }

        return lines;
    }

    private static T Line<T>(string text, string place, Func<JsonElement, T> read)
    {
        try
        {
            return read(JsonSerializer.Deserialize<JsonElement>(text));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException or InvalidDataException)
        {
            throw new InvalidDataException($"{place}: {wrong.Message}", wrong);
        }
    }

    private static string Needed(JsonElement line, string name) => Text(line, name) ?? throw new InvalidDataException($"'{name}' is missing.");

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;
}
