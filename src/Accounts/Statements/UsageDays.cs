namespace Parley.Accounts;

/// <summary>What a transaction of the ledger adds to a day's sums.</summary>
/// <param name="Calls">One for a call that is charged, none for one whose estimate is put right.</param>
/// <param name="Cost">What is charged now; below zero where an estimate was too high.</param>
/// <param name="Overrun">The part of it beyond what was reserved.</param>
/// <param name="Adjustment">The part of it that puts an estimate right.</param>
internal sealed record Charged(long Calls, ActualUsage Usage, long Cost, long Overrun, long Adjustment);

/// <summary>
/// The sums of usage by UTC day, kept in the transactions that charge it: a month of them is what the ledger moved in that month, to the
/// millionth, and costs the same to read however many calls it had.
/// </summary>
internal static class UsageDays
{
    public const long DayMs = 86_400_000;

    // Calls that cost nothing touch no balance. These rows should not become what they all wait for.
    private const int Lanes = 8;

    /// <param name="at">When the ledger charged it, in Unix milliseconds.</param>
    public static Statement Add(ClosedReservation call, Charged charged, long at) => new(
        """
        insert into usage_days (tenant_id, day, deployment, model, purpose, lane, calls, input_tokens, output_tokens, cached_tokens, cost, overrun,
            adjustments)
        values (@tenant, @day, @Deployment, @Model, @Purpose, @lane, @Calls, @input, @output, @cached, @Cost, @Overrun, @Adjustment)
        on conflict (tenant_id, day, deployment, model, purpose, lane) do update set calls = usage_days.calls + excluded.calls,
            input_tokens = usage_days.input_tokens + excluded.input_tokens, output_tokens = usage_days.output_tokens + excluded.output_tokens,
            cached_tokens = usage_days.cached_tokens + excluded.cached_tokens, cost = usage_days.cost + excluded.cost,
            overrun = usage_days.overrun + excluded.overrun, adjustments = usage_days.adjustments + excluded.adjustments
        """,
        new
        {
            day = at / DayMs,
            call.Deployment,
            call.Model,
            call.Purpose,
            lane = (long)(call.Id[^1] % Lanes),
            charged.Calls,
            input = charged.Usage.InputTokens,
            output = charged.Usage.OutputTokens,
            cached = charged.Usage.CachedTokens,
            charged.Cost,
            charged.Overrun,
            charged.Adjustment,
        });
}
