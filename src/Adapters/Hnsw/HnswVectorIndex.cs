using System.Runtime.InteropServices;
using Parley.Storage;

namespace Parley.Hnsw;

/// <summary>Vectors as rows of the database, and on each node a graph per space, in files that are made from the rows.</summary>
internal sealed class HnswVectorIndex(TenantDatabase database, OpenSpaces spaces, SpaceFollower follower, HnswOptions options) : IVectorIndex
{
    public async Task WriteAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<VectorEntry> entries)
    {
        foreach (var entry in entries)
        {
            entry.Check(space);
        }

        if (entries.Count > 0)
        {
            SpaceFollower.FollowOnCommit(connection, (await SpaceStore.WriteAsync(connection, space, entries)).Id);
        }
    }

    public async Task RemoveAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<long> keys)
    {
        if (keys.Count > 0 && await SpaceStore.RemoveAsync(connection, space, keys) is { } row)
        {
            SpaceFollower.FollowOnCommit(connection, row.Id);
        }
    }

    public async Task<bool> RemoveSpaceAsync(TenantConnection connection, VectorSpace space, int most)
    {
        if (await SpaceStore.FindAsync(connection, space) is not { } row)
        {
            return true;
        }

        if (!await SpaceStore.RemoveSpaceAsync(connection, row.Id, most))
        {
            return false;
        }

        SpaceFollower.FollowOnCommit(connection, row.Id);
        return true;
    }

    public async Task<IReadOnlyList<VectorSpace>> ListAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await SpaceStore.ListAsync(connection);
    }

    public Task<IReadOnlyList<VectorSpace>> ListAsync(TenantConnection connection) => SpaceStore.ListAsync(connection);

    public async Task<VectorHits> SearchAsync(
        TenantScope tenant, VectorSpace space, ReadOnlyMemory<float> query, int k, VectorScope scope, CancellationToken cancellationToken)
    {
        if (await FindAsync(tenant, space, cancellationToken) is not { } row)
        {
            return VectorHits.None;
        }

        Check(space, row, query);
        if (!VectorEntry.HasDirection(query.Span))
        {
            return VectorHits.None;
        }

        using var lease = spaces.Rent(tenant, row);
        await lease.Space.LearnAccessAsync(cancellationToken);
        if (row.Changes - lease.Space.Mark is > 0 and var behind && behind <= options.WaitForChanges)
        {
            await lease.Space.CatchUpAsync(cancellationToken);
        }
        else if (row.Changes != lease.Space.Mark)
        {
            follower.Follow(tenant, row.Id);
        }

        return new VectorHits(lease.Space.Search(query.Span, k, scope), Math.Max(0, row.Changes - lease.Space.Mark));
    }

    public async Task<IReadOnlyList<VectorHit>> ScoreAsync(
        TenantScope tenant, VectorSpace space, ReadOnlyMemory<float> query, IReadOnlyList<long> keys, CancellationToken cancellationToken)
    {
        IReadOnlyList<(long Key, byte[] Vector)> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            if (keys.Count == 0 || await SpaceStore.FindAsync(connection, space) is not { } row)
            {
                return [];
            }

            Check(space, row, query);
            rows = await SpaceStore.VectorsAsync(connection, row.Id, keys);
        }

        return VectorEntry.HasDirection(query.Span) ? [.. rows.Select(one => new VectorHit(one.Key, CosineOf(query.Span, one.Vector)))] : [];
    }

    private static float CosineOf(ReadOnlySpan<float> query, byte[] vector)
    {
        var other = MemoryMarshal.Cast<byte, float>(vector);
        var (product, one, two) = (0.0, 0.0, 0.0);
        for (var i = 0; i < query.Length; i++)
        {
            product += (double)query[i] * other[i];
            one += (double)query[i] * query[i];
            two += (double)other[i] * other[i];
        }

        return (float)(product / Math.Sqrt(one * two));
    }

    private static void Check(VectorSpace space, SpaceRow row, ReadOnlyMemory<float> query)
    {
        if (query.Length != row.Dimensions)
        {
            throw new ArgumentException($"The vectors of {space.Model} in {space.Collection} have {row.Dimensions} dimensions, the query {query.Length}.");
        }
    }

    private async Task<SpaceRow?> FindAsync(TenantScope tenant, VectorSpace space, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await SpaceStore.FindAsync(connection, space);
    }
}
