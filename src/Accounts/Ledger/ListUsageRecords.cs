using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/usage/records — one record per attempt to call a model, newest first.</summary>
internal static class ListUsageRecords
{
    /// <param name="Estimated">True when the provider reported no usage.</param>
    /// <param name="Experiment">What the answer was part of; null for none.</param>
    public sealed record Usage(
        string Id, string? TurnId, string? TraceId, string? Subject, string Purpose, string Deployment, string Model,
        long InputTokens, long OutputTokens, long CachedTokens, long LatencyMs, Money Cost, bool Estimated, string Outcome,
        string? Experiment, string? Variant, DateTimeOffset At);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/usage/records", HandleAsync).WithSummary("What each model call used").Allow(Scopes.UsageRead, Role.Admin);

    internal static async Task<Ok<Listed<Usage>>> HandleAsync(
        [FromQuery(Name = "turn_id")] string? turn, int? limit, string? cursor, TenantScope tenant, TenantDatabase database, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(limit, cursor);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            $"""
            select id as Id, turn_id as TurnId, trace_id as TraceId, subject_id as SubjectId, purpose as Purpose, deployment as Deployment,
                model as Model, input_tokens as InputTokens, output_tokens as OutputTokens, cached_tokens as CachedTokens,
                latency_ms as LatencyMs, cost as Cost, estimated as Estimated, outcome as Outcome,
                experiment as Experiment, variant as Variant, at as At
            from usage_records where tenant_id = @tenant {paging.AndBelow()} {(turn is null ? "" : "and turn_id = @turn")}
            order by id desc limit @limit
            """,
            new { paging.Before, turn, limit = paging.Limit + 1 });
        return TypedResults.Ok(paging.Page(rows, row => row.Id, View));
    }

    private static Usage View(Row row) => new(
        row.Id, row.TurnId, row.TraceId, row.SubjectId, row.Purpose, row.Deployment, row.Model, row.InputTokens, row.OutputTokens,
        row.CachedTokens, row.LatencyMs, new(row.Cost), row.Estimated, row.Outcome, row.Experiment, row.Variant,
        DateTimeOffset.FromUnixTimeMilliseconds(row.At));

    private sealed record Row(
        string Id, string? TurnId, string? TraceId, string? SubjectId, string Purpose, string Deployment, string Model,
        long InputTokens, long OutputTokens, long CachedTokens, long LatencyMs, long Cost, bool Estimated, string Outcome,
        string? Experiment, string? Variant, long At);
}
