using Parley.Models;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>What came of the variants of a tenant's experiments, summed up turn by turn, so that it costs the same to read however many there were.</summary>
internal sealed class ExperimentSums(TenantDatabase database)
{
    public static Statement Add(ExperimentArm arm, Outcome outcome, long lane) => new(
        """
        INSERT INTO experiment_sums (tenant_id, experiment, variant, lane, requests, errors, cancelled, reused, failed_attempts, timed, first_token_ms,
            completed, took_ms, input_tokens, output_tokens, cost)
        VALUES (@tenant, @Name, @Variant, @lane, 1, @errors, @cancelled, @reused, @FailedAttempts, @timed, @first, @completed, @took, @InputTokens, @OutputTokens, @Cost)
        ON CONFLICT (tenant_id, experiment, variant, lane) DO UPDATE SET requests = experiment_sums.requests + 1,
            errors = experiment_sums.errors + excluded.errors, cancelled = experiment_sums.cancelled + excluded.cancelled,
            reused = experiment_sums.reused + excluded.reused, failed_attempts = experiment_sums.failed_attempts + excluded.failed_attempts,
            timed = experiment_sums.timed + excluded.timed, first_token_ms = experiment_sums.first_token_ms + excluded.first_token_ms,
            completed = experiment_sums.completed + excluded.completed, took_ms = experiment_sums.took_ms + excluded.took_ms,
            input_tokens = experiment_sums.input_tokens + excluded.input_tokens, output_tokens = experiment_sums.output_tokens + excluded.output_tokens,
            cost = experiment_sums.cost + excluded.cost
        """,
        new
        {
            arm.Name,
            arm.Variant,
            lane,
            errors = One(outcome.IsError),
            cancelled = One(outcome.IsCancelled),
            reused = One(outcome.IsReused),
            outcome.FailedAttempts,
            timed = One(outcome.FirstTokenMs is not null),
            first = outcome.FirstTokenMs ?? 0,
            completed = One(outcome.TookMs is not null),
            took = outcome.TookMs ?? 0,
            outcome.InputTokens,
            outcome.OutputTokens,
            outcome.Cost,
        });

    /// <returns>By the variant's name; what never got a question is not there.</returns>
    public async Task<IReadOnlyDictionary<string, VariantSum>> ReadAsync(TenantScope tenant, string experiment, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<VariantSum>(
            $"""
            SELECT variant AS "Variant", {Sum("requests", "Requests")}, {Sum("errors", "Errors")}, {Sum("cancelled", "Cancelled")}, {Sum("reused", "Reused")},
                {Sum("failed_attempts", "FailedAttempts")}, {Sum("timed", "Timed")}, {Sum("first_token_ms", "FirstTokenMs")}, {Sum("completed", "Completed")},
                {Sum("took_ms", "TookMs")}, {Sum("input_tokens", "InputTokens")}, {Sum("output_tokens", "OutputTokens")}, {Sum("cost", "Cost")}
            FROM experiment_sums WHERE tenant_id = @tenant AND experiment = @experiment GROUP BY variant
            """,
            new { experiment });
        return rows.ToDictionary(row => row.Variant, StringComparer.Ordinal);
    }

    private static string Sum(string column, string name) => $"CAST(sum({column}) AS bigint) AS \"{name}\"";

    private static long One(bool isSo) => isSo ? 1 : 0;
}

/// <summary>What came of one variant so far.</summary>
internal sealed record VariantSum(
    string Variant, long Requests, long Errors, long Cancelled, long Reused, long FailedAttempts, long Timed, long FirstTokenMs, long Completed, long TookMs,
    long InputTokens, long OutputTokens, long Cost)
{
    public static VariantSum None(string variant) => new(variant, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
