using Parley.Storage;

namespace Parley.Exchange;

/// <summary>Uploads that were broken off, and imports that no worker ended: their texts are not kept for ever.</summary>
internal sealed class LostImports(SystemDatabase system, ImportStore imports, ImportWriter writer, TimeProvider time)
{
    private const int AtOnce = 100;

    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        foreach (var lost in await FindAsync(cancellationToken))
        {
            var tenant = new TenantScope(new(lost.TenantId));
            await writer.EraseHalfAsync(tenant, lost.Id, cancellationToken);
            await imports.DiscardAsync(tenant, lost.Id, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<Lost>> FindAsync(CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        return await connection.QueryAsync<Lost>(
            """SELECT id AS "Id", tenant_id AS "TenantId" FROM sys_imports WHERE due_at <= @now ORDER BY due_at LIMIT @limit""",
            new { now = time.GetUtcNow().ToUnixTimeMilliseconds(), limit = (long)AtOnce });
    }

    private sealed record Lost(string Id, string TenantId);
}
