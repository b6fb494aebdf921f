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
    public sealed record AuditEvent(
        string Id, DateTimeOffset At, ActorView Actor, string Action, string? Target, IReadOnlyDictionary<string, string> Detail, string? Origin,
        string? TraceId);

    public sealed record ActorView(string Kind, string? Id);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/audit", HandleAsync).WithSummary("List the audit trail").Allow(Scopes.UsersAdmin, Role.Admin);

    /// <param name="action">An action, or the first part of several: <c>user.signed_in</c>, <c>user</c>.</param>
    /// <param name="actor">The id of a user or key.</param>
    /// <param name="target">The id of what something was done to.</param>
    internal static async Task<Ok<Listed<AuditEvent>>> HandleAsync(
        int? limit, string? cursor, string? action, string? actor, string? target, TenantScope tenant, Actor reader, TenantDatabase database,
        AuditTrail audit, CancellationToken cancellationToken)
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
                order by id desc limit @limit
                """,
                new { paging.Before, action, first = $"{action}.", actor, target, limit = paging.Limit + 1 });
        }

        await audit.RecordAsync(
            tenant, reader, AuditActions.AuditRead, detail: [("action", action), ("actor", actor), ("target", target)],
            cancellationToken: cancellationToken);
        return TypedResults.Ok(paging.Page(rows, row => row.Id, View));
    }

    private static void CheckFilter(string field, string? value)
    {
        if (value is not null && (value.Length is 0 or > LongestFilter || value.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '.' or '-'))))
        {
            throw new RefusedException(Refusal.Invalid(field, $"Give 1 to {LongestFilter} letters, digits, '_', '-' and '.', or leave it out."));
        }
    }

    private static AuditEvent View(Row row) => new(
        row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.At), new(row.ActorKind, row.ActorId), row.Action, row.Target,
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.Detail) ?? [], row.Origin, row.TraceId);

    private sealed record Row(
        string Id, long At, string ActorKind, string? ActorId, string Action, string? Target, string Detail, string? Origin, string? TraceId);
}
