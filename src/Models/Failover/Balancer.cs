namespace Parley.Models;

/// <summary>How one is chosen among deployments that can all answer.</summary>
public enum Balance
{
    /// <summary>By chance, as their weights say.</summary>
    Weighted,

    /// <summary>The one with the fewest calls under way for its weight.</summary>
    LeastBusy,

    /// <summary>The one that begins to answer soonest, with what is under way counted in.</summary>
    Latency,

    /// <summary>
    /// Among replicas of one model: the one that has the least to read before it can answer, what others sent it included. A conversation
    /// goes where its beginning is still in the cache, unless others keep that replica busy for longer than reading it anew takes.
    /// </summary>
    Prefix,
}

/// <summary>Chooses among deployments.</summary>
internal static class Balancer
{
    /// <summary>So many more calls than the average of the others may a replica have under way because it knows the prompt.</summary>
    private const double MostLoad = 1.5;

    /// <summary>What an answer that is being written holds up others, as a part of what one does that is not begun.</summary>
    private const double BesideAnswer = 0.1;

    /// <param name="prompt">What is asked; only the choice by prefix looks at it.</param>
    /// <returns>Null when there is none to choose.</returns>
    public static WeightedDeployment? Choose(IReadOnlyList<WeightedDeployment> among, Balance balance, Random random, Lazy<PromptPrefix>? prompt = null) => among.Count switch
    {
        0 => null,
        1 => among[0],
        _ => balance switch
        {
            Balance.LeastBusy => Least(among, random, one => (one.Deployment.Health.Running + 1) / one.Weight),
            Balance.Latency => Least(among, random, Wait(among)),
            Balance.Prefix when prompt is not null => ByPrefix(among, random, prompt.Value),
            _ => ByChance(among, random),
        },
    };

    private static WeightedDeployment ByPrefix(IReadOnlyList<WeightedDeployment> among, Random random, PromptPrefix prompt)
    {
        var most = (MostLoad * among.Average(one => one.Deployment.Health.Running)) + 1;
        var free = among.Where(one => one.Deployment.Health.Running <= most).ToList();
        return Least(free.Count > 0 ? free : among, random, one => (one.Deployment.Health.Prefixes.Missing(prompt) + one.Deployment.Health.Prefixes.Owed) / one.Weight);
    }

    private static WeightedDeployment ByChance(IReadOnlyList<WeightedDeployment> among, Random random)
    {
        var left = random.NextDouble() * among.Sum(one => one.Weight);
        foreach (var one in among)
        {
            if ((left -= one.Weight) < 0)
            {
                return one;
            }
        }

        return among[^1];
    }

    /// <summary>Ties are broken by chance, so that nodes that see the same do not all do the same.</summary>
    private static WeightedDeployment Least(IReadOnlyList<WeightedDeployment> among, Random random, Func<WeightedDeployment, double> cost)
    {
        var start = random.Next(among.Count);
        var best = among[start];
        var least = cost(best);
        for (var i = 1; i < among.Count; i++)
        {
            var one = among[(start + i) % among.Count];
            if (cost(one) is var price && price < least)
            {
                (best, least) = (one, price);
            }
        }

        return best;
    }

    // One that was never asked counts as the fastest of the others, so that it is tried.
    private static Func<WeightedDeployment, double> Wait(IReadOnlyList<WeightedDeployment> among)
    {
        var fastest = among.Min(one => one.Deployment.Health.MsEach) ?? 1;
        return one =>
        {
            var health = one.Deployment.Health;
            return health.MsEachBeside(fastest) * (1 + health.Awaiting + (BesideAnswer * health.Running)) / one.Weight;
        };
    }
}
