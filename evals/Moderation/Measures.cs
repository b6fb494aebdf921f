namespace Parley.ModerationEval;

/// <summary>A score beside the truth.</summary>
internal readonly record struct Scored(double Score, bool IsTrue);

internal static class Measures
{
    /// <summary>The area under precision over recall, as average precision; equal scores count together.</summary>
    public static double AveragePrecision(IEnumerable<Scored> all)
    {
        var (seen, right, area) = (0, 0, 0.0);
        var scored = all.ToArray();
        var positives = scored.Count(one => one.IsTrue);
        foreach (var tie in scored.GroupBy(one => one.Score).OrderByDescending(tie => tie.Key))
        {
            var hits = tie.Count(one => one.IsTrue);
            (seen, right) = (seen + tie.Count(), right + hits);
            area += (double)hits / positives * right / seen;
        }

        return area;
    }

    /// <summary>The lowest threshold above which at most a share of the harmless lies.</summary>
    public static double Threshold(IEnumerable<double> harmless, double share)
    {
        var scores = harmless.OrderDescending().ToArray();
        return scores[(int)Math.Floor(scores.Length * share)];
    }

    public static double Above(IReadOnlyCollection<double> scores, double threshold) => scores.Count == 0 ? 0 : (double)scores.Count(score => score > threshold) / scores.Count;

    public static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }
}
