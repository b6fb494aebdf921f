using Microsoft.Extensions.Logging;
using Parley.Knowledge.Indexing;

namespace Parley.Knowledge.Search;

/// <summary>Finds chunks by what they mean, of those that the asker may see. When it fails or takes too long, the other leg answers alone.</summary>
internal sealed class VectorLeg(ChunkVectors vectors, TimeProvider time, ILogger<VectorLeg> logger)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(800);
    private const string Name = "vector";

    /// <returns>The chunks by their number in the scope, with their cosines, the nearest first; and how it went.</returns>
    public async Task<(IReadOnlyList<(long Chunk, double Similarity)> Found, ExplainedLeg Leg)> FindAsync(
        TenantScope tenant, SearchScope scope, float[] asked, int top, CancellationToken cancellationToken)
    {
        if (!vectors.IsThere)
        {
            return ([], new(Name, "off", 0, 0));
        }

        var start = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var found = new List<(long Chunk, double Similarity)>();
            foreach (var one in scope.Namespaces)
            {
                var near = await vectors.NearestAsync(
                    tenant, one.Name, asked, top, chunk => scope.Allowed.Has(one.Facts.Access(chunk)), either.Token).WaitAsync(either.Token);
                found.AddRange(near.Select(hit => (one.Base + hit.Key, (double)hit.Score)));
            }

            var best = found.OrderByDescending(hit => hit.Similarity).ThenBy(hit => hit.Chunk).Take(top).ToList();
            return (best, new(Name, "answered", Since(start), best.Count));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ([], new(Name, "late", Since(start), 0));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.VectorLegFailed(exception);
            return ([], new(Name, "failed", Since(start), 0));
        }
    }

    private long Since(long start) => (long)time.GetElapsedTime(start).TotalMilliseconds;
}
