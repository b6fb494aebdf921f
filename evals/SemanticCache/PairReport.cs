using Parley.Caching;

namespace Parley.SemanticCache;

/// <summary>The hard set: pairs of questions that people asked, half of them look-alikes. Nothing is learned from it.</summary>
internal static class PairReport
{
    private static readonly double[] Settings = [0.1, 0.2, QuestionMatch.Least, 0.4, 0.5, 0.6, 0.7, 0.8];

    public static void Write(string folder, Training training)
    {
        var weights = training.Learn(_ => true);
        var pairs = Data.QuestionPairs(folder).Select(pair => (
            pair.IsSame,
            Contradicted: Contradictions.Find(pair.Asked, pair.Kept) is not null,
            Screened: Screening.Of(pair.Asked.Text) is not null || Screening.Of(pair.Kept.Text) is not null,
            Chance: 1 / (1 + Math.Exp(-SameQuestion.Logit(PairFeatures.Of(pair.Asked, pair.Kept), weights))))).ToList();
        var same = pairs.Count(pair => pair.IsSame);
        Console.WriteLine($"{pairs.Count} pairs, {same} of them the same; {pairs.Count(pair => pair.Contradicted)} contradicted, {pairs.Count(pair => pair.Screened)} never looked up.");
        Console.WriteLine("| least chance | found of the same | hits that are look-alikes by their label | look-alikes taken | after screening: found | hits that are look-alikes |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var least in Settings)
        {
            var hits = pairs.Where(pair => !pair.Contradicted && pair.Chance >= least).ToList();
            var served = hits.Where(pair => !pair.Screened).ToList();
            string Wrong(IReadOnlyCollection<bool> right) => $"{(double)right.Count(one => !one) / Math.Max(1, right.Count):P1} of {right.Count}";
            Console.WriteLine(
                $"| {least} | {(double)hits.Count(pair => pair.IsSame) / same:P1} | {Wrong([.. hits.Select(pair => pair.IsSame)])} "
                + $"| {(double)hits.Count(pair => !pair.IsSame) / (pairs.Count - same):P1} | {(double)served.Count(pair => pair.IsSame) / same:P1} | {Wrong([.. served.Select(pair => pair.IsSame)])} |");
        }
    }
}
