using Parley.Understanding;

namespace Parley.Comprehension;

/// <summary>Learns everything that <c>src/Understanding/understanding.bin</c> holds.</summary>
internal static class Trainer
{
    private const int Seed = 20090401;

    public static UnderstandingModel Train(DataSet data, Corpus corpus)
    {
        var intents = Calibrated(data, corpus, Intents.All, example => example.Intent, 1);
        var tasks = Calibrated(data, corpus, Tasks.All, example => example.Task, 0.5);
        var labels = Intents.All.Count + Tasks.All.Count;
        var (biases, scales, weights) = (new float[labels], new float[labels], new sbyte[labels * FeatureSet.Buckets]);
        intents.Write(biases, scales, weights, 0);
        tasks.Write(biases, scales, weights, Intents.All.Count);
        var linear = new LinearModel(biases, scales, weights);

        // What an assistant in a kitchen is told is simple, whichever the words.
        var simple = corpus.Learn.Where(example => example.Source is "clinc150" or "hwu64" && example.Task is Tasks.Chitchat or Tasks.Support)
            .Where((_, index) => index % 10 == 0).Select(example => example with { Level = 0 });
        return new(linear, ComplexityTrainer.Fit([.. corpus.Learn.Where(example => example.Level is not null), .. simple], linear));
    }

    /// <param name="balance">1 lets each label count the same, 0 each example.</param>
    public static LinearTrainer Learn(Corpus corpus, IReadOnlyList<string> labels, Func<Example, string?> labelOf, double balance)
    {
        var places = labels.Index().ToDictionary(label => label.Item, label => label.Index);
        var trainer = new LinearTrainer(labels.Count, example => labelOf(example) is { } label ? places[label] : -1, Seed, balance);
        trainer.Learn(corpus.Learn);
        return trainer;
    }

    // How sure it may be is told by texts of a kind that it did not see: each set by what was learned from the others, and our patterns that were kept out.
    private static LinearTrainer Calibrated(DataSet data, Corpus corpus, IReadOnlyList<string> labels, Func<Example, string?> labelOf, double balance)
    {
        var trainer = Learn(corpus, labels, labelOf, balance);
        Example[] Known(IEnumerable<Example> examples) => [.. examples.Where(example => labelOf(example) is not null)];
        var own = corpus.Calibrate.GroupBy(example => example.Source).Select(source => (trainer, Known(source)));
        var others = Corpus.Sets.Select(set => (set.Name, Asked: Known(Corpus.Of(data, set.Name, "train.jsonl.gz")))).Where(set => set.Asked.Length > 0)
            .Select(set => (Learn(Corpus.Read(data, without: set.Name), labels, labelOf, balance), set.Asked));
        trainer.Calibrate([.. own, .. others]);
        Console.WriteLine($"temperature {trainer.Temperature:0.00}");
        return trainer;
    }
}
