using Parley.Kernel;

namespace Parley.Accounts.Tests.Statements;

/// <summary>What is always true of a tenant's money, looked up in one snapshot of the tables themselves.</summary>
internal static class BooksCheck
{
    private static readonly (string Rule, string Sql)[] Rules =
    [
        ("a budget holds more than its limit, or less than nothing",
            """
            select c.counter from budget_counters c join budgets b on b.tenant_id = @tenant and (c.counter = b.id or substr(c.counter, 1, length(b.id) + 1) = b.id || '/')
            where c.tenant_id = @tenant and (c.spent + c.reserved > b.amount or c.spent < 0 or c.reserved < 0)
            """),
        ("a transaction does not sum to zero",
            "select transaction_id from ledger_entries where tenant_id = @tenant group by transaction_id having sum(amount) <> 0"),
        ("a balance is not the sum of its entries",
            """
            select account from (
                select account, amount from ledger_entries where tenant_id = @tenant
                union all select account, -balance from ledger_balances where tenant_id = @tenant) as parts
            group by account having sum(amount) <> 0
            """),
        ("the account reserved is not what open reservations hold",
            """
            select account from (
                select 'reserved' as account, amount from reservations where tenant_id = @tenant and state = 'open'
                union all select account, -balance from ledger_balances where tenant_id = @tenant and account = 'reserved') as parts
            group by account having sum(amount) <> 0
            """),
        ("the sweep does not know an open reservation, or knows one that is not open",
            """
            select id from (
                select id from reservations where tenant_id = @tenant and state = 'open'
                union all select id from sys_open_reservations where tenant_id = @tenant) as parts
            group by id having count(*) <> 2
            """),
        ("a reservation ended more than once, or is ended and does not say so",
            """
            select r.id from reservations r left join ledger_entries e
                on e.tenant_id = @tenant and e.turn_id = r.turn_id and e.account = 'reserved' and e.kind <> 'reserve'
            where r.tenant_id = @tenant
            group by r.id, r.state having count(e.id) <> case when r.state = 'open' then 0 else 1 end
            """),
        ("a charged call has no usage record, or one that is not charged has",
            """
            select id from (
                select id from reservations where tenant_id = @tenant and state in ('settled', 'lost')
                union all select id from usage_records where tenant_id = @tenant) as parts
            group by id having count(*) <> 2
            """),
        ("the sums by day are not those of the records",
            """
            select purpose from (
                select deployment, model, purpose, 1 as calls, input_tokens, output_tokens, cached_tokens, cost from usage_records where tenant_id = @tenant
                union all select deployment, model, purpose, -calls, -input_tokens, -output_tokens, -cached_tokens, -cost
                    from usage_days where tenant_id = @tenant) as parts
            group by deployment, model, purpose
            having sum(calls) <> 0 or sum(input_tokens) <> 0 or sum(output_tokens) <> 0 or sum(cached_tokens) <> 0 or sum(cost) <> 0
            """),
        ("a day's sums are not what the ledger charged on it",
            """
            select day from (
                select at / 86400000 as day, amount, case when account = 'overrun' then amount else 0 end as overrun
                    from ledger_entries where tenant_id = @tenant and account in ('spent', 'overrun')
                union all select day, -cost, -overrun from usage_days where tenant_id = @tenant) as parts
            group by day having sum(amount) <> 0 or sum(overrun) <> 0
            """),
    ];

    /// <returns>The rules that do not hold, with the first thing of which they do not.</returns>
    public static async Task<IReadOnlyList<string>> BrokenAsync(TestDatabase database, TenantScope tenant)
    {
        var broken = new List<string>();
        await using var connection = await database.Tenants.OpenAsync(tenant);
        foreach (var (rule, sql) in Rules)
        {
            if (await connection.QueryAsync<string>(sql) is [var first, ..])
            {
                broken.Add($"{rule}: {first}");
            }
        }

        return broken;
    }
}
