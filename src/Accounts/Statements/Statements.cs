namespace Parley.Accounts;

/// <summary>What the calls of one purpose to one model of a deployment used and cost in a month.</summary>
/// <param name="Cost">All that was charged in the month, overrun and adjustments included.</param>
/// <param name="Overrun">The part of the cost beyond what had been reserved.</param>
/// <param name="Adjustments">The part that puts estimates of lost calls right; below zero where they were too high.</param>
public sealed record StatementLine(
    string Deployment, string Model, string Purpose, long Calls, long InputTokens, long OutputTokens, long CachedTokens, Money Cost, Money Overrun,
    Money Adjustments);

/// <summary>The sums of a statement's lines.</summary>
public sealed record StatementTotal(
    long Calls, long InputTokens, long OutputTokens, long CachedTokens, Money Cost, Money Overrun, Money Adjustments);

/// <summary>What a tenant is charged for a month.</summary>
/// <param name="Month">Such as <c>2026-01</c>, of the UTC calendar.</param>
/// <param name="Closed">True when the month is over and nothing of the statement changes any more.</param>
public sealed record MonthlyStatement(string Month, string TenantId, bool Closed, IReadOnlyList<StatementLine> Lines, StatementTotal Total);

/// <summary>Reads statements from the daily sums of usage.</summary>
internal sealed class Statements(TenantDatabase database, TimeProvider time)
{
    /// <summary>How long after the month's end a charge of its last moment may still be on its way, or another node's clock behind.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    public async Task<MonthlyStatement> ReadAsync(TenantScope tenant, Month month, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            """
            select deployment as Deployment, model as Model, purpose as Purpose, cast(sum(calls) as bigint) as Calls,
                cast(sum(input_tokens) as bigint) as InputTokens, cast(sum(output_tokens) as bigint) as OutputTokens,
                cast(sum(cached_tokens) as bigint) as CachedTokens, cast(sum(cost) as bigint) as Cost, cast(sum(overrun) as bigint) as Overrun,
                cast(sum(adjustments) as bigint) as Adjustments
            from usage_days where tenant_id = @tenant and day >= @first and day < @after
            group by deployment, model, purpose
            """,
            new { first = DayOf(month.Start), after = DayOf(month.End) });
        return new(
            month.ToString(),
            tenant.Id.Value,
            month.End + Settling <= time.GetUtcNow(),
            [.. rows.OrderBy(row => row.Deployment, StringComparer.Ordinal).ThenBy(row => row.Model, StringComparer.Ordinal)
                .ThenBy(row => row.Purpose, StringComparer.Ordinal).Select(row => row.ToLine())],
            new(
                rows.Sum(row => row.Calls), rows.Sum(row => row.InputTokens), rows.Sum(row => row.OutputTokens), rows.Sum(row => row.CachedTokens),
                new(rows.Sum(row => row.Cost)), new(rows.Sum(row => row.Overrun)), new(rows.Sum(row => row.Adjustments))));
    }

    private static long DayOf(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / UsageDays.DayMs;

    private sealed record Row(
        string Deployment, string Model, string Purpose, long Calls, long InputTokens, long OutputTokens, long CachedTokens, long Cost, long Overrun,
        long Adjustments)
    {
        public StatementLine ToLine() => new(
            Deployment, Model, Purpose, Calls, InputTokens, OutputTokens, CachedTokens, new(Cost), new(Overrun), new(Adjustments));
    }
}
