using Parley.Caching;

namespace Parley.SemanticCache;

/// <summary>All original sentences are in the cache, all paraphrases are asked. Every answer comes from weights that did not see its item.</summary>
internal static class MockReport
{
    private const double Accepted = 0.01;

    private static readonly double[] Settings = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

    public static void Write(Training training)
    {
        var byFold = Enumerable.Range(0, Training.Folds)
            .Select(fold => Answered.To(training.Cases.Where(one => one.Fold == fold), training.Learn(other => other != fold)).ToList()).ToList();
        List<Answered> all = [.. byFold.SelectMany(answers => answers)];
        Console.WriteLine("| least chance | right of asked | wrong of asked | wrong of hits |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var least in Settings)
        {
            Console.WriteLine($"| {least}{(least == QuestionMatch.Least ? " (shipped)" : "")} | {Hits.Of(all, training.Cases.Count, least)} |");
        }

        Console.WriteLine($"| {QuestionMatch.Least}, not asking to be ahead | {Hits.Of(all, training.Cases.Count, QuestionMatch.Least, 0)} |");
        Console.WriteLine($"| chosen on the other folds alone | {Nested(training, byFold)} |");
        var served = training.Cases.Where(one => Screening.Of(one.Asked.Text) is null && Screening.Of(one.Right) is null).ToList();
        var answers = Enumerable.Range(0, Training.Folds)
            .SelectMany(fold => Answered.To(served.Where(one => one.Fold == fold), training.Learn(other => other != fold))).ToList();
        Console.WriteLine($"| {QuestionMatch.Least}, the {served.Count} that pass the screening | {Hits.Of(answers, training.Cases.Count, QuestionMatch.Least)} |");
    }

    /// <summary>The least chance too is chosen without the fold that it is used on: the lowest at which one hit of a hundred was wrong.</summary>
    private static Hits Nested(Training training, List<List<Answered>> byFold)
    {
        var sum = new Hits(training.Cases.Count, 0, 0);
        for (var fold = 0; fold < Training.Folds; fold++)
        {
            var inner = Enumerable.Range(0, Training.Folds).Where(other => other != fold)
                .SelectMany(other => Answered.To(training.Cases.Where(one => one.Fold == other), training.Learn(taken => taken != fold && taken != other))).ToList();
            var least = Settings.Where(setting => Hits.Of(inner, training.Cases.Count, setting).WrongOfHits <= Accepted).DefaultIfEmpty(1).First();
            var hits = Hits.Of(byFold[fold], training.Cases.Count, least);
            sum = sum with { Right = sum.Right + hits.Right, Wrong = sum.Wrong + hits.Wrong };
        }

        return sum;
    }
}
