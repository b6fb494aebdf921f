using Parley.Moderation;

namespace Parley.ModerationEval;

/// <summary>What is learned from: our own sentences, and the train parts of sets whose licence lets what was learned be passed on.</summary>
internal static class Corpus
{
    private const int Seed = 20261122;
    private const int PerPattern = 30;

    private static readonly (string Path, float Weight)[] Benign = [("banking77/train.jsonl.gz", 0.5f), ("clinc150/train.jsonl.gz", 0.5f), ("bitext-support/train.jsonl.gz", 0.7f)];

    public static List<Example> Read(DataSet data) => [.. Harm(data), .. Attacks()];

    /// <summary>Sentences of documents, for the head that nothing else teaches.</summary>
    public static List<Example> Orders(DataSet data) => Documents.Sentences(data, new Random(Seed));

    public static List<Example> Harm(DataSet data)
    {
        var random = new Random(Seed);
        var examples = new List<Example>();
        foreach (var line in data.Read("davidson/train.jsonl.gz"))
        {
            examples.Add(new(DataSet.Text(line), "davidson", DataSet.Text(line), Davidson(DataSet.Text(line, "label")), 0.5f));
        }

        foreach (var (path, weight) in Benign)
        {
            foreach (var line in data.Read(path))
            {
                examples.Add(new(DataSet.Text(line), path, DataSet.Text(line), Ordinary(), weight));
            }
        }

        foreach (var grammar in new[] { new Grammar("harm"), new Grammar("benign") })
        {
            foreach (var (label, pattern) in grammar.Patterns)
            {
                foreach (var text in grammar.Fill(pattern, PerPattern, random))
                {
                    examples.Add(new(text, "own", pattern, label == "benign" ? Example.Harm() : Example.Harm(label.Split(", ")), pattern.Contains('{') ? 1 : 4));
                }
            }
        }

        examples.AddRange(Passages.Write(random));
        examples.AddRange(Neutral.Write());
        examples.AddRange(OrdinaryWords.Write());
        var bag = new FeatureBag();
        return examples.ConvertAll(example => example.Read(bag));
    }

    public static List<Example> Attacks()
    {
        var random = new Random(Seed);
        var bag = new FeatureBag();
        var examples = new List<Example>();
        foreach (var (file, most) in new[] { ("attacks", PerPattern), ("benign", 6) })
        {
            var grammar = new Grammar(file);
            foreach (var (label, pattern) in grammar.Patterns)
            {
                foreach (var text in grammar.Fill(pattern, most, random))
                {
                    examples.Add(new Example(text, "own", pattern, Example.Only(Heads.Direct, label == "attack"), pattern.Contains('{') ? 1 : 5).Read(bag));
                }
            }
        }

        return examples;
    }

    private static float[] Davidson(string label)
    {
        var isHate = label == "hate_speech";
        var labels = label == "neither" ? Example.Harm() : Example.Unknown();
        labels[HarmCategories.IndexOf(HarmCategories.Hate)] = isHate ? 1 : 0;
        labels[Heads.Profanity] = label == "neither" ? 0 : 1;
        return labels;
    }

    private static float[] Ordinary()
    {
        var labels = Example.Harm();
        labels[Heads.Profanity] = labels[Heads.Direct] = 0;
        return labels;
    }
}
