namespace Parley.Evaluation;

/// <summary>How well the documents of one question were ranked; every measure is 0 to 1.</summary>
/// <param name="Recall1">Share of the gold documents that are among the first 1; likewise 3, 5 and 10.</param>
/// <param name="Mrr">1 / rank of the first gold document, 0 when it is not among the first ten.</param>
/// <param name="Ndcg">Sum of grade / log2(rank + 1) over the first ten, by what the best order would reach.</param>
/// <remarks>K. Järvelin, J. Kekäläinen: "Cumulated gain-based evaluation of IR techniques" (2002), with the grade itself as gain.</remarks>
public sealed record RetrievalMeasures(double Recall1, double Recall3, double Recall5, double Recall10, double Mrr, double Ndcg)
{
    /// <summary>How deep a ranking is looked at.</summary>
    public const int Depth = 10;

    /// <summary>The measures by the names under which tables and files show them.</summary>
    public static IReadOnlyList<(string Name, Func<RetrievalMeasures, double> Of)> All { get; } =
    [
        ("recall@1", one => one.Recall1), ("recall@3", one => one.Recall3), ("recall@5", one => one.Recall5), ("recall@10", one => one.Recall10),
        ("MRR@10", one => one.Mrr), ("nDCG@10", one => one.Ndcg),
    ];

    /// <param name="ranked">Document ids, the best first; a document that comes again counts where it came first.</param>
    public static RetrievalMeasures Of(IEnumerable<string> ranked, IReadOnlyDictionary<string, double> gold)
    {
        var first = ranked.Distinct().Take(Depth).Select(id => gold.GetValueOrDefault(id)).ToArray();
        var best = gold.Values.OrderDescending().Take(Depth).ToArray();
        var rank = Array.FindIndex(first, grade => grade > 0);
        return new(
            Recall(first, gold.Count, 1), Recall(first, gold.Count, 3), Recall(first, gold.Count, 5), Recall(first, gold.Count, 10),
            rank < 0 ? 0 : 1.0 / (rank + 1),
            best.Length == 0 ? 0 : Gain(first) / Gain(best));
    }

    /// <summary>The mean of each measure.</summary>
    public static RetrievalMeasures Mean(IReadOnlyCollection<RetrievalMeasures> all) => new(
        all.Average(one => one.Recall1), all.Average(one => one.Recall3), all.Average(one => one.Recall5), all.Average(one => one.Recall10),
        all.Average(one => one.Mrr), all.Average(one => one.Ndcg));

    private static double Recall(double[] grades, int gold, int depth) => gold == 0 ? 0 : (double)grades.Take(depth).Count(grade => grade > 0) / gold;

    private static double Gain(double[] grades) => grades.Select((grade, i) => grade / Math.Log2(i + 2)).Sum();
}
