namespace Parley.Accounts;

/// <summary>
/// What calls under way have set aside of budgets of tokens and money: the worst case before the call, what it used after it. So
/// what is spent and set aside never exceeds a budget, as long as no call uses more than its worst case; what one does stands in the
/// ledger's account <c>overrun</c> and not in the budget.
/// </summary>
internal static class BudgetHolds
{
    private static readonly string[] Names = ["reservation", "counter", "starts", "unit", "amount"];

    /// <returns>What is set aside, with a shorter answer where a budget holds no more, and how many counters hold something for it.</returns>
    /// <exception cref="RefusedException">429: the worst case does not fit into a budget, be the answer as short as it may.</exception>
    public static async Task<(ReservationRequest Held, long Holds)> ReserveAsync(
        TenantConnection connection, AuditTrail audit, string reservation, ReservationRequest request)
    {
        var found = (await connection.QuerySingleOrDefaultAsync<Found>(
            "select {now} as Now, (select count(*) from budgets where tenant_id = @tenant and unit <> 'requests') as Budgets"))!;
        if (found.Budgets == 0)
        {
            return (request, 0);
        }

        var now = DateTimeOffset.FromUnixTimeMilliseconds(found.Now);
        var shares = await BudgetBook.SharesAsync(connection, new(request.Subject, request.Key, request.Groups), now);
        var taken = new List<(BudgetShare Share, Counted Counted, long Amount)>();
        for (var i = 0; i < shares.Count; i++)
        {
            var share = shares[i];
            if (AmountOf(share, request) is not (> 0 and var amount))
            {
                continue;
            }

            if (await Counters.TakeAsync(connection, share.Counter, share.Window, 0, amount, share.Budget.Amount) is { } counted)
            {
                taken.Add((share, counted, amount));
                continue;
            }

            // From here on this counter is held: the next round finds as much in it, and ends there or at another.
            var used = await Counters.HoldAsync(connection, share.Counter, share.Window);
            request = BudgetFit.Shorten(share, used, request, now);
            foreach (var (before, then, held) in taken)
            {
                await Counters.SettleAsync(connection, before.Counter, then.StartsAt, held, 0);
            }

            taken.Clear();
            i = -1;
        }

        foreach (var (share, counted, amount) in taken)
        {
            await BudgetWarnings.AfterAsync(connection, audit, share, counted, amount);
        }

        await connection.ExecuteManyAsync(
            """
            insert into budget_holds (tenant_id, reservation_id, counter, starts_at, unit, amount)
            values (@tenant, @reservation, @counter, @starts, @unit, @amount)
            """,
            Names,
            [.. taken.Select(hold => new object?[] { reservation, hold.Share.Counter, hold.Counted.StartsAt, hold.Share.Budget.Unit, hold.Amount })]);
        return (request, taken.Count);
    }

    /// <summary>What a call takes of a budget at worst.</summary>
    public static long AmountOf(BudgetShare share, ReservationRequest request) =>
        share.Budget.Unit switch { Budget.Tokens => request.WorstCaseTokens, Budget.Money => request.WorstCase.Micros, _ => 0 };

    /// <summary>Turns what was set aside into what was used; nothing, when the call was never made.</summary>
    public static async Task SettleAsync(TenantConnection connection, string reservation, long tokens, Money money)
    {
        var holds = await connection.QueryAsync<Hold>(
            $"delete from budget_holds where tenant_id = @tenant and reservation_id = @reservation returning {Columns}", new { reservation });
        foreach (var hold in holds.OrderBy(hold => hold.Counter, StringComparer.Ordinal))
        {
            var used = Math.Min(hold.Amount, hold.Unit == Budget.Tokens ? tokens : money.Micros);
            await (hold.Charged is { } charged
                ? Counters.SettleAsync(connection, hold.Counter, hold.StartsAt, 0, used - charged)
                : Counters.SettleAsync(connection, hold.Counter, hold.StartsAt, hold.Amount, used));
        }
    }

    /// <summary>Charges what was set aside for a call that never reported back. Should it do so yet, <see cref="SettleAsync"/> puts it right.</summary>
    /// <param name="money">What is charged of money; of tokens it is all.</param>
    public static async Task LoseAsync(TenantConnection connection, string reservation, Money money)
    {
        var holds = await connection.QueryAsync<Hold>(
            $"""
            update budget_holds set charged = case when unit = 'tokens' or amount < @most then amount else @most end
            where tenant_id = @tenant and reservation_id = @reservation and charged is null returning {Columns}
            """,
            new { reservation, most = money.Micros });
        foreach (var hold in holds.OrderBy(hold => hold.Counter, StringComparer.Ordinal))
        {
            await Counters.SettleAsync(connection, hold.Counter, hold.StartsAt, hold.Amount, hold.Charged!.Value);
        }
    }

    private const string Columns = "counter as Counter, starts_at as StartsAt, unit as Unit, amount as Amount, charged as Charged";

    private sealed record Found(long Now, long Budgets);

    private sealed record Hold(string Counter, long StartsAt, string Unit, long Amount, long? Charged);
}
