namespace Parley.Accounts;

/// <summary>A reservation at the moment it is closed.</summary>
internal sealed record ClosedReservation(
    string Id, string? TurnId, string? SubjectId, string Purpose, string Deployment, string Model, string? TraceId, string? KeyId, long Amount, long Holds, string? Experiment,
    string? Variant);

/// <summary>The statements that end a reservation, inside a transaction of the <see cref="Ledger"/>.</summary>
internal static class Settlement
{
    /// <summary>Outcome of a usage record whose call never reported back.</summary>
    public const string Lost = "lost";

    /// <summary>Closes an open reservation; of several that try at once one wins.</summary>
    /// <returns>Null when it is not open any more.</returns>
    public static async Task<ClosedReservation?> CloseAsync(TenantConnection connection, string id, string state)
    {
        var closed = await connection.QuerySingleOrDefaultAsync<ClosedReservation>(
            """
            update reservations set state = @state where tenant_id = @tenant and id = @id and state = 'open'
            returning id as Id, turn_id as TurnId, subject_id as SubjectId, purpose as Purpose, deployment as Deployment,
                model as Model, trace_id as TraceId, key_id as KeyId, amount as Amount, holds as Holds,
                experiment as Experiment, variant as Variant
            """,
            new { id, state });
        if (closed is not null)
        {
            await connection.ExecuteAsync("delete from sys_open_reservations where id = @id", new { id });
        }

        return closed;
    }

    /// <returns>What lies beyond the reservation.</returns>
    public static async Task<Money> SettleAsync(TenantConnection connection, TimeProvider time, ClosedReservation open, ActualUsage usage)
    {
        var cost = usage.Cost.Micros;
        if (open.Holds > 0)
        {
            await (usage.Outcome == Lost
                ? BudgetHolds.LoseAsync(connection, open.Id, usage.Cost)
                : BudgetHolds.SettleAsync(connection, open.Id, usage.InputTokens + usage.OutputTokens, usage.Cost));
        }

        var (spent, overrun) = Split(cost, open.Amount);
        List<Line> lines = [new(LedgerAccounts.Reserved, -open.Amount), new(LedgerAccounts.Spent, spent)];
        AddUnlessZero(lines, LedgerAccounts.Overrun, overrun);
        AddUnlessZero(lines, LedgerAccounts.Credit, open.Amount - cost);
        var at = await Posting.PostAsync(connection, time, "settle", open.TurnId, lines);
        var record = new Statement(
            """
            insert into usage_records (tenant_id, id, turn_id, trace_id, subject_id, key_id, purpose, deployment, model,
                input_tokens, output_tokens, cached_tokens, latency_ms, cost, estimated, outcome, experiment, variant, at)
            values (@tenant, @Id, @TurnId, @TraceId, @SubjectId, @KeyId, @Purpose, @Deployment, @Model,
                @input, @output, @cached, @latency, @cost, @estimated, @outcome, @Experiment, @Variant, @at)
            """,
            new
            {
                open.Id,
                open.TurnId,
                open.TraceId,
                open.SubjectId,
                open.KeyId,
                open.Purpose,
                open.Deployment,
                open.Model,
                open.Experiment,
                open.Variant,
                input = usage.InputTokens,
                output = usage.OutputTokens,
                cached = usage.CachedTokens,
                latency = (long)usage.Latency.TotalMilliseconds,
                cost,
                estimated = usage.Estimated ? 1L : 0L,
                outcome = usage.Outcome,
                at,
            });
        await connection.ExecuteAllAsync([record, UsageDays.Add(open, new(1, usage, cost, overrun, Adjustment: 0), at)]);
        return new(overrun);
    }

    /// <summary>Replaces the estimate of a call that was given up by what it used in truth.</summary>
    /// <returns>What lies beyond the reservation now; zero when the reservation was settled or released before.</returns>
    public static async Task<Money> CorrectAsync(TenantConnection connection, TimeProvider time, string id, ActualUsage usage)
    {
        var lost = await connection.QuerySingleOrDefaultAsync<ClosedReservation>(
            """
            update reservations set state = 'settled' where tenant_id = @tenant and id = @id and state = 'lost'
            returning id as Id, turn_id as TurnId, subject_id as SubjectId, purpose as Purpose, deployment as Deployment,
                model as Model, trace_id as TraceId, key_id as KeyId, amount as Amount, holds as Holds,
                experiment as Experiment, variant as Variant
            """,
            new { id });
        if (lost is null)
        {
            return Money.Zero;
        }

        var cost = usage.Cost.Micros;
        if (lost.Holds > 0)
        {
            await BudgetHolds.SettleAsync(connection, id, usage.InputTokens + usage.OutputTokens, usage.Cost);
        }

        var (spent, overrun) = Split(cost, lost.Amount);
        List<Line> lines = [new(LedgerAccounts.Spent, spent - lost.Amount)];
        AddUnlessZero(lines, LedgerAccounts.Overrun, overrun);
        lines.Add(new(LedgerAccounts.Credit, lost.Amount - cost));
        var at = await Posting.PostAsync(connection, time, "settle", lost.TurnId, lines);
        var record = new Statement(
            """
            update usage_records set input_tokens = @input, output_tokens = @output, cached_tokens = @cached, latency_ms = @latency,
                cost = @cost, estimated = @estimated, outcome = @outcome
            where tenant_id = @tenant and id = @id
            """,
            new
            {
                id,
                input = usage.InputTokens,
                output = usage.OutputTokens,
                cached = usage.CachedTokens,
                latency = (long)usage.Latency.TotalMilliseconds,
                cost,
                estimated = usage.Estimated ? 1L : 0L,
                outcome = usage.Outcome,
            });
        await connection.ExecuteAllAsync([record, UsageDays.Add(lost, new(0, usage, cost - lost.Amount, overrun, Adjustment: cost - lost.Amount), at)]);
        return new(overrun);
    }

    private static (long Spent, long Overrun) Split(long cost, long reserved) => (Math.Min(cost, reserved), Math.Max(0, cost - reserved));

    private static void AddUnlessZero(List<Line> lines, string account, long amount)
    {
        if (amount != 0)
        {
            lines.Add(new(account, amount));
        }
    }
}
