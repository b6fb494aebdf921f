using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/ledger/entries — the lines of the tenant's ledger, newest first.</summary>
internal static class ListEntries
{
    public sealed record Entry(
        string Id, string TransactionId, string Account, Money Amount, string Kind, string? TurnId, DateTimeOffset At);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/ledger/entries", HandleAsync).WithSummary("The ledger's entries").Allow(Scopes.UsageRead, Role.Admin);

    internal static async Task<Ok<Listed<Entry>>> HandleAsync(
        [FromQuery(Name = "turn_id")] string? turn, int? limit, string? cursor, TenantScope tenant, TenantDatabase database, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(limit, cursor);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            $"""
            select id as Id, transaction_id as TransactionId, account as Account, amount as Amount, kind as Kind, turn_id as TurnId, at as At
            from ledger_entries where tenant_id = @tenant {paging.AndBelow()} {(turn is null ? "" : "and turn_id = @turn")}
            order by id desc limit @limit
            """,
            new { paging.Before, turn, limit = paging.Limit + 1 });
        return TypedResults.Ok(paging.Page(
            rows,
            row => row.Id,
            row => new Entry(
                row.Id, row.TransactionId, row.Account, new(row.Amount), row.Kind, row.TurnId, DateTimeOffset.FromUnixTimeMilliseconds(row.At))));
    }

    private sealed record Row(string Id, string TransactionId, string Account, long Amount, string Kind, string? TurnId, long At);
}
