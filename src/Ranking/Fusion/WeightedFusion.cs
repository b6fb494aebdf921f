namespace Parley.Ranking;

/// <summary>A chunk with what each leg says of it; null where the leg did not find it.</summary>
/// <param name="Score">The weighted sum by which candidates are taken to the reranker.</param>
public readonly record struct Fused(long Chunk, double? Lexical, double? Similarity, double Score);

/// <summary>Brings the legs together. Scores are fused rather than ranks: how far one passage is above the next says more than that it is.</summary>
/// <remarks>S. Bruch, S. Gai, A. Ingber: "An Analysis of Fusion Functions for Hybrid Retrieval" (2023).</remarks>
public static class WeightedFusion
{
    /// <summary>What a cosine of 1 is worth beside a passage that says every word of the question.</summary>
    public const double Vectors = 0.1;

    /// <param name="vectors">Chunks with the cosine of their embedding, from the vector leg; empty when that leg failed.</param>
    /// <param name="top">Candidates returned at most.</param>
    public static IReadOnlyList<Fused> Fuse(LexicalResult lexical, IEnumerable<(long Chunk, double Similarity)> vectors, int top, double weight = Vectors)
    {
        var similar = vectors.ToDictionary(found => found.Chunk, found => found.Similarity);
        var legs = lexical.Found.ToDictionary(found => found.Chunk, found => found.Score);
        return
        [
            .. legs.Keys.Union(similar.Keys)
                .Select(chunk => One(chunk, legs.TryGetValue(chunk, out var score) ? score : null, similar.TryGetValue(chunk, out var cosine) ? cosine : null))
                .OrderByDescending(fused => fused.Score).ThenBy(fused => fused.Chunk).Take(top),
        ];

        Fused One(long chunk, double? score, double? cosine) =>
            new(chunk, score, cosine, (lexical.Most > 0 ? (score ?? 0) / lexical.Most : 0) + (weight * Math.Max(0, cosine ?? 0)));
    }
}
