using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/letters — letters that wait to be sent, and those that could not be sent in the last 30 days.</summary>
internal static class ListLetters
{
    /// <param name="Kind"><c>invitation password_reset</c>.</param>
    /// <param name="Target">The user who is written to, or the invitation.</param>
    /// <param name="State"><c>waiting failed</c>.</param>
    /// <param name="Reason">Why the last attempt failed; null before one did.</param>
    /// <param name="ExpiresAt">When its link lapses; it is sent until then.</param>
    public sealed record LetterView(
        string Id, string Kind, string Target, string State, long Attempts, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
        DateTimeOffset? FailedAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/letters", HandleAsync).WithSummary("List letters that are not sent").Allow(Scopes.UsersAdmin, Role.Admin);

    internal static async Task<Ok<Listed<LetterView>>> HandleAsync(
        int? limit, string? cursor, TenantScope tenant, Outbox outbox, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(limit, cursor);
        return TypedResults.Ok(paging.Page(await outbox.ListAsync(tenant, paging, cancellationToken), letter => letter.Id, View));
    }

    private static LetterView View(LetterRow row) => new(
        row.Id, row.Kind, row.Target, row.FailedAt is null ? "waiting" : "failed", row.Attempts, row.Reason,
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt),
        row.FailedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
}
