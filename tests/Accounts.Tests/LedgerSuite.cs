using Microsoft.Extensions.Logging.Abstractions;
using Parley.Kernel;

namespace Parley.Accounts.Tests;

public abstract class LedgerSuite(DatabaseKind kind) : AccountsSuite(kind)
{
    private Ledger Ledger => new(Database.Tenants, new(Database.Tenants, Time), Time, NullLogger<Ledger>.Instance);

    private LedgerSweep Sweep => new(Database.System, Ledger, Time, NullLogger<LedgerSweep>.Instance);

    [Fact]
    public async Task A_reservation_sets_the_worst_case_aside()
    {
        await ReserveAsync(Acme, 500);

        Assert.Equal(new() { ["credit"] = -500, ["reserved"] = 500 }, await BalancesAsync(Acme));
        await AssertBalancedAsync(Acme);
    }

    [Fact]
    public async Task A_settlement_charges_the_cost_and_gives_the_rest_back()
    {
        await Ledger.SettleAsync(await ReserveAsync(Acme, 500), Used(120));

        Assert.Equal(new() { ["credit"] = -120, ["reserved"] = 0, ["spent"] = 120 }, await BalancesAsync(Acme));
        var usage = Assert.Single(await UsageAsync(Acme));
        Assert.Equal((120, "completed", 0), (usage.Cost, usage.Outcome, usage.Estimated));
        await AssertBalancedAsync(Acme);
    }

    [Fact]
    public async Task What_exceeds_the_reservation_goes_to_the_overrun()
    {
        await Ledger.SettleAsync(await ReserveAsync(Acme, 500), Used(700));

        Assert.Equal(new() { ["credit"] = -700, ["overrun"] = 200, ["reserved"] = 0, ["spent"] = 500 }, await BalancesAsync(Acme));
        await AssertBalancedAsync(Acme);
    }

    [Fact]
    public async Task A_free_call_leaves_its_entries_too()
    {
        await Ledger.SettleAsync(await ReserveAsync(Acme, 0), Used(0));

        Assert.Equal(["reserve", "reserve", "settle", "settle"], (await EntriesAsync(Acme)).Select(entry => entry.Kind).Order());
        Assert.Single(await UsageAsync(Acme));
    }

    [Fact]
    public async Task Settling_twice_charges_once()
    {
        var reservation = await ReserveAsync(Acme, 500);
        await Ledger.SettleAsync(reservation, Used(100));
        await Ledger.SettleAsync(reservation, Used(300));
        await Ledger.ReleaseAsync(reservation);

        Assert.Equal(100, (await BalancesAsync(Acme))["spent"]);
        Assert.Equal(100, Assert.Single(await UsageAsync(Acme)).Cost);
    }

    [Fact]
    public async Task A_released_reservation_costs_nothing()
    {
        var reservation = await ReserveAsync(Acme, 500);
        await Ledger.ReleaseAsync(reservation);
        await Ledger.SettleAsync(reservation, Used(100));

        Assert.Equal(new() { ["credit"] = 0, ["reserved"] = 0 }, await BalancesAsync(Acme));
        Assert.Empty(await UsageAsync(Acme));
    }

    [Fact]
    public async Task A_call_that_never_reports_is_charged_as_an_estimate()
    {
        await ReserveAsync(Acme, 80);
        await ReserveAsync(Bolt, 40);
        Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(0, await Sweep.SweepAsync(default));

        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, await Sweep.SweepAsync(default));
        Assert.Equal(0, await Sweep.SweepAsync(default));

