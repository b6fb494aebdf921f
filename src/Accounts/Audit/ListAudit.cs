using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/audit — what was done in the tenant, newest first. To read it is itself told.</summary>
internal static class ListAudit
{
    private const int LongestFilter = 80;

    /// <param name="Detail">Names and values as text.</param>
    /// <param name="Names">What the people, groups and keys whose ids stand in the event are called now, by id; whoever is gone has none.</param>
    public sealed record AuditEvent(
        string Id, DateTimeOffset At, ActorView Actor, string Action, string? Target, IReadOnlyDictionary<string, string> Detail,
        IReadOnlyDictionary<string, string> Names, string? Origin, string? TraceId);

    public sealed record ActorView(string Kind, string? Id);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/audit", HandleAsync).WithSummary("List the audit trail").Allow(Scopes.UsersAdmin, Role.Admin);

    /// <param name="action">An action, or the first part of several: <c>user.signed_in</c>, <c>user</c>.</param>
    /// <param name="actor">The id of a user or key.</param>
    /// <param name="target">The id of what something was done to.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The moment after the last.</param>
    internal static async Task<Ok<Listed<AuditEvent>>> HandleAsync(
        int? limit, string? cursor, string? action, string? actor, string? target, DateTimeOffset? from, DateTimeOffset? to, TenantScope tenant,
        Actor reader, TenantDatabase database, AuditTrail audit, AuditNames names, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(limit, cursor);
        CheckFilter("action", action);
        CheckFilter("actor", actor);
        CheckFilter("target", target);
        IReadOnlyList<Row> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<Row>(
                $"""
                select id as Id, at as At, actor_kind as ActorKind, actor_id as ActorId, action as Action, target as Target, detail as Detail,
                    origin as Origin, trace_id as TraceId
                from audit_events where tenant_id = @tenant {paging.AndBelow()}
                    {(action is null ? "" : "and (action = @action or substr(action, 1, length(@first)) = @first)")}
                    {(actor is null ? "" : "and actor_id = @actor")}
                    {(target is null ? "" : "and target = @target")}
                    {(from is null ? "" : "and at >= @start")}
                    {(to is null ? "" : "and at < @end")}
                order by id desc limit @limit
                """,
                new
                {
                    paging.Before,
                    action,
                    first = $"{action}.",
                    actor,
                    target,
                    start = from?.ToUnixTimeMilliseconds(),
                    end = to?.ToUnixTimeMilliseconds(),
                    limit = paging.Limit + 1,
                });
        }

        var page = paging.Page(rows, row => row.Id, row => (Row: row, Detail: JsonSerializer.Deserialize<Dictionary<string, string>>(row.Detail) ?? []));
        var called = await names.FindAsync(tenant, page.Data.SelectMany(item => IdsOf(item.Row, item.Detail)), cancellationToken);
        await audit.RecordAsync(
            tenant, reader, AuditActions.AuditRead,
            detail: [("action", action), ("actor", actor), ("target", target), ("from", from?.ToString("O")), ("to", to?.ToString("O"))],
            cancellationToken: cancellationToken);
        return TypedResults.Ok(new Listed<AuditEvent>([.. page.Data.Select(item => View(item.Row, item.Detail, called))], page.NextCursor));
    }

    private static void CheckFilter(string field, string? value)
    {
        if (value is not null && (value.Length is 0 or > LongestFilter || value.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '.' or '-'))))
        {
            throw new RefusedException(Refusal.Invalid(field, $"Give 1 to {LongestFilter} letters, digits, '_', '-' and '.', or leave it out."));
        }
    }

    private static AuditEvent View(Row row, Dictionary<string, string> detail, IReadOnlyDictionary<string, string> names) => new(
        row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.At), new(row.ActorKind, row.ActorId), row.Action, row.Target, detail,
        IdsOf(row, detail).Where(names.ContainsKey).Distinct(StringComparer.Ordinal).ToDictionary(id => id, id => names[id], StringComparer.Ordinal),
        row.Origin, row.TraceId);

    private static IEnumerable<string> IdsOf(Row row, Dictionary<string, string> detail) =>
        ((string?[])[row.ActorId, row.Target, .. detail.Values]).OfType<string>();

    private sealed record Row(
        string Id, long At, string ActorKind, string? ActorId, string Action, string? Target, string Detail, string? Origin, string? TraceId);
}
