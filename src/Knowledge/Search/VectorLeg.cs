using Microsoft.Extensions.Logging;
using Parley.Knowledge.Embeddings;
using Parley.Knowledge.Indexing;

namespace Parley.Knowledge.Search;

/// <summary>What vectors brought.</summary>
/// <param name="Near">The chunks by their number in the scope, with their cosines, of each model the nearest first.</param>
/// <param name="Asked">The question by each model that embedded it.</param>
internal sealed record VectorFinding(
    IReadOnlyList<(long Chunk, double Similarity)> Near, IReadOnlyDictionary<EmbeddingModel, float[]> Asked, EmbeddingScope Embeddings, ExplainedLeg Leg)
{
    /// <summary>Whether a connected model took part: what it finds may be found by nobody else.</summary>
    public bool IsByModel => Embeddings.Models.Any(model => !model.IsBuiltIn && Asked.ContainsKey(model));

    /// <summary>
    /// Whether the cosines of a connected model say how its chunks stand to each other: those of several models cannot be compared, and while chunks
    /// are embedded anew the nearest of all may not be among them yet.
    /// </summary>
    public bool IsByOneModel => IsByModel && !Embeddings.IsChanging && Embeddings.Models.Count(model => !model.IsBuiltIn) == 1;

    public static VectorFinding Off(EmbeddingScope embeddings) => new([], new Dictionary<EmbeddingModel, float[]>(), embeddings, new("vector", "off", 0, 0));
}

/// <summary>Finds chunks by what they mean, of those that the asker may see. When it fails or takes too long, the other leg answers alone.</summary>
internal sealed class VectorLeg(ChunkVectors vectors, TimeProvider time, ILogger<VectorLeg> logger)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(800);
    private const string Name = "vector";

    /// <param name="questions">The question by each model that embedded it, of length 1.</param>
    /// <param name="state">How it was embedded.</param>
    public async Task<VectorFinding> FindAsync(
        TenantScope tenant, SearchScope scope, EmbeddingScope embeddings, IReadOnlyDictionary<EmbeddingModel, float[]> questions, string state, int top,
        CancellationToken cancellationToken)
    {
        if (!vectors.IsThere)
        {
            return VectorFinding.Off(embeddings);
        }

        var start = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var behind = 0L;
            var found = new List<(EmbeddingModel Model, long Chunk, double Similarity)>();
            foreach (var one in scope.Namespaces)
            {
                foreach (var (model, holds) in embeddings.Of(one.Name))
                {
                    if (questions.TryGetValue(model, out var question))
                    {
                        var near = await vectors.NearestAsync(
                            tenant, one.Name, model, question, top, chunk => holds(chunk) && scope.Allowed.Has(one.Facts.Access(chunk)), either.Token).WaitAsync(either.Token);
                        behind += near.Behind;
                        found.AddRange(near.Hits.Select(hit => (model, one.Base + hit.Key, (double)hit.Score)));
                    }
                }
            }

            // Each model has its own scale, so each has its own best.
            var best = found.GroupBy(hit => hit.Model)
                .SelectMany(own => own.OrderByDescending(hit => hit.Similarity).ThenBy(hit => hit.Chunk).Take(top))
                .Select(hit => (hit.Chunk, hit.Similarity)).ToList();
            return new(best, questions, embeddings, new(Name, state, Since(start), best.Count) { Behind = behind + embeddings.Waiting });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return VectorFinding.Off(embeddings) with { Leg = new(Name, "late", Since(start), 0) };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.VectorLegFailed(exception);
            return VectorFinding.Off(embeddings) with { Leg = new(Name, "failed", Since(start), 0) };
        }
    }

    /// <summary>The cosines of what was found, also of what only words found, by the model that each chunk has its vector of.</summary>
    /// <returns>Those of the built-in embedding, and those of connected models; what is not known is left out.</returns>
    public async Task<(IReadOnlyDictionary<long, double> BuiltIn, IReadOnlyDictionary<long, double> Models)> ScoreAsync(
        TenantScope tenant, SearchScope scope, VectorFinding finding, IEnumerable<long> chunks, CancellationToken cancellationToken)
    {
        var (builtIn, models) = (new Dictionary<long, double>(), new Dictionary<long, double>());
        var known = finding.Near.ToDictionary(hit => hit.Chunk, hit => hit.Similarity);
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            foreach (var group in chunks.GroupBy(chunk => scope.Place(chunk).Namespace))
            {
                foreach (var (model, holds) in finding.Embeddings.Of(group.Key.Name))
                {
                    var (into, own) = (model.IsBuiltIn ? builtIn : models, group.Where(chunk => holds((int)(chunk - group.Key.Base))).ToList());
                    foreach (var chunk in own.Where(known.ContainsKey))
                    {
                        into[chunk] = known[chunk];
                    }

                    if (finding.Asked.TryGetValue(model, out var question))
                    {
                        var missing = own.Where(chunk => !known.ContainsKey(chunk)).Select(chunk => chunk - group.Key.Base).ToList();
                        foreach (var hit in await vectors.ScoreAsync(tenant, group.Key.Name, model, question, missing, either.Token).WaitAsync(either.Token))
                        {
                            into[group.Key.Base + hit.Key] = hit.Score;
                        }
                    }
                }
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.VectorLegFailed(exception);
        }

        return (builtIn, models);
    }

    private long Since(long start) => (long)time.GetElapsedTime(start).TotalMilliseconds;
}
