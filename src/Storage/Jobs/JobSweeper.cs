namespace Parley.Storage;

/// <summary>Removes jobs that were done long ago. Failed ones stay until somebody has dealt with them.</summary>
internal sealed class JobSweeper(SystemDatabase system, TenantDatabase database)
{
    private const int AtOnce = 500;

    /// <returns>The number of jobs removed.</returns>
    public async Task<int> SweepAsync(TimeSpan keep, CancellationToken cancellationToken)
    {
        var swept = 0;
        IReadOnlyList<Head> heads;
        do
        {
            heads = await OldAsync(keep, cancellationToken);
            foreach (var tenant in heads.GroupBy(head => head.TenantId))
            {
                swept += await RemoveAsync(new TenantScope(new TenantId(tenant.Key)), [.. tenant.Select(head => head.Id)], cancellationToken);
            }
        }
        while (heads.Count == AtOnce);

        return swept;
    }

    private async Task<IReadOnlyList<Head>> OldAsync(TimeSpan keep, CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        return await connection.QueryAsync<Head>(
            """
            SELECT id AS Id, tenant_id AS TenantId FROM sys_jobs
            WHERE finished_at < {now} - @keep AND state = 'done' ORDER BY finished_at LIMIT @limit
            """,
            new { keep = (long)keep.TotalMilliseconds, limit = (long)AtOnce });
    }

    private Task<int> RemoveAsync(TenantScope tenant, string[] ids, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                await connection.ExecuteManyAsync(
                    "DELETE FROM jobs WHERE tenant_id = @tenant AND id = @id", ["id"], [.. ids.Select(id => new object?[] { id })]);
                var removed = await connection.ExecuteManyAsync(
                    "DELETE FROM sys_jobs WHERE tenant_id = @tenant AND id = @id", ["id"], [.. ids.Select(id => new object?[] { id })]);
                return removed.Sum();
            },
            Durability.Process,
            cancellationToken);

    private sealed record Head(string Id, string TenantId);
}
