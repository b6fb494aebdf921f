namespace Parley.Ranking;

/// <summary>A port for whoever reads question and passages together: a cross-encoder, or a language model that is asked.</summary>
public interface IReranker
{
    /// <summary>As explanations name it.</summary>
    string Name { get; }

    /// <summary>How many of the best passages it is shown.</summary>
    int Reads { get; }

    /// <returns>A score for each passage, in their order; any scale, the higher the better.</returns>
    Task<IReadOnlyList<double>> ScoreAsync(string question, IReadOnlyList<string> passages, CancellationToken cancellationToken);
}

/// <summary>Takes over what a plugged reranker says.</summary>
public static class SecondOpinion
{
    /// <summary>The passages that were read, in the order of the new scores, then the others as they were; the built-in scores stay as they are.</summary>
    /// <exception cref="ArgumentException">There are more scores than passages.</exception>
    public static IReadOnlyList<Reranked> Apply(IReadOnlyList<Reranked> ranked, IReadOnlyList<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scores.Count, ranked.Count);
        return [.. ranked.Take(scores.Count).Select((one, i) => one with { Opinion = scores[i] }).OrderByDescending(one => one.Opinion), .. ranked.Skip(scores.Count)];
    }
}
