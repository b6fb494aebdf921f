namespace Parley.Accounts;

/// <summary>The accounts of a tenant's ledger.</summary>
internal static class LedgerAccounts
{
    /// <summary>What the tenant may spend: grants come in, costs go out. Without grants it stands below zero by what was spent.</summary>
    public const string Credit = "credit";

    /// <summary>Set aside for calls under way.</summary>
    public const string Reserved = "reserved";

    /// <summary>Cost of calls, as far as it had been reserved.</summary>
    public const string Spent = "spent";

    /// <summary>Cost of calls beyond what had been reserved; anything here is an alarm.</summary>
    public const string Overrun = "overrun";
}

/// <summary>One line of a transaction.</summary>
internal readonly record struct Line(string Account, long Amount);

/// <summary>Writes transactions of the double-entry ledger: their lines sum to zero, and the balances move with them.</summary>
internal static class Posting
{
    private static readonly string[] EntryNames = ["id", "transaction", "account", "amount", "kind", "turn", "at"];
    private static readonly string[] BalanceNames = ["account", "amount"];

    /// <returns>The moment that the entries carry, in Unix milliseconds.</returns>
    public static async Task<long> PostAsync(
        TenantConnection connection, TimeProvider time, string kind, string? turn, IReadOnlyList<Line> lines)
    {
        if (lines.Sum(line => line.Amount) != 0)
        {
            throw new InvalidOperationException($"A ledger transaction of kind {kind} does not sum to zero.");
        }

        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        var transaction = Id<LedgerIds.Transaction>.New(time).Value;
        await connection.ExecuteManyAsync(
            """
            insert into ledger_entries (tenant_id, id, transaction_id, account, amount, kind, turn_id, at)
            values (@tenant, @id, @transaction, @account, @amount, @kind, @turn, @at)
            """,
            EntryNames,
            [.. lines.Select(line => new object?[] { Id<LedgerIds.Entry>.New(time).Value, transaction, line.Account, line.Amount, kind, turn, at })]);

        // Lines of zero move no balance, so free calls contend for no row; one order for all, so that no two wait for each other.
        var moving = lines.Where(line => line.Amount != 0).OrderBy(line => line.Account, StringComparer.Ordinal)
            .Select(line => new object?[] { line.Account, line.Amount }).ToArray();
        if (moving.Length > 0)
        {
            await connection.ExecuteManyAsync(
                """
                insert into ledger_balances (tenant_id, account, balance) values (@tenant, @account, @amount)
                on conflict (tenant_id, account) do update set balance = ledger_balances.balance + excluded.balance
                """,
                BalanceNames,
                moving);
        }

        return at;
    }
}
