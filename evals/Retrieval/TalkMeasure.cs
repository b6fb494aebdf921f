using System.IO.Compression;
using System.Text.Json;
using Parley.Evaluation;
using Parley.Ranking;

namespace Parley.Retrieval;

/// <summary>Which messages are taken for small talk: of greetings and thanks as many as possible, of questions none.</summary>
internal static class TalkMeasure
{
    private static readonly string[] Talk = ["greeting", "goodbye", "thank_you", "how_are_you"];

    public static void Run(string folder)
    {
        var questions = Sets.All.SelectMany(name => RetrievalSetReader.Read(Path.Combine(folder, name))).SelectMany(set => set.Questions)
            .Where(question => question.History.Count == 0).ToList();
        var taken = questions.Where(question => !QueryPlanner.Plan(question.Text, [], []).NeedsDocuments).ToList();
        Console.WriteLine($"questions taken for small talk: {taken.Count} of {questions.Count}");
        using var stream = File.OpenRead(Path.Combine(folder, "clinc150", "test.jsonl"));
        using var reader = new StreamReader(stream);
        var byLabel = new Dictionary<string, (int All, int Taken)>();
        while (reader.ReadLine() is { } line)
        {
            var read = JsonSerializer.Deserialize<JsonElement>(line);
            var label = read.GetProperty("label").GetString()!;
            var key = Talk.Contains(label) ? label : "everything else";
            var (all, some) = byLabel.GetValueOrDefault(key);
            byLabel[key] = (all + 1, some + (QueryPlanner.Plan(read.GetProperty("text").GetString()!, [], []).NeedsDocuments ? 0 : 1));
        }

        foreach (var (label, (all, some)) in byLabel.OrderBy(pair => pair.Key))
        {
            Console.WriteLine($"{label}: {some} of {all} taken for small talk");
        }
    }
}
