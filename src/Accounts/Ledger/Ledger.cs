using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Parley.Accounts;

/// <summary>
/// The money of a tenant, in double entry. Every model call reserves its worst case first and settles on what it used; every
/// transaction sums to zero, whatever runs at the same time and wherever the process dies.
/// </summary>
public sealed class Ledger(TenantDatabase database, AuditTrail audit, TimeProvider time, ILogger<Ledger> logger)
{
    /// <summary>Whether what is asked for first is written first, so that a reservation finds every settlement before it although nobody waited for that.</summary>
    public bool KeepsOrder => !database.IsShared;

    /// <summary>
    /// Sets the worst case of a call aside, in the ledger and in the budgets that it falls under. Where a budget does not hold it and the
    /// answer may be shorter, the reservation is that of the longest answer that fits. Durable when it returns.
    /// </summary>
    /// <exception cref="RefusedException">429 <c>budget_exceeded</c>: it does not fit into a budget. Nothing is set aside.</exception>
    public async Task<Reservation> ReserveAsync(
        TenantScope tenant, ReservationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.WorstCase.Micros);
        var id = Id<LedgerIds.Usage>.New(time);
        var trace = Activity.Current?.TraceId.ToHexString();
        try
        {
            var held = await database.WriteAsync(
                tenant, connection => ReserveAsync(connection, id.Value, request, trace), Durability.Full, cancellationToken);
            return new(id, tenant, held);
        }
        catch (RefusedException)
        {
            LedgerMetrics.CallRefused();
            throw;
        }
    }

    /// <summary>
    /// Turns a reservation into cost and writes its usage record. A second call changes nothing. What exceeds the reservation goes
    /// to the account <c>overrun</c> with a warning; a call that the sweep had given up is corrected.
    /// </summary>
    /// <param name="withNext">Whether it may share the transaction of what is written next: until then the call is as one under way.</param>
    public async Task SettleAsync(
        Reservation reservation, ActualUsage usage, bool withNext = false, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(usage.Cost.Micros);
        var overrun = await database.WriteAsync(
            reservation.Tenant,
            async connection => await Settlement.CloseAsync(connection, reservation.Id.Value, "settled") is { } open
                ? await Settlement.SettleAsync(connection, time, open, usage)
                : await Settlement.CorrectAsync(connection, time, reservation.Id.Value, usage),
            withNext ? Durability.FullWithNext : Durability.Full,
            cancellationToken);
        if (overrun > Money.Zero)
        {
            logger.CostBeyondReservation(reservation.Id.Value, reservation.Request.Deployment, usage.Cost, overrun);
        }
    }

    /// <summary>Gives a reservation back whose call was never made. A second call, or one after the settlement, changes nothing.</summary>
    public Task ReleaseAsync(Reservation reservation, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            reservation.Tenant,
            async connection =>
            {
                if (await Settlement.CloseAsync(connection, reservation.Id.Value, "released") is { } open)
                {
                    if (open.Holds > 0)
                    {
                        await BudgetHolds.SettleAsync(connection, open.Id, 0, Money.Zero);
                    }

                    await Posting.PostAsync(
                        connection, time, "release", open.TurnId,
                        [new(LedgerAccounts.Reserved, -open.Amount), new(LedgerAccounts.Credit, open.Amount)]);
                }
            },
            Durability.Full,
            cancellationToken);

    /// <summary>Charges a reservation that nobody ended in time, as an estimate.</summary>
    /// <returns>False when it was ended meanwhile.</returns>
    internal Task<bool> WriteOffAsync(TenantScope tenant, string id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await Settlement.CloseAsync(connection, id, "lost") is not { } open)
                {
                    await connection.ExecuteAsync("delete from sys_open_reservations where id = @id", new { id });
                    return false;
                }

                await Settlement.SettleAsync(
                    connection, time, open, new() { Cost = new(open.Amount), Estimated = true, Outcome = Settlement.Lost });
                return true;
            },
            Durability.Full,
            cancellationToken);

    private async Task<ReservationRequest> ReserveAsync(TenantConnection connection, string id, ReservationRequest asked, string? trace)
    {
        var (request, holds) = await BudgetHolds.ReserveAsync(connection, audit, id, asked);
        var now = time.GetUtcNow();
        var row = new
        {
            id,
            turn = request.Turn?.Value,
            subject = request.Subject?.Value,
            key = request.Key?.Value,
            purpose = request.Purpose,
            deployment = request.Deployment,
            model = request.Model,
            trace,
            request.Experiment,
            request.Variant,
            amount = request.WorstCase.Micros,
            holds,
            now = now.ToUnixTimeMilliseconds(),
            expires = (now + request.Lifetime).ToUnixTimeMilliseconds(),
        };

        // The column if_lost must have a value: nodes of the release before read it as what a lost call is charged.
        await connection.ExecuteAsync(
            """
            insert into reservations (tenant_id, id, turn_id, subject_id, key_id, purpose, deployment, model, trace_id, experiment, variant,
                amount, if_lost, state, holds, created_at, expires_at)
            values (@tenant, @id, @turn, @subject, @key, @purpose, @deployment, @model, @trace, @Experiment, @Variant, @amount, @amount, 'open', @holds, @now, @expires)
            """,
            row);
        await connection.ExecuteAsync(
            "insert into sys_open_reservations (id, tenant_id, expires_at) values (@id, @tenant, @expires)", new { row.id, row.expires });
        await Posting.PostAsync(
            connection, time, "reserve", row.turn,
            [new(LedgerAccounts.Credit, -row.amount), new(LedgerAccounts.Reserved, row.amount)]);
        return request;
    }
}
