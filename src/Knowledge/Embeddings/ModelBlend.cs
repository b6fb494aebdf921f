using Parley.Ranking;

namespace Parley.Knowledge.Embeddings;

/// <summary>Orders passages by what the built-in ranker and a connected embedding model say together.</summary>
/// <remarks>
/// A convex combination: S. Bruch, S. Gai, A. Ingber: "An Analysis of Fusion Functions for Hybrid Retrieval" (2023). The model's cosines are
/// stretched over the candidates, because those of different models are on scales of their own; the built-in scores are not, because where no
/// word fits they are all near zero, and stretching would make an order of noise.
/// </remarks>
internal static class ModelBlend
{
    // What a good match by words has about.
    private const double Good = 1;

    /// <param name="similarities">Cosines by connected models, of those passages that have one; a passage without keeps its own score.</param>
    /// <param name="weight">What the model counts, 0 to 1.</param>
    /// <returns>With scores on the scale of the built-in ones, the best first; the features stay what they are.</returns>
    public static IReadOnlyList<Reranked> Apply(IReadOnlyList<Reranked> ranked, IReadOnlyDictionary<long, double> similarities, double weight)
    {
        var known = ranked.Where(one => similarities.ContainsKey(one.Candidate.Chunk)).Select(one => similarities[one.Candidate.Chunk]).ToList();
        var (farthest, nearest) = (known.DefaultIfEmpty().Min(), known.DefaultIfEmpty().Max());
        if (weight == 0 || nearest <= farthest)
        {
            return ranked;
        }

        var top = Math.Max(Good, ranked.Max(one => one.Score));
        return [.. ranked.Select(one => one with { Score = Blended(one) }).OrderByDescending(one => one.Score).ThenBy(one => one.Candidate.Chunk)];

        double Blended(Reranked one) => similarities.TryGetValue(one.Candidate.Chunk, out var cosine)
            ? ((1 - weight) * one.Score) + (weight * top * (cosine - farthest) / (nearest - farthest))
            : one.Score;
    }
}
