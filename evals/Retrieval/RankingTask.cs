using System.Collections.Concurrent;
using Parley.Evaluation;
using Parley.Ranking;

namespace Parley.Retrieval;

/// <summary>The candidates of a set's questions with their features, so that weights can be tried without searching again.</summary>
internal sealed record RankingTask(string Family, RankedCases Choosing, RankedCases Reporting)
{
    private const int MostQuestions = 1_000;

    public static RankingTask Of(string family, RetrievalSet set)
    {
        var search = new OurSearch(new MemoryIndex(set), new Parts());
        var every = Math.Max(1, set.Questions.Count / (family == "xquad" ? MostQuestions / 5 : MostQuestions));
        var questions = set.Questions.Where((_, i) => i % every == 0).ToLookup(question => question.IsForReporting, question => RankedCase.Of(set, search, question));
        return new(family, new([.. questions[false]]), new([.. questions[true]]));
    }
}

/// <summary>Cases whose mean nDCG@10 is asked again and again.</summary>
internal sealed record RankedCases(IReadOnlyList<RankedCase> All)
{
    private readonly ConcurrentDictionary<string, double> _known = new();

    public double Mean(double[] weights) => _known.GetOrAdd(string.Join(' ', weights), _ => All.Count == 0 ? 0 : All.Average(one => one.Ndcg(weights)));
}

/// <param name="Features">Of each candidate in the order of <see cref="Feature"/>.</param>
/// <param name="Ideal">The gain of the best order.</param>
internal sealed record RankedCase(double[][] Features, double[] Grades, double Ideal)
{
    public static RankedCase Of(RetrievalSet set, OurSearch search, RetrievalQuestion question)
    {
        var ranked = search.Retrieve(question).Ranked.OrderBy(one => one.Candidate.Chunk).ToList();
        return new(
            [.. ranked.Select(one => one.Features.ToArray())],
            [.. ranked.Select(one => question.Gold.GetValueOrDefault(set.Documents[(int)one.Candidate.Chunk].Id))],
            question.Gold.Values.OrderDescending().Take(RetrievalMeasures.Depth).Select((grade, i) => grade / Math.Log2(i + 2)).Sum());
    }

    public double Ndcg(double[] weights)
    {
        var order = Enumerable.Range(0, Features.Length).ToArray();
        var scores = Array.ConvertAll(Features, features => -Score(features, weights));
        Array.Sort(scores, order);
        return order.Take(RetrievalMeasures.Depth).Select((which, i) => Grades[which] / Math.Log2(i + 2)).Sum() / Ideal;
    }

    private static double Score(double[] features, double[] weights)
    {
        var sum = 0.0;
        for (var i = 0; i < features.Length; i++)
        {
            sum += features[i] * weights[i];
        }

        return sum;
    }
}
