using Microsoft.Extensions.Logging.Abstractions;
using Parley.Kernel;

namespace Parley.Accounts.Tests;

/// <summary>A call whose worst case a budget does not hold is made with a shorter answer, or refused with the number that is too small.</summary>
public abstract class BudgetFitSuite(DatabaseKind kind) : AccountsSuite(kind)
{
    // What is asked takes 500 tokens at a millionth each; each token of the answer costs two.
    private const long Asked = 500;

    private int _budgets;

    [Fact]
    public async Task The_longest_answer_that_fits_is_set_aside()
    {
        await AddAsync("tokens", 1_000);

        var first = await ReserveAsync(answer: 300);
        Assert.Equal((300, 800, 1_100), Held(first));
        Assert.Equal((200L, 700L), await RefusedNumbersAsync(() => ReserveAsync(answer: 200, least: 200)));
        await LedgerOf(Database).SettleAsync(first, new() { InputTokens = 100, OutputTokens = 50, Cost = new(200), Outcome = "completed" });

        Assert.Equal((350, 850, 1_200), Held(await ReserveAsync(answer: 2_000)));
        Assert.Equal(150L + 850, await UsedAsync());
    }

    [Fact]
    public async Task Of_several_budgets_the_tightest_says_how_long_the_answer_may_be()
    {
        await AddAsync("tokens", 1_000);
        await AddAsync("money", 900);
        await AddAsync("tokens", 5_000);

        var call = await ReserveAsync(answer: 2_000);

        // 500 for what is asked and 2 for each of 200.
        Assert.Equal((200, 700, 900), Held(call));
        Assert.Equal(700 + 900 + 700, await UsedAsync());
        await LedgerOf(Database).ReleaseAsync(call);
        Assert.Equal(0, await UsedAsync());
        await using var connection = await Database.Tenants.OpenAsync(Acme);
        Assert.Equal(0, await connection.ScalarAsync<long>("select cast(coalesce(sum(amount), 0) as bigint) from ledger_entries where tenant_id = @tenant and account = 'reserved'"));
    }

    [Fact]
    public async Task A_budget_below_what_one_call_needs_says_to_what_it_has_to_be_raised()
    {
        await AddAsync("tokens", 549);

        var refusal = (await Assert.ThrowsAsync<RefusedException>(() => ReserveAsync(answer: 2_000))).Refusal;

        Assert.Equal((429, "budget_exceeded", 550L), (refusal.Status, refusal.Code, refusal.Extensions!["needed"]));
        Assert.Equal(
            "The budget of this tenant is 549 tokens a day, and 549 of it are left. This call needs 550 at worst, more than the whole budget: "
            + "raise budget budget_1 to at least 550, or send less with the question.",
            refusal.Detail);
        Assert.Equal(0, await UsedAsync());
    }

    [Fact]
    public async Task What_calls_under_way_have_set_aside_is_waited_for_shortly_and_what_is_spent_until_the_window_ends()
    {
        await AddAsync("tokens", 1_000);
        var call = await ReserveAsync(answer: 450);

        var soon = (await Assert.ThrowsAsync<RefusedException>(() => ReserveAsync(answer: 450))).Refusal;
        await LedgerOf(Database).SettleAsync(call, new() { InputTokens = 500, OutputTokens = 450, Cost = new(1), Outcome = "completed" });
        var late = (await Assert.ThrowsAsync<RefusedException>(() => ReserveAsync(answer: 450))).Refusal;

        Assert.True(soon.RetryAfter <= TimeSpan.FromSeconds(5));
        Assert.True(late.RetryAfter > TimeSpan.FromHours(1));
        Assert.Contains("50 of it are left. This call needs 550 at worst. The budget begins anew at 2026-01-03T00:00:00Z", late.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_that_race_share_a_budget_without_ever_going_beyond_it()
    {
        await AddAsync("tokens", 4_000);
        await AddAsync("money", 6_000);
        await using var other = OpenOtherNode();

        var calls = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                return await ReserveAsync(answer: 400 + (10 * i), node: i % 2 == 0 ? other : null);
            }
            catch (RefusedException)
            {
                return null;
            }
        }));

        var made = calls.OfType<Reservation>().ToList();
        Assert.InRange(made.Count, 4, 7);
        Assert.InRange(made.Sum(call => call.Request.WorstCaseTokens), 3_400, 4_000);
        Assert.InRange(made.Sum(call => call.Request.WorstCase.Micros), 0, 6_000);
        Assert.All(made, call => Assert.True(call.Request.Room!.Tokens >= 50));
    }

    private static (long Answer, long Tokens, long Micros) Held(Reservation call) =>
        (call.Request.Room!.Tokens, call.Request.WorstCaseTokens, call.Request.WorstCase.Micros);

    private static async Task<(long Left, long Needed)> RefusedNumbersAsync(Func<Task> reserve)
    {
        var figures = (await Assert.ThrowsAsync<RefusedException>(reserve)).Refusal.Extensions!;
        return ((long)figures["limit"]! - (long)figures["spent"]! - (long)figures["reserved"]!, (long)figures["needed"]!);
    }

    private static Ledger LedgerOf(TestDatabase database) =>
        new(database.Tenants, new(database.Tenants, database.Time), database.Time, NullLogger<Ledger>.Instance);

    private Task<Reservation> ReserveAsync(long answer, long least = 50, TestDatabase? node = null) => LedgerOf(node ?? Database).ReserveAsync(Acme, new()
    {
        Subject = new("sub_a"),
        Purpose = "chat",
        Deployment = "d",
        Model = "m",
        WorstCase = new(Asked + (2 * answer)),
        WorstCaseTokens = Asked + answer,
        Room = new(answer, least, tokens => new(Asked + (2 * tokens))),
    });

    private Task<int> AddAsync(string unit, long amount) => Database.Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
        """
        insert into budgets (tenant_id, id, kind, scope_id, payer, unit, amount, period, created_at)
        values (@tenant, @id, 'tenant', '', '', @unit, @amount, 'day', 0)
        """,
        new { id = $"budget_{++_budgets}", unit, amount }));

    private async Task<long> UsedAsync()
    {
        await using var connection = await Database.Tenants.OpenAsync(Acme);
        return await connection.ScalarAsync<long>(
            "select cast(coalesce(sum(spent + reserved), 0) as bigint) from budget_counters where tenant_id = @tenant");
    }
}

public sealed class SqliteBudgetFit() : BudgetFitSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlBudgetFit() : BudgetFitSuite(DatabaseKind.PostgreSql);
