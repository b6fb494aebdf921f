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

/// <summary>What one feature of a passage added to its score.</summary>
/// <param name="Value">The feature itself, 0 to 1.</param>
public sealed record FeatureShare(Feature Feature, double Value, double Added);

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

    /// <summary>Why a passage stands where it stands: what each feature added, the largest first; together they are its score.</summary>
    public static IReadOnlyList<FeatureShare> Explain(Reranked ranked, FeatureWeights? weights = null) =>
    [
        .. Enum.GetValues<Feature>().Zip(ranked.Features, (feature, value) => new FeatureShare(feature, value, value * (weights ?? FeatureWeights.Default)[feature]))
            .Where(share => share.Added != 0).OrderByDescending(share => Math.Abs(share.Added)),
    ];
}
