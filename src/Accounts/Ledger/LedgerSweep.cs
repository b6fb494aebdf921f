using Microsoft.Extensions.Logging;

namespace Parley.Accounts;

/// <summary>Finds reservations whose call never reported back, of all tenants, and charges them as estimates.</summary>
internal sealed class LedgerSweep(SystemDatabase system, Ledger ledger, TimeProvider time, ILogger<LedgerSweep> logger)
{
    /// <summary>How many are looked for at a time.</summary>
    public int AtOnce { get; init; } = 500;

    /// <returns>How many were charged.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var writtenOff = 0;
        Head? last = null;
        IReadOnlyList<Head> overdue;
        do
        {
            overdue = await FindAsync(last, cancellationToken);
            foreach (var head in overdue)
            {
                writtenOff += await TryWriteOffAsync(head, cancellationToken) ? 1 : 0;
                last = head;
            }
        }
        while (overdue.Count == AtOnce);

        if (writtenOff > 0)
        {
            logger.ReservationsWrittenOff(writtenOff);
        }

        return writtenOff;
    }

    /// <returns>Whether it was still open and is charged now; one that cannot be charged keeps no other waiting.</returns>
    private async Task<bool> TryWriteOffAsync(Head head, CancellationToken cancellationToken)
    {
        try
        {
            return await ledger.WriteOffAsync(new(new(head.TenantId)), head.Id, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.ReservationStuck(head.Id, exception);
            return false;
        }
    }

    private async Task<IReadOnlyList<Head>> FindAsync(Head? after, CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        return await connection.QueryAsync<Head>(
            """
            select id as Id, tenant_id as TenantId, expires_at as ExpiresAt from sys_open_reservations
            where expires_at <= @now and (expires_at > @time or (expires_at = @time and id > @id)) order by expires_at, id limit @AtOnce
            """,
            new { now = time.GetUtcNow().ToUnixTimeMilliseconds(), time = after?.ExpiresAt ?? long.MinValue, id = after?.Id ?? "", AtOnce });
    }

    private sealed record Head(string Id, string TenantId, long ExpiresAt);
}
