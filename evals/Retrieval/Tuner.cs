using Parley.Evaluation;
using Parley.Ranking;

namespace Parley.Retrieval;

/// <summary>
/// Learns the reranker's weights by coordinate ascent on the choosing halves, and says what they are worth on the reporting halves and on
/// families of sets that they never saw.
/// </summary>
internal static class Tuner
{
    private const int MostRounds = 4;
    private const double PriceOfWeight = 0.002;
    private const double PriceOfLoss = 3;
    private const double LeastGain = 0.002;

    private static readonly double[] Steps = [-0.2, 0.2, -0.1, 0.1, -0.05, 0.05, -0.02, 0.02];
    private static readonly Feature[] Features = Enum.GetValues<Feature>();

    /// <param name="crosses">Learns again without each family and shows the gain on it.</param>
    public static void Run(string folder, bool crosses)
    {
        var tasks = Sets.Read(folder, Sets.All).Where(pair => pair.Family != "cast").Select(pair => RankingTask.Of(pair.Family, pair.Set)).ToList();
        double[] shipped = [.. Features.Select(feature => FeatureWeights.Default[feature])];
        Show("shipped", tasks, shipped);
        Show("learned from all", tasks, Learn(tasks, shipped));
        foreach (var family in crosses ? tasks.Select(task => task.Family).Distinct() : [])
        {
            Show($"learned without {family}", [.. tasks.Where(task => task.Family == family)], Learn([.. tasks.Where(task => task.Family != family)], Alone()));
        }
    }

    private static double[] Learn(IReadOnlyList<RankingTask> tasks, double[] start)
    {
        var weights = start.ToArray();
        var best = Objective(tasks, weights);
        for (var (round, gained) = (0, true); round < MostRounds && gained; round++)
        {
            var before = best;
            foreach (var feature in Features.Where(feature => feature != Feature.Lexical))
            {
                best = Improve(tasks, weights, (int)feature, best, mayBeNegative: feature == Feature.Said);
            }

            gained = best - before > 1e-4;
        }

        return weights;
    }

    private static double Improve(IReadOnlyList<RankingTask> tasks, double[] weights, int feature, double best, bool mayBeNegative)
    {
        var kept = weights[feature];
        var chosen = kept;
        foreach (var value in Steps.Select(step => kept + step).Append(0).Where(value => mayBeNegative || value >= 0))
        {
            weights[feature] = value;
            if (Objective(tasks, weights) is var score && score > best + 1e-5)
            {
                (best, chosen) = (score, value);
            }
        }

        weights[feature] = chosen;
        return best;
    }

    // Each family counts alike, whatever its size; falling behind the lexical leg on one costs more than a gain on another brings.
    private static double Objective(IReadOnlyList<RankingTask> tasks, double[] weights)
    {
        var scores = tasks.GroupBy(task => task.Family).Select(family =>
            (Score: family.Average(task => task.Choosing.Mean(weights)), Least: family.Average(task => task.Choosing.Mean(Alone())) + LeastGain));
        return scores.Average(family => family.Score + (PriceOfLoss * Math.Min(0, family.Score - family.Least))) - (PriceOfWeight * weights.Skip(1).Sum(Math.Abs));
    }

    private static double[] Alone() => [.. Features.Select(feature => feature == Feature.Lexical ? 1.0 : 0)];

    private static void Show(string name, IReadOnlyList<RankingTask> tasks, double[] weights)
    {
        Console.WriteLine($"{name}: {string.Join(", ", Features.Select(feature => $"{feature} {weights[(int)feature]:F2}"))}");
        foreach (var family in tasks.GroupBy(task => task.Family))
        {
            double Mean(Func<RankingTask, RankedCases> half, double[] by) => family.Average(task => half(task).Mean(by));
            Console.WriteLine(
                $"  {family.Key,-16} choosing {Mean(task => task.Choosing, Alone()):F4} -> {Mean(task => task.Choosing, weights):F4}"
                + $"  reporting {Mean(task => task.Reporting, Alone()):F4} -> {Mean(task => task.Reporting, weights):F4}");
        }
    }
}
