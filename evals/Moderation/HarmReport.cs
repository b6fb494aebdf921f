using Parley.Moderation;

namespace Parley.ModerationEval;

/// <summary>Says how well harm is seen, and how often what is harmless is taken for it, a line for each source.</summary>
internal static class HarmReport
{
    private static readonly (string Key, string Category)[] Keys =
    [
        ("S", HarmCategories.Sexual), ("H", HarmCategories.Hate), ("H2", HarmCategories.HateThreatening), ("V", HarmCategories.Violence), ("V2", HarmCategories.ViolenceGraphic),
        ("HR", HarmCategories.Harassment), ("SH", HarmCategories.SelfHarm),
    ];

    public static void Write(DataSet data, ModerationModel model, int seed)
    {
        var moderator = new Moderator(model);
        var corpus = Corpus.Harm(data);
        Tfidf Learn(Func<Example, float> labelOf) =>
            new([.. corpus.Where(example => !float.IsNaN(labelOf(example))).Select(example => (example.Text, labelOf(example) > 0.5f, example.Weight))], seed);
        var baseline = Keys.ToDictionary(key => key.Category, key => Learn(example => example.Labels[HarmCategories.IndexOf(key.Category)]));
        var anyHarm = Learn(example => example.Labels[..HarmCategories.All.Count].Any(label => label > 0.5f) ? 1 : 0);
        var anyKey = Learn(example => Keys.Any(key => example.Labels[HarmCategories.IndexOf(key.Category)] > 0.5f) ? 1 : 0);
        var profanity = Learn(example => example.Labels[Heads.Profanity]);

        var tests = data.Read("openai-moderation/test.jsonl.gz").ToList();
        var looks = tests.ConvertAll(line => moderator.Look(DataSet.Text(line), ModerationSource.User));
        Console.WriteLine("\n| openai-moderation | texts | harmful | AUPRC | baseline |\n|---|---|---|---|---|");
        Row("any of these", tests.Zip(looks, (line, look) => (DataSet.Text(line), Keys.Max(key => (double)look[key.Category]), line.GetProperty("flagged").GetInt32() == 1)), anyKey);
        foreach (var (key, category) in Keys)
        {
            Row(category, tests.Zip(looks).Where(pair => pair.First.GetProperty("labels").TryGetProperty(key, out _))
                .Select(pair => (DataSet.Text(pair.First), (double)pair.Second[category], pair.First.GetProperty("labels").GetProperty(key).GetInt32() == 1)), baseline[category]);
        }

        var tweets = data.Read("davidson/test.jsonl.gz").Select(line => (Text: DataSet.Text(line), Label: DataSet.Text(line, "label"))).ToList();
        var tweetLooks = tweets.ConvertAll(tweet => moderator.Look(tweet.Text, ModerationSource.User));
        Console.WriteLine("\n| davidson, test | texts | harmful | AUPRC | baseline |\n|---|---|---|---|---|");
        Row("hate speech", tweets.Zip(tweetLooks, (tweet, look) => (tweet.Text, (double)look[HarmCategories.Hate], tweet.Label == "hate_speech")), baseline[HarmCategories.Hate]);
        Row("hate or offensive", tweets.Zip(tweetLooks, (tweet, look) => (tweet.Text, (double)look.Profanity, tweet.Label != "neither")), profanity);

        Console.WriteLine("\n| source | texts | blocked (≥ .8) | to review (≥ .5) | baseline ≥ .8 | baseline ≥ .5 |\n|---|---|---|---|---|---|");
        var xstest = data.Read("xstest/prompts.jsonl").Select(line => (DataSet.Text(line), DataSet.Text(line, "label"))).ToList();
        Rates("XSTest, safe", [.. xstest.Where(line => line.Item2 == "safe").Select(line => line.Item1)]);
        Rates("XSTest, unsafe", [.. xstest.Where(line => line.Item2 == "unsafe").Select(line => line.Item1)]);
        foreach (var source in data.Read("harmful-prompts/prompts.jsonl").GroupBy(line => DataSet.Text(line, "source")))
        {
            Rates(source.Key, [.. source.Select(line => DataSet.Text(line))]);
        }

        foreach (var name in new[] { "banking77", "clinc150", "bitext-support" })
        {
            Rates($"{name}, test", [.. data.Read($"{name}/test.jsonl").Select(line => DataSet.Text(line))]);
        }

        Rates("Wikipedia (SQuAD)", [.. data.Texts("squad/corpus.jsonl.gz")]);
        Rates("Wikipedia in 12 languages (XQuAD)", [.. data.Texts("xquad/corpus.jsonl.gz")]);

        void Rates(string title, string[] texts)
        {
            double[] scores = [.. texts.Select(text => moderator.Look(text, ModerationSource.User)).Select(look => (double)look.Harm)];
            double[] plain = [.. texts.Select(text => (double)anyHarm.Score(text))];
            string Share(double[] all, double from) => $"{all.Average(score => score >= from ? 1.0 : 0):0.000}";
            Console.WriteLine($"| {title} | {texts.Length} | {Share(scores, 0.8)} | {Share(scores, 0.5)} | {Share(plain, 0.8)} | {Share(plain, 0.5)} |");
        }
    }

    private static void Row(string title, IEnumerable<(string Text, double Score, bool IsTrue)> all, Tfidf baseline)
    {
        var lines = all.ToArray();
        var ours = Measures.AveragePrecision(lines.Select(line => new Scored(line.Score, line.IsTrue)));
        var theirs = Measures.AveragePrecision(lines.Select(line => new Scored(baseline.Score(line.Text), line.IsTrue)));
        Console.WriteLine($"| {title} | {lines.Length} | {lines.Count(line => line.IsTrue)} | {ours:0.000} | {theirs:0.000} |");
    }
}
