using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Parley.Safety;

/// <summary>What a guard found in a turn, without a word of it.</summary>
/// <param name="Times">How often in that turn.</param>
public sealed record FoundView(string Id, DateTimeOffset At, string? TurnId, string Guard, string Kind, string Action, string Source, double Score, long Times);

/// <summary>How much of one kind was found on one day.</summary>
/// <param name="Day">By UTC, such as 2026-01-31.</param>
public sealed record FoundOnDay(string Day, string Guard, string Kind, string Action, long Times);

/// <summary>GET /v1/findings and GET /v1/findings/days — what guards found, one after the other and counted.</summary>
internal static class FindingRoutes
{
    private const long DayMs = 86_400_000;
    private const int MostCounts = 10_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/findings", ListAsync).WithSummary("List what guards found").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapGet("/findings/days", DaysAsync).WithSummary("Count what guards found by day").Allow(Scopes.SafetyAdmin, Role.Admin);
    }

    /// <param name="from">The first moment; left out, as far back as findings are kept.</param>
    /// <param name="to">The moment after the last.</param>
    internal static async Task<Ok<SafetyPage<FoundView>>> ListAsync(
        int? limit, string? cursor, DateTimeOffset? from, DateTimeOffset? to, string? guard, string? kind, string? action, string? source, TenantScope tenant,
        TenantDatabase database, IOptions<FindingOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var paging = SafetyPaging.Read(limit, cursor);
        var (start, end) = Bounds(from, to, options, time);
        var sql =
            $"""
            select id as Id, at as At, turn_id as TurnId, guard as Guard, kind as Kind, action as Action, source as Source, score as Score, times as Times
            from guard_findings where tenant_id = @tenant and at >= @start and at < @end {paging.AndBelow} {Filters(guard, kind, action, source)}
            order by id desc limit @most
            """;
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<Row>(sql, new { paging.Before, start, end, guard, kind, action, source, most = paging.Limit + 1 });
        return TypedResults.Ok(paging.Page(rows, row => row.Id, row => new FoundView(
            row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.TurnId, row.Guard, row.Kind, row.Action, row.Source, row.Score / 1_000d, row.Times)));
    }

    internal static async Task<Ok<SafetyPage<FoundOnDay>>> DaysAsync(
        DateTimeOffset? from, DateTimeOffset? to, string? guard, string? kind, string? action, string? source, TenantScope tenant,
        TenantDatabase database, IOptions<FindingOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var (start, end) = Bounds(from, to, options, time);
        var sql =
            $"""
            select at / {DayMs} as Day, guard as Guard, kind as Kind, action as Action, cast(sum(times) as bigint) as Times
            from guard_findings where tenant_id = @tenant and at >= @start and at < @end {Filters(guard, kind, action, source)}
            group by at / {DayMs}, guard, kind, action order by 1 desc, 5 desc, 2, 3, 4 limit {MostCounts}
            """;
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<DayRow>(sql, new { start, end, guard, kind, action, source });
        return TypedResults.Ok(new SafetyPage<FoundOnDay>(
            [.. rows.Select(row => new FoundOnDay($"{DateTimeOffset.FromUnixTimeMilliseconds(row.Day * DayMs):yyyy-MM-dd}", row.Guard, row.Kind, row.Action, row.Times))], null));
    }

    private static string Filters(string? guard, string? kind, string? action, string? source) =>
        $"{SafetyPaging.And("guard", guard)} {SafetyPaging.And("kind", kind)} {SafetyPaging.And("action", action)} {SafetyPaging.And("source", source)}";

    // What is too old is not told, also where nothing was found since that would have taken it away.
    private static (long Start, long End) Bounds(DateTimeOffset? from, DateTimeOffset? to, IOptions<FindingOptions> options, TimeProvider time)
    {
        if (from >= to)
        {
            throw PolicyRules.Invalid("to", "It must lie after from.");
        }

        var oldest = time.GetUtcNow().AddDays(-options.Value.KeptDays).ToUnixTimeMilliseconds();
        return (Math.Max(from?.ToUnixTimeMilliseconds() ?? oldest, oldest), to?.ToUnixTimeMilliseconds() ?? long.MaxValue);
    }

    private sealed record Row(string Id, long At, string? TurnId, string Guard, string Kind, string Action, string Source, long Score, long Times);

    private sealed record DayRow(long Day, string Guard, string Kind, string Action, long Times);
}
