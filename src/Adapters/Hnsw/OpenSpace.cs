using Parley.Storage;
using Parley.Vectors;

namespace Parley.Hnsw;

/// <summary>The graph of one space on this node, brought up to date from the rows.</summary>
internal sealed class OpenSpace(string folder, TenantScope tenant, string id, VectorIndexOptions options, TenantDatabase database) : IDisposable
{
    private const int Page = 512;
    private readonly SemaphoreSlim _catchingUp = new(1, 1);
    private volatile VectorIndex? _index = Open(folder, options);
    private volatile string[]? _access;

    public string Id => id;

    public long Mark => _index?.Mark ?? 0;

    /// <summary>Takes what was committed, page after page, each with its number: what is cut short goes on there.</summary>
    /// <returns>False when the space is not there any more.</returns>
    public async Task<bool> CatchUpAsync(CancellationToken cancellationToken)
    {
        await _catchingUp.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var (row, changes, through) = await ReadAsync(cancellationToken);
                if (row is null || through == Mark)
                {
                    return row is not null;
                }

                Apply(changes, through, cancellationToken);
            }
        }
        finally
        {
            _catchingUp.Release();
        }
    }

    /// <summary>Reads the words of access, where that was not done before.</summary>
    public async Task LearnAccessAsync(CancellationToken cancellationToken)
    {
        if (_access is null)
        {
            await using var connection = await database.OpenAsync(tenant, cancellationToken);
            _access ??= await SpaceStore.AccessAsync(connection, id);
        }
    }

    public IReadOnlyList<VectorHit> Search(ReadOnlySpan<float> query, int k, VectorScope scope)
    {
        try
        {
            return [.. (_index?.Search(query, k, FilterOf(scope)) ?? []).Select(match => new VectorHit(match.Key, match.Score))];
        }
        catch (ObjectDisposedException)
        {
            // It is just begun anew: there is nothing in it.
            return [];
        }
    }

    public void Dispose()
    {
        _index?.Dispose();
        _catchingUp.Dispose();
    }

    private static VectorIndex Open(string folder, VectorIndexOptions options)
    {
        try
        {
            return VectorIndex.Open(folder, options);
        }
        catch (VectorIndexUnusableException)
        {
            return Begin(folder, options);
        }
    }

    // All that is in an index is in the rows too.
    private static VectorIndex Begin(string folder, VectorIndexOptions options)
    {
        Directory.Delete(folder, recursive: true);
        return VectorIndex.Open(folder, options);
    }

    private async Task<(SpaceRow? Row, IReadOnlyList<ChangeRow> Changes, long Through)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        if (await SpaceStore.FindAsync(connection, id) is not { } row)
        {
            return (null, [], 0);
        }

        if (_index is not { } index || Mark > row.Changes || Mark > 0 && Mark < row.Forgotten)
        {
            // The rows are older than the graph, as after a restore, or what was removed since is not told any more.
            _index?.Dispose();
            _index = null;
            _index = index = Begin(folder, options);
        }

        _access = await SpaceStore.AccessAsync(connection, id);
        var (changes, through) = await SpaceStore.ReadAsync(connection, row, index.Mark, Page);
        return (row, changes, through);
    }

    private void Apply(IReadOnlyList<ChangeRow> changes, long through, CancellationToken cancellationToken)
    {
        var index = _index!;
        foreach (var change in changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (change.Vector is null)
            {
                index.Remove(change.Key);
            }
            else
            {
                index.Add(change.Key, change.Numbers, (int)change.Label);
            }
        }

        index.SetMark(through);
    }

    private VectorFilter? FilterOf(VectorScope scope)
    {
        var access = _access ?? [];
        var labels = scope.Access is { } sees
            ? VectorFilter.Labels(Enumerable.Range(0, access.Length).Where(label => sees(access[label])))
            : null;
        return scope.Keys is { } keys ? labels?.AndKeys(keys) ?? VectorFilter.Keys(keys) : labels;
    }
}
