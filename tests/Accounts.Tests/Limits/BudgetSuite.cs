using System.Collections.Frozen;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Kernel;

namespace Parley.Accounts.Tests;

/// <summary>What budgets promise to calls of models and to messages, on every database.</summary>
public abstract class BudgetSuite(DatabaseKind kind) : AccountsSuite(kind)
{
    private static readonly Actor Tester = new("system", null);

    [Fact]
    public async Task A_call_sets_its_worst_case_aside_and_pays_what_it_used()
    {
        var budget = await AddAsync(new("tenant"), "tokens", 1_000);

        var call = await ReserveAsync(tokens: 700);
        Assert.Equal((0L, 700L), await StandAsync(budget));
        Assert.Equal("budget_exceeded", (await RefusedAsync(() => ReserveAsync(tokens: 301))).Code);
        await LedgerOf(Database).SettleAsync(call, Used(input: 100, output: 20));
        Assert.Equal((120L, 0L), await StandAsync(budget));
        await LedgerOf(Database).ReleaseAsync(await ReserveAsync(tokens: 880));
        Assert.Equal((120L, 0L), await StandAsync(budget));
    }

    [Fact]
    public async Task A_refused_call_sets_nothing_aside_in_any_budget()
    {
        var (wide, narrow) = (await AddAsync(new("tenant"), "tokens", 1_000), await AddAsync(new("user"), "money", 10));

        var refusal = await RefusedAsync(() => ReserveAsync(tokens: 500, micros: 11));

        Assert.Equal((429, "money", "0.00001"), (refusal.Status, refusal.Extensions!["unit"], refusal.Extensions["limit"]!.ToString()));
        Assert.Equal((0L, 0L), await StandAsync(wide));
        Assert.Equal((0L, 0L), await StandAsync(narrow));
        Assert.Equal(0, await CountAsync("select count(*) from reservations where tenant_id = @tenant"));
    }

