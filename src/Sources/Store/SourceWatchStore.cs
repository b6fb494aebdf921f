using Parley.Storage;

namespace Parley.Sources.Store;

/// <summary>A source whose folder is to be watched.</summary>
internal sealed record WatchedHead(string SourceId, string TenantId)
{
    public TenantScope Tenant => new(new TenantId(TenantId));
}

/// <summary>Which folders are to be watched.</summary>
internal sealed class SourceWatchStore(SystemDatabase system, TenantDatabase database, Sealer sealer)
{
    private const int Most = 1_000;

    public async Task<IReadOnlyList<WatchedHead>> HeadsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        return await connection.QueryAsync<WatchedHead>(
            "SELECT source_id AS SourceId, tenant_id AS TenantId FROM sys_sources WHERE watched = 1 ORDER BY source_id LIMIT @limit", new { limit = (long)Most });
    }

    /// <returns>Null when the source is gone.</returns>
    public async Task<string?> PathAsync(WatchedHead head, CancellationToken cancellationToken)
    {
        var key = await sealer.SourcesKeyAsync(head.Tenant, cancellationToken);
        await using var connection = await database.OpenAsync(head.Tenant, cancellationToken);
        return await connection.ScalarAsync<byte[]>(
            "SELECT card FROM sources WHERE tenant_id = @tenant AND id = @SourceId AND erased = 0", new { head.SourceId }) is { } card
            ? Seals.Card(key, head.SourceId, card).Settings.Path
            : null;
    }
}
