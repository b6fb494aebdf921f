using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/ledger/balance — where the tenant's money stands.</summary>
internal static class GetBalance
{
    /// <param name="Spent">Cost of all calls, what went beyond reservations included.</param>
    public sealed record Answer(IReadOnlyList<AccountBalance> Accounts, Money Spent, Money Reserved);

    public sealed record AccountBalance(string Account, Money Balance);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/ledger/balance", HandleAsync).WithSummary("The ledger's balances").Allow(Scopes.UsageRead, Role.Admin);

    internal static async Task<Ok<Answer>> HandleAsync(TenantScope tenant, TenantDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            "select account as Account, balance as Balance from ledger_balances where tenant_id = @tenant order by account");
        var of = rows.ToDictionary(row => row.Account, row => new Money(row.Balance), StringComparer.Ordinal);
        return TypedResults.Ok(new Answer(
            [.. rows.Select(row => new AccountBalance(row.Account, new(row.Balance)))],
            of.GetValueOrDefault(LedgerAccounts.Spent) + of.GetValueOrDefault(LedgerAccounts.Overrun),
            of.GetValueOrDefault(LedgerAccounts.Reserved)));
    }

    private sealed record Row(string Account, long Balance);
}