    [Fact]
    public async Task Of_calls_that_race_for_a_budget_only_those_come_through_that_fit_into_it()
    {
        var budget = await AddAsync(new("tenant"), "money", 1_000);
        await using var other = OpenOtherNode();

        var reservations = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            try
            {
                return await ReserveAsync(micros: 150, node: i % 2 == 0 ? other : null);
            }
            catch (RefusedException)
            {
                return null;
            }
        }));

        Assert.Equal(6, reservations.Count(call => call is not null));
        Assert.Equal((0L, 900L), await StandAsync(budget));
        await Task.WhenAll(reservations.OfType<Reservation>().Select(call => LedgerOf(Database).SettleAsync(call, Used(cost: 100))));
        Assert.Equal((600L, 0L), await StandAsync(budget));
    }

    [Fact]
    public async Task What_goes_beyond_the_worst_case_is_an_overrun_and_not_the_budgets()
    {
        var budget = await AddAsync(new("tenant"), "money", 1_000);

        await LedgerOf(Database).SettleAsync(await ReserveAsync(micros: 1_000), Used(cost: 5_000));

        Assert.Equal((1_000L, 0L), await StandAsync(budget));
    }

    [Fact]
    public async Task A_lost_call_is_charged_in_full_until_it_reports_back()
    {
        var (tokens, money) = (await AddAsync(new("tenant"), "tokens", 1_000), await AddAsync(new("tenant"), "money", 1_000));
        var call = await ReserveAsync(tokens: 300, micros: 200);

        Time.Advance(TimeSpan.FromMinutes(20));
        await new LedgerSweep(Database.System, LedgerOf(Database), Time, NullLogger<LedgerSweep>.Instance).SweepAsync(default);
        Assert.Equal((300L, 0L), await StandAsync(tokens));
        Assert.Equal((200L, 0L), await StandAsync(money));

        await LedgerOf(Database).SettleAsync(call, Used(input: 10, output: 5, cost: 7));
        Assert.Equal((15L, 0L), await StandAsync(tokens));
        Assert.Equal((7L, 0L), await StandAsync(money));
        Assert.Equal(0, await CountAsync("select count(*) from budget_holds where tenant_id = @tenant"));
    }

    [Theory]
    [InlineData("minute", 55)]
    [InlineData("day", 75_355)]
    public async Task A_budget_begins_anew_with_its_window_and_what_was_set_aside_before_stays_there(string window, int seconds)
    {
        var budget = await AddAsync(new("tenant"), "tokens", 100, window);
        var call = await ReserveAsync(tokens: 100);
        var refusal = await RefusedAsync(() => ReserveAsync(tokens: 1));
        Assert.Equal(Time.GetUtcNow().AddSeconds(seconds), refusal.Extensions!["resets_at"]);

        Time.Advance(TimeSpan.FromSeconds(seconds));
        await ReserveAsync(tokens: 60);
        await LedgerOf(Database).SettleAsync(call, Used(input: 90));

        Assert.Equal((0L, 60L), await StandAsync(budget));
    }

    [Fact]
    public async Task Each_scope_counts_what_is_its_own()
    {
        await Database.Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
            "insert into groups (tenant_id, id, name, created_at) values (@tenant, 'group_red', 'red', 0)"));
        var group = await AddAsync(new("group", "group_red"), "tokens", 100);
        var each = await AddAsync(new("user"), "tokens", 50);
        var key = await AddAsync(new("key"), "tokens", 70);

        await ReserveAsync(tokens: 40, subject: "sub_a", group: "group_red");
        await ReserveAsync(tokens: 40, subject: "sub_b", group: "group_red");
        Assert.Equal(group, (await RefusedAsync(() => ReserveAsync(tokens: 40, subject: "sub_c", group: "group_red"))).Extensions!["budget_id"]);
        Assert.Equal(each, (await RefusedAsync(() => ReserveAsync(tokens: 20, subject: "sub_a"))).Extensions!["budget_id"]);
        await ReserveAsync(tokens: 40, subject: "sub_d", key: "key_1");
        Assert.Equal(key, (await RefusedAsync(() => ReserveAsync(tokens: 40, subject: "sub_e", key: "key_1"))).Extensions!["budget_id"]);
        await ReserveAsync(tokens: 40, subject: "sub_e", key: "key_2");
        await ReserveAsync(Bolt, tokens: 5_000, subject: "sub_a");
        Assert.Equal((0L, 40L), await StandAsync(each));
    }

    [Fact]
    public async Task Messages_count_as_requests_and_none_is_taken_where_no_token_is_left()
    {
        await AddAsync(new("tenant"), "requests", 2, "minute");
        await CountMessageAsync();
        await CountMessageAsync();
        Assert.Equal("budget_exceeded", (await RefusedAsync(() => CountMessageAsync())).Code);
        Time.Advance(TimeSpan.FromMinutes(1));
        await CountMessageAsync();

        var tokens = await AddAsync(new("tenant"), "tokens", 10);
        var call = await ReserveAsync(tokens: 10);
        var running = await RefusedAsync(() => CountMessageAsync());
        Assert.Equal((tokens, TimeSpan.FromSeconds(5)), (running.Extensions!["budget_id"], running.RetryAfter));
        await LedgerOf(Database).SettleAsync(call, Used(input: 10));
        Assert.True((await RefusedAsync(() => CountMessageAsync())).RetryAfter > TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_message_that_is_asked_once_more_is_no_other_request()
    {
        var requests = await AddAsync(new("tenant"), "requests", 2);
        await CountMessageAsync();
        for (var i = 0; i < 5; i++)
        {
            await CountMessageAsync(isRepeat: true);
        }

        await CountMessageAsync();
        var refused = await RefusedAsync(() => CountMessageAsync());
        Assert.Equal((requests, "budget_exceeded"), (refused.Extensions!["budget_id"], refused.Code));
    }

    [Fact]
    public async Task The_soft_limit_warns_and_the_audit_trail_hears_of_it_once()
    {
        await AddAsync(new("tenant"), "requests", 4, softAt: 3);

        var warnings = new List<string?>();
        for (var i = 0; i < 4; i++)
        {
            warnings.Add((await CountMessageAsync()).Warning);
        }

        Assert.Equal([true, true, false, false], warnings.Select(warning => warning is null));
        Assert.Contains("3 of 4 requests", warnings[2], StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("select count(*) from audit_events where tenant_id = @tenant and action = 'budget.warned'"));
    }

    private static ActualUsage Used(long input = 0, long output = 0, long cost = 0) =>
        new() { InputTokens = input, OutputTokens = output, Cost = new(cost), Outcome = "completed" };

    private static async Task<Refusal> RefusedAsync(Func<Task> call) => (await Assert.ThrowsAsync<RefusedException>(call)).Refusal;

    private Ledger LedgerOf(TestDatabase node) => new(node.Tenants, new(node.Tenants, Time), Time, NullLogger<Ledger>.Instance);

    private BudgetStore Budgets => new(Database.Tenants, new(Database.Tenants, Time), Time);

    private async Task<string> AddAsync(BudgetScope scope, string unit, long amount, string window = "day", long? softAt = null) =>
        (await Budgets.AddAsync(Acme, scope, unit, amount, softAt, window, Tester, default)).Id;

    private async Task<(long Spent, long Reserved)> StandAsync(string budget)
    {
        var view = (await Budgets.ShowAsync(Acme, budget, default))!;
        return (Number(view.Spent), Number(view.Reserved));
    }

    private static long Number(object amount) => amount is Money money ? money.Micros : (long)amount;

    private Task<Reservation> ReserveAsync(
        TenantScope? tenant = null, long tokens = 0, long micros = 0, string subject = "sub_a", string? key = null, string? group = null,
        TestDatabase? node = null) =>
        LedgerOf(node ?? Database).ReserveAsync(tenant ?? Acme, new()
        {
            Subject = new(subject),
            Key = key is null ? null : new(key),
            Groups = group is null ? [] : [group],
            Purpose = "chat",
            Deployment = "d",
            Model = "m",
            WorstCase = new(micros),
            WorstCaseTokens = tokens,
        });

    private Task<CountedMessage> CountMessageAsync(bool isRepeat = false)
    {
        var caller = new Caller { Tenant = Acme, Subject = new("sub_a"), Scopes = FrozenSet<string>.Empty, AclTags = ["public"] };
        var quota = new MessageQuota(Options.Create(new LimitsOptions()), new(Database.Tenants, Time));
        return Database.Tenants.WriteAsync(Acme, connection => quota.CountAsync(connection, caller, isRepeat: isRepeat));
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = await Database.Tenants.OpenAsync(Acme);
        return await connection.ScalarAsync<long>(sql);
    }
}

public sealed class SqliteBudgets() : BudgetSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlBudgets() : BudgetSuite(DatabaseKind.PostgreSql);
