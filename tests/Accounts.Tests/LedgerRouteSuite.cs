using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Kernel;

namespace Parley.Accounts.Tests;

public abstract class LedgerRouteSuite(DatabaseKind kind) : HttpSuite(kind)
{
    private Ledger Ledger => App.Services.GetRequiredService<Ledger>();

    [Fact]
    public async Task Entries_balances_and_usage_can_be_read()
    {
        await CallAsync("turn_1", 0.0005m, 0.00012m);
        await CallAsync("turn_2", 0.0001m, 0.0003m);

        var balance = await Operator.GetAsync("/v1/ledger/balance", 200);
        Assert.Equal(("0.00042", "0"), (balance.Text("spent"), balance.Text("reserved")));
        Assert.Contains(balance["accounts"]!.AsArray(), account => account!.Text("account") == "overrun" && account!.Text("balance") == "0.0002");

        var usage = (await Operator.GetAsync("/v1/usage/records?turn_id=turn_1", 200))["data"]!.AsArray();
        Assert.Equal(("0.00012", "chat", 10), (usage[0]!.Text("cost"), usage[0]!.Text("purpose"), usage[0]!["input_tokens"]!.GetValue<int>()));
        Assert.Single(usage);
    }

    [Fact]
    public async Task Entries_come_in_pages_and_each_transaction_sums_to_zero()
    {
        for (var call = 0; call < 3; call++)
        {
            await CallAsync($"turn_{call}", 0.0005m, 0.0001m);
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var entries = new List<(string Transaction, decimal Amount)>();
        string? cursor = "";
        do
        {
            var page = await Operator.GetAsync($"/v1/ledger/entries?limit=4&cursor={cursor}", 200);
            entries.AddRange(page["data"]!.AsArray().Select(entry => (
                entry!.Text("transaction_id"), decimal.Parse(entry!.Text("amount"), System.Globalization.CultureInfo.InvariantCulture))));
            cursor = page["next_cursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        Assert.Equal(15, entries.Count);
        Assert.All(entries.GroupBy(entry => entry.Transaction), transaction => Assert.Equal(0, transaction.Sum(entry => entry.Amount)));
    }

    [Theory]
    [InlineData("/v1/ledger/entries")]
    [InlineData("/v1/ledger/balance")]
    [InlineData("/v1/usage/records")]
    public async Task Money_is_shown_to_admins_with_the_scope_and_of_their_tenant_only(string path)
    {
        await CallAsync("turn_1", 0.0005m, 0.0001m);
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "bo@example.com" }, 201);
        using var stranger = App.NewClient(made.Text("api_key"));
        using var endUser = App.NewClient(TestApp.EnvironmentKey, "anna");
        using var chat = App.NewClient((await Operator.PostAsync("/v1/api-keys", new { name = "c", scopes = new[] { "chat" } }, 201)).Text("key"));

        var seen = await stranger.GetAsync(path, 200);
        Assert.Empty((seen["data"] ?? seen["accounts"])!.AsArray());
        await endUser.GetAsync(path, 403);
        await chat.GetAsync(path, 403);
        await App.Client.GetAsync(path, 401);
    }

    [Fact]
    public async Task Once_a_minute_lost_calls_are_charged_and_the_use_of_keys_is_written_down()
    {
        using var upkeep = ActivatorUtilities.CreateInstance<Upkeep>(App.Services, NullLogger<Upkeep>.Instance);
        await ((IHostedService)upkeep).StartAsync(default);
        await Ledger.ReserveAsync(App.Ready.DefaultTenant, Request("turn_1", 0.0005m) with { Lifetime = TimeSpan.FromSeconds(30) });
        await Operator.GetAsync("/v1/me", 200);
        Assert.Null(await LastUsedAsync());

        Time.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(async () => await LastUsedAsync() is not null);
        Assert.Equal("0.0005", (await Operator.GetAsync("/v1/ledger/balance", 200)).Text("spent"));
        await ((IHostedService)upkeep).StopAsync(default);
    }

    [Fact]
    public async Task What_a_process_that_died_has_left_is_charged_at_the_start_of_the_next()
    {
        await Ledger.ReserveAsync(App.Ready.DefaultTenant, Request("turn_1", 0.0005m) with { Lifetime = TimeSpan.FromSeconds(30) });
        Time.Advance(TimeSpan.FromSeconds(30));

        using var upkeep = ActivatorUtilities.CreateInstance<Upkeep>(App.Services, NullLogger<Upkeep>.Instance);
        await ((IHostedService)upkeep).StartAsync(default);

        await UntilAsync(async () => (await Operator.GetAsync("/v1/ledger/balance", 200)).Text("spent") == "0.0005");
        await ((IHostedService)upkeep).StopAsync(default);
    }

    [Fact]
    public async Task What_has_lapsed_is_thrown_away()
    {
        await App.SignInAsync(password: "wrong");
        await App.SignInAsync("x@example.com", "wrong");
        await App.OwnerTokenAsync();
        Time.Advance(TimeSpan.FromDays(32));
        await App.Services.GetRequiredService<LapsedTokens>().ThrowAwayAsync(default);

        await using var system = await Database.System.OpenAsync();
        foreach (var table in new[] { "sys_refresh_tokens", "sys_sessions", "sys_sign_in_attempts", "sys_signing_keys" })
        {
            Assert.Equal(0, await system.ScalarAsync<long>($"select count(*) from {table}"));
        }

        await Operator.GetAsync("/v1/me", 200);
    }

    private async Task<string?> LastUsedAsync() =>
        (await Operator.GetAsync("/v1/api-keys", 200))["data"]![0]!["last_used_at"]?.GetValue<string>();

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(30); !await condition();)
        {
            Assert.True(DateTime.UtcNow < deadline, "The condition did not come true in time.");
            await Task.Delay(20);
        }
    }

    private static ReservationRequest Request(string turn, decimal worst) => new()
    {
        Turn = new TurnId(turn),
        Purpose = "chat",
        Deployment = "local",
        Model = "tiny",
        WorstCase = Money.From(worst),
    };

    private async Task CallAsync(string turn, decimal worst, decimal cost) => await Ledger.SettleAsync(
        await Ledger.ReserveAsync(App.Ready.DefaultTenant, Request(turn, worst)),
        new() { InputTokens = 10, OutputTokens = 20, Cost = Money.From(cost), Outcome = "completed" });
}

public sealed class SqliteLedgerRoutes() : LedgerRouteSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlLedgerRoutes() : LedgerRouteSuite(DatabaseKind.PostgreSql);
