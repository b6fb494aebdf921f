using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.Exchange;

/// <summary>Removes what has expired, on a worker, some minutes after it showed nothing any more.</summary>
internal sealed class Upkeep(ExpiredShares shares, LostImports imports, NodeRoles roles, TimeProvider time, ILogger<Upkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!roles.Worker)
        {
            return;
        }

        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await shares.RemoveAsync(stoppingToken);
                    await imports.RemoveAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    logger.UpkeepFailed(Pause, exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}

/// <summary>Shares whose time is over.</summary>
internal sealed class ExpiredShares(SystemDatabase system, TenantDatabase database, TimeProvider time)
{
    private const int AtOnce = 500;

    /// <returns>How many were removed.</returns>
    public async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        IReadOnlyList<Head> heads;
        do
        {
            heads = await OldAsync(cancellationToken);
            foreach (var tenant in heads.GroupBy(head => head.TenantId))
            {
                removed += await RemoveAsync(new TenantScope(new(tenant.Key)), [.. tenant], cancellationToken);
            }
        }
        while (heads.Count == AtOnce);

        return removed;
    }

    private async Task<IReadOnlyList<Head>> OldAsync(CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        return await connection.QueryAsync<Head>(
            """
            SELECT token_hash AS "Hash", tenant_id AS "TenantId", share_id AS "ShareId" FROM sys_shares
            WHERE expires_at <= @now ORDER BY expires_at LIMIT @limit
            """,
            new { now = time.GetUtcNow().ToUnixTimeMilliseconds(), limit = (long)AtOnce });
    }

    private Task<int> RemoveAsync(TenantScope tenant, Head[] heads, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                await connection.ExecuteAsync(
                    "DELETE FROM shares WHERE tenant_id = @tenant AND id IN @ids", new { ids = heads.Select(head => head.ShareId).ToArray() });
                return await connection.ExecuteAsync(
                    "DELETE FROM sys_shares WHERE tenant_id = @tenant AND token_hash IN @hashes", new { hashes = heads.Select(head => head.Hash).ToArray() });
            },
            Durability.Process,
            cancellationToken);

    private sealed record Head(string Hash, string TenantId, string ShareId);
}