        Assert.Equal(new() { ["credit"] = -80, ["reserved"] = 0, ["spent"] = 80 }, await BalancesAsync(Acme));
        Assert.Equal(40, (await BalancesAsync(Bolt))["spent"]);
        var usage = Assert.Single(await UsageAsync(Acme));
        Assert.Equal(("lost", 1), (usage.Outcome, usage.Estimated));
    }

    [Fact]
    public async Task One_call_that_cannot_be_written_off_keeps_no_other_waiting()
    {
        var broken = await ReserveAsync(Acme, 500);
        var other = await ReserveAsync(Acme, 10);
        await Ledger.SettleAsync(other, Used(5));
        await Database.Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
            "update usage_records set id = @broken where tenant_id = @tenant", new { broken = broken.Id.Value }));
        Time.Advance(TimeSpan.FromSeconds(1));
        await ReserveAsync(Bolt, 40);
        Time.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal(1, await Sweep.SweepAsync(default));
        Assert.Equal(40, (await BalancesAsync(Bolt))["spent"]);
        Assert.Equal(500, (await BalancesAsync(Acme))["reserved"]);
    }

    [Fact]
    public async Task A_full_page_of_calls_that_cannot_be_written_off_keeps_none_behind_it_waiting()
    {
        for (var i = 0; i < 3; i++)
        {
            await ReserveAsync(Acme, 1);
        }

        await Database.Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
            """
            insert into usage_records (tenant_id, id, purpose, deployment, model, input_tokens, output_tokens, cached_tokens, latency_ms, cost,
                estimated, outcome, at)
            select tenant_id, id, purpose, deployment, model, 0, 0, 0, 0, 0, 0, 'ok', 0 from reservations where tenant_id = @tenant
            """));
        Time.Advance(TimeSpan.FromSeconds(1));
        await ReserveAsync(Bolt, 40);
        Time.Advance(TimeSpan.FromMinutes(15));

        var sweep = new LedgerSweep(Database.System, Ledger, Time, NullLogger<LedgerSweep>.Instance) { AtOnce = 3 };
        Assert.Equal(1, await sweep.SweepAsync(default));
        Assert.Equal(40, (await BalancesAsync(Bolt))["spent"]);
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(500, 0)]
    [InlineData(650, 150)]
    public async Task A_late_report_replaces_the_estimate(long cost, long overrun)
    {
        var reservation = await ReserveAsync(Acme, 500);
        Time.Advance(TimeSpan.FromMinutes(15));
        await Sweep.SweepAsync(default);

        await Ledger.SettleAsync(reservation, Used(cost));
        await Ledger.SettleAsync(reservation, Used(cost));

        var balances = await BalancesAsync(Acme);
        Assert.Equal((cost - overrun, overrun, -cost), (balances["spent"], balances.GetValueOrDefault("overrun"), balances["credit"]));
        var usage = Assert.Single(await UsageAsync(Acme));
        Assert.Equal((cost, "completed", 0), (usage.Cost, usage.Outcome, usage.Estimated));
        await AssertBalancedAsync(Acme);
    }

    [Fact]
    public async Task A_tenant_cannot_end_anothers_reservation()
    {
        var reservation = await ReserveAsync(Acme, 500);

        await Ledger.SettleAsync(reservation with { Tenant = Bolt }, Used(100));
        await Ledger.ReleaseAsync(reservation with { Tenant = Bolt });

        Assert.Equal(500, (await BalancesAsync(Acme))["reserved"]);
        Assert.Empty(await EntriesAsync(Bolt));
        Assert.Empty(await UsageAsync(Bolt));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_ledger_balances_whatever_happens_at_once(int seed)
    {
        await Task.WhenAll(Enumerable.Range(0, 60).Select(call => Task.Run(() => AnyCallAsync(call % 3 == 0 ? Bolt : Acme, new Random((seed * 1000) + call)))));
        Time.Advance(TimeSpan.FromMinutes(15));
        await Sweep.SweepAsync(default);

        foreach (var tenant in new[] { Acme, Bolt })
        {
            await AssertBalancedAsync(tenant);
            var balances = await BalancesAsync(tenant);
            Assert.Equal(0, balances["reserved"]);
            Assert.Equal((await UsageAsync(tenant)).Sum(usage => usage.Cost), balances["spent"] + balances.GetValueOrDefault("overrun"));
        }
    }

    private async Task AnyCallAsync(TenantScope tenant, Random random)
    {
        var reservation = await ReserveAsync(tenant, random.Next(0, 1000));
        var usage = Used(random.Next(0, 1200));
        await (random.Next(5) switch
        {
            0 => Ledger.ReleaseAsync(reservation),
            1 => Task.WhenAll(Ledger.SettleAsync(reservation, usage), Ledger.SettleAsync(reservation, Used(random.Next(0, 1200)))),
            2 => Task.WhenAll(Ledger.SettleAsync(reservation, usage), Ledger.ReleaseAsync(reservation)),
            3 => Task.CompletedTask,
            _ => Ledger.SettleAsync(reservation, usage),
        });
    }

    private Task<Reservation> ReserveAsync(TenantScope tenant, long worstCase) => Ledger.ReserveAsync(tenant, new()
    {
        Turn = new TurnId("turn_1"),
        Purpose = "chat",
        Deployment = "local",
        Model = "tiny",
        WorstCase = new(worstCase),
    });

    private static ActualUsage Used(long cost) => new() { InputTokens = 10, OutputTokens = 20, Cost = new(cost), Outcome = "completed" };

    private async Task AssertBalancedAsync(TenantScope tenant)
    {
        var entries = await EntriesAsync(tenant);
        Assert.All(entries.GroupBy(entry => entry.TransactionId), transaction => Assert.Equal(0, transaction.Sum(entry => entry.Amount)));
        var sums = entries.GroupBy(entry => entry.Account).ToDictionary(account => account.Key, account => account.Sum(entry => entry.Amount));
        Assert.Equal(sums.Where(sum => sum.Value != 0).Order(ByName), (await BalancesAsync(tenant)).Where(sum => sum.Value != 0).Order(ByName));
    }

    private static Comparer<KeyValuePair<string, long>> ByName { get; } =
        Comparer<KeyValuePair<string, long>>.Create((left, right) => string.CompareOrdinal(left.Key, right.Key));

    private async Task<Dictionary<string, long>> BalancesAsync(TenantScope tenant) =>
        (await ReadAsync<Balance>(tenant, "select account as Account, balance as Amount from ledger_balances where tenant_id = @tenant"))
            .ToDictionary(balance => balance.Account, balance => balance.Amount);

    private Task<IReadOnlyList<Entry>> EntriesAsync(TenantScope tenant) => ReadAsync<Entry>(
        tenant,
        """
        select transaction_id as TransactionId, account as Account, amount as Amount, kind as Kind
        from ledger_entries where tenant_id = @tenant order by id
        """);

    private Task<IReadOnlyList<Usage>> UsageAsync(TenantScope tenant) => ReadAsync<Usage>(
        tenant, "select cost as Cost, outcome as Outcome, estimated as Estimated from usage_records where tenant_id = @tenant");

    private async Task<IReadOnlyList<T>> ReadAsync<T>(TenantScope tenant, string sql)
    {
        await using var connection = await Database.Tenants.OpenAsync(tenant);
        return await connection.QueryAsync<T>(sql);
    }

    private sealed record Balance(string Account, long Amount);

    private sealed record Entry(string TransactionId, string Account, long Amount, string Kind);

    private sealed record Usage(long Cost, string Outcome, long Estimated);
}

public sealed class SqliteLedger() : LedgerSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlLedger() : LedgerSuite(DatabaseKind.PostgreSql);
