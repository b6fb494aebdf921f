namespace Parley.Ranking;

/// <summary>A candidate in its final place, with the numbers that put it there.</summary>
/// <param name="Features">In the order of <see cref="Feature"/>.</param>
public sealed record Reranked(Candidate Candidate, double Score, IReadOnlyList<double> Features)
{
    /// <summary>What a plugged reranker says, on its own scale; null where none read it.</summary>
    public double? Opinion { get; init; }

    /// <summary>It says the same as a passage before it.</summary>
    public bool IsDuplicate { get; init; }
}

/// <summary>The built-in reranker: a weighted sum of what can be read off question and passage.</summary>
public static class FeatureRanker
{
    public static IReadOnlyList<Reranked> Rank(QueryPlan plan, LexicalResult lexical, IReadOnlyList<Candidate> candidates, FeatureWeights? weights = null)
    {
        weights ??= FeatureWeights.Default;
        var features = new FeatureExtractor(plan, lexical).Of(candidates);
        return
        [
            .. candidates.Select((candidate, i) => new Reranked(candidate, weights.Score(features[i]), features[i]))
                .OrderByDescending(one => one.Score).ThenBy(one => one.Candidate.Chunk),
        ];
    }
}
