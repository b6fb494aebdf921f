namespace Parley.Ranking;

/// <summary>The weights of the built-in reranker, one for each <see cref="Feature"/>.</summary>
public sealed record FeatureWeights
{
    private readonly double[] _values;

    private FeatureWeights(double[] values) => _values = values;

    /// <summary>
    /// Near what was learned by <c>evals/Retrieval -- tune</c>: coordinate ascent on nDCG@10 over the choosing halves of six families of sets that count alike, with
    /// a price on weights and on falling behind the lexical leg, then rounded by hand. What they are worth on families that they were not learned from
    /// stands in docs/benchmarks.md.
    /// </summary>
    public static FeatureWeights Default { get; } = Of(
        (Feature.Lexical, 1), (Feature.TitleCoverage, 0.1), (Feature.TitlePrecision, 0.02), (Feature.Sentence, 0.2), (Feature.Pairs, 0.2),
        (Feature.TitleWords, 0.42), (Feature.TitleLetters, 0.28), (Feature.Similarity, 0.25), (Feature.TitleSimilarity, 0.05), (Feature.Siblings, 0.08),
        (Feature.AnswerKind, 0.03), (Feature.Said, -0.42));

    public double this[Feature feature] => _values[(int)feature];

    public static FeatureWeights Of(params IEnumerable<(Feature Feature, double Weight)> weights)
    {
        var values = new double[Enum.GetValues<Feature>().Length];
        foreach (var (feature, weight) in weights)
        {
            values[(int)feature] = weight;
        }

        return new(values);
    }

    /// <summary>The weighted sum of a passage's features, which are in the order of <see cref="Feature"/>.</summary>
    public double Score(ReadOnlySpan<double> features)
    {
        var sum = 0.0;
        for (var i = 0; i < features.Length; i++)
        {
            sum += _values[i] * features[i];
        }

        return sum;
    }
}
