using Parley.Knowledge;
using Parley.Knowledge.Search;

namespace Parley.Retrieval;

/// <param name="Mrr">Mean reciprocal rank of the first right document among the ten best.</param>
internal sealed record Ranking(int Questions, double Hit1, double Hit5, double Mrr, IReadOnlyList<double> Scores)
{
    private const int Depth = 10;

    public static async Task<Ranking> OfAsync(Index index, IReadOnlyList<Question> questions, FieldWeights fields)
    {
        var search = index.Search(fields);
        var (hit1, hit5, mrr) = (0, 0, 0.0);
        var scores = new List<double>();
        foreach (var question in questions)
        {
            var found = await Index.AskAsync(search, question, Depth);
            var rank = found.Hits.Select(hit => hit.ExternalId!).Distinct().TakeWhile(id => !question.Gold.Contains(id)).Count();
            rank = rank < found.Hits.Select(hit => hit.ExternalId).Distinct().Count() ? rank : Depth;
            (hit1, hit5, mrr) = (hit1 + (rank == 0 ? 1 : 0), hit5 + (rank < 5 ? 1 : 0), mrr + (rank < Depth ? 1.0 / (rank + 1) : 0));
            scores.Add(found.AnswerableScore);
        }

        return new(questions.Count, (double)hit1 / questions.Count, (double)hit5 / questions.Count, mrr / questions.Count, scores);
    }
}

/// <summary>How well a score tells questions that have an answer from those that have none.</summary>
internal static class Separation
{
    /// <summary>The chance that an answerable question scores above an unanswerable one; ties count half.</summary>
    public static double Auc(IReadOnlyList<double> answerable, IReadOnlyList<double> unanswerable)
    {
        var sorted = unanswerable.Order().ToArray();
        return answerable.Sum(score => (Below(sorted, score) + Below(sorted, score, orEqual: true)) / 2.0) / answerable.Count / unanswerable.Count;
    }

    public static double ShareAtOrAbove(IReadOnlyList<double> scores, double floor) => (double)scores.Count(score => score >= floor) / scores.Count;

    private static int Below(double[] sorted, double score, bool orEqual = false)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < score || (orEqual && sorted[middle] <= score) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
