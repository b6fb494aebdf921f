using Microsoft.Extensions.Logging;

namespace Parley.Accounts;

/// <summary>Finds reservations whose call never reported back, of all tenants, and charges them as estimates.</summary>
internal sealed class LedgerSweep(SystemDatabase system, Ledger ledger, TimeProvider time, ILogger<LedgerSweep> logger)
{
    private const int AtOnce = 500;

    /// <returns>How many were charged.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var writtenOff = 0;
        IReadOnlyList<Head> overdue;
        do
        {
            overdue = await FindAsync(cancellationToken);
            foreach (var head in overdue)
            {
                writtenOff += await ledger.WriteOffAsync(new(new(head.TenantId)), head.Id, cancellationToken) ? 1 : 0;
            }
        }
        while (overdue.Count == AtOnce);

        if (writtenOff > 0)
        {
            logger.ReservationsWrittenOff(writtenOff);
        }

        return writtenOff;
    }

    private async Task<IReadOnlyList<Head>> FindAsync(CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        return await connection.QueryAsync<Head>(
            "select id as Id, tenant_id as TenantId from sys_open_reservations where expires_at <= @now order by expires_at limit @AtOnce",
            new { now = time.GetUtcNow().ToUnixTimeMilliseconds(), AtOnce });
    }

    private sealed record Head(string Id, string TenantId);
}
