using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/usage — what the tenant's calls of models used, summed up by day, model, user or another part.</summary>
internal static class GetUsage
{
    private const int MostDays = 400;
    private const int MostGroups = 1_000;
    private const long DayMs = 86_400_000;

    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal)
    {
        ["day"] = "u.at / 86400000",
        ["model"] = "u.model",
        ["deployment"] = "u.deployment",
        ["purpose"] = "u.purpose",
        ["outcome"] = "u.outcome",
        ["user"] = "coalesce(p.id, u.subject_id, '')",
        ["key"] = "coalesce(u.key_id, '')",
    };

    /// <param name="Group">A day such as <c>2026-01-31</c>, or a name or id; empty for calls without one.</param>
    /// <param name="Calls">Calls of models; a turn may make several.</param>
    public sealed record Sum(
        string Group, long Calls, long Turns, long InputTokens, long OutputTokens, long CachedTokens, Money Cost, long Estimated);

    /// <param name="Total">Of all groups, also of those that are left out.</param>
    public sealed record Answer(DateTimeOffset From, DateTimeOffset To, string GroupBy, IReadOnlyList<Sum> Data, Sum Total, string? NextCursor);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/usage", HandleAsync).WithSummary("Sum up what was used").Allow(Scopes.UsageRead, Role.Admin);

    /// <param name="from">The first moment; by default thirty days before the end.</param>
    /// <param name="to">The moment after the last; by default now.</param>
    /// <param name="groupBy"><c>day model deployment purpose outcome user key</c>; by default <c>day</c>.</param>
    internal static async Task<Ok<Answer>> HandleAsync(
        DateTimeOffset? from, DateTimeOffset? to, [FromQuery(Name = "group_by")] string? groupBy, TenantScope tenant, TenantDatabase database,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var by = groupBy ?? "day";
        if (!Groups.TryGetValue(by, out var expression))
        {
            throw new RefusedException(Refusal.Invalid("group_by", $"Usage is summed up by one of {string.Join(", ", Groups.Keys)}."));
        }

        var end = to?.ToUniversalTime() ?? time.GetUtcNow().AddMilliseconds(1);
        var start = from?.ToUniversalTime() ?? (end > DateTimeOffset.MinValue.AddDays(30) ? end.AddDays(-30) : DateTimeOffset.MinValue);
        if (start >= end || end - start > TimeSpan.FromDays(MostDays))
        {
            throw new RefusedException(Refusal.Invalid("from", $"The time from the first to the last moment must be above zero and at most {MostDays} days."));
        }

        var args = new { start = start.ToUnixTimeMilliseconds(), end = end.ToUnixTimeMilliseconds() };
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<Row>(Statement($"cast({expression} as text)", $"group by {expression} order by {(by == "day" ? 1 : 7)} desc limit {MostGroups}"), args);
        var total = (await connection.QueryAsync<Row>(Statement("''", ""), args))[0];
        return TypedResults.Ok(new Answer(start, end, by, [.. rows.Select(row => row.ToSum(by == "day"))], total.ToSum(isDay: false), null));
    }

    private static string Statement(string group, string rest) =>
        $"""
        select {group} as Part, count(*) as Calls, count(distinct u.turn_id) as Turns, cast(coalesce(sum(u.input_tokens), 0) as bigint) as InputTokens,
            cast(coalesce(sum(u.output_tokens), 0) as bigint) as OutputTokens, cast(coalesce(sum(u.cached_tokens), 0) as bigint) as CachedTokens,
            cast(coalesce(sum(u.cost), 0) as bigint) as Cost, cast(coalesce(sum(u.estimated), 0) as bigint) as Estimated
        from usage_records u left join users p on p.tenant_id = u.tenant_id and p.subject_id = u.subject_id
        where u.tenant_id = @tenant and u.at >= @start and u.at < @end
        {rest}
        """;

    private sealed record Row(
        string Part, long Calls, long Turns, long InputTokens, long OutputTokens, long CachedTokens, long Cost, long Estimated)
    {
        public Sum ToSum(bool isDay) => new(
            isDay ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(Part, System.Globalization.CultureInfo.InvariantCulture) * DayMs).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : Part,
            Calls, Turns, InputTokens, OutputTokens, CachedTokens, new(Cost), Estimated);
    }
}
