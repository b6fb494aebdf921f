using Parley.Understanding;

namespace Parley.Comprehension;

/// <summary>
/// How good the model would be on a set that nothing was learned from: each set is left out once, and what was learned from the others is asked
/// about its train part. Settings are chosen by this, and never by a test part.
/// </summary>
internal static class LeftOut
{
    public static void Write(DataSet data)
    {
        Write("intent", data, Intents.All, example => example.Intent, 1);
        Write("task", data, Tasks.All, example => example.Task, 0.5);
    }

    private static void Write(string title, DataSet data, IReadOnlyList<string> labels, Func<Example, string?> labelOf, double balance)
    {
        var shown = new List<string>();
        foreach (var (name, _) in Corpus.Sets)
        {
            var asked = Corpus.Of(data, name, "train.jsonl.gz").Where(example => labelOf(example) is not null).ToArray();
            if (asked.Length > 0)
            {
                var trainer = Trainer.Learn(Corpus.Read(data, without: name), labels, labelOf, balance);
                shown.Add($"{name} {Of(trainer, asked)}");
            }
        }

        var corpus = Corpus.Read(data);
        var all = Trainer.Learn(corpus, labels, labelOf, balance);
        shown.AddRange(corpus.Calibrate.Where(example => example.Source.StartsWith("own", StringComparison.Ordinal)).GroupBy(example => example.Source)
            .Select(source => $"{source.Key} {Of(all, [.. source])}"));
        Console.WriteLine($"{title}: {string.Join(", ", shown)}");

        string Of(LinearTrainer trainer, Example[] examples)
        {
            Answer[] answers = [.. examples.Select(example => new Answer(labelOf(example)!, labels[trainer.Likeliest(example)], 0))];
            return $"{Measures.Accuracy(answers):0.000}/{Measures.MacroF1(answers):0.000}";
        }
    }
}
