namespace Parley.Evaluation;

/// <summary>How well a score tells questions that have an answer from those that have none.</summary>
public static class Separation
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
