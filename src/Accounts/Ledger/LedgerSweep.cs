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
        bool more;
        do
        {
            var overdue = await FindAsync(cancellationToken);
            var done = 0;
            foreach (var head in overdue)
            {
                if (await TryWriteOffAsync(head, cancellationToken) is { } was)
                {
                    done++;
                    writtenOff += was ? 1 : 0;
                }
            }

            more = overdue.Count == AtOnce && done > 0;
        }
        while (more);

        if (writtenOff > 0)
        {
            logger.ReservationsWrittenOff(writtenOff);
        }

        return writtenOff;
    }

    /// <returns>Whether it was still open; null when it cannot be charged, which must keep no other waiting.</returns>
    private async Task<bool?> TryWriteOffAsync(Head head, CancellationToken cancellationToken)
    {
        try
        {
            return await ledger.WriteOffAsync(new(new(head.TenantId)), head.Id, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.ReservationStuck(head.Id, exception);
            return null;
        }
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
