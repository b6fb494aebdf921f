using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Parley.Kernel;

namespace Parley.Accounts.Tests;

/// <summary>Limits of requests, over HTTP.</summary>
public abstract class RequestLimitSuite(DatabaseKind kind) : AccountsSuite(kind)
{
    [Fact]
    public async Task Answers_say_what_is_left_and_a_refusal_when_to_come_again()
    {
        await using var app = await StartAsync(("RequestsPerMinute", "60"));
        using var client = app.NewClient(TestApp.EnvironmentKey);

        using var first = await client.GetAsync(new Uri("/v1/me", UriKind.Relative));
        Assert.Equal(("6", "5", "1", "6;w=6"), Told(first));
        for (var i = 0; i < 5; i++)
        {
            await client.GetAsync("/v1/me", 200);
        }

        using var refused = await client.GetAsync(new Uri("/v1/me", UriKind.Relative));
        Assert.Equal("rate_limited", (await Answers.ReadAsync(refused, 429)).Text("code"));
        Assert.Equal(("6", "0", "6", "6;w=6"), Told(refused));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);

        Time.Advance(TimeSpan.FromSeconds(1));
        await client.GetAsync("/v1/me", 200);
        await client.GetAsync("/v1/me", 429);
    }

    [Fact]
    public async Task Keys_and_end_users_are_counted_each_by_itself()
    {
        await using var app = await StartAsync(("RequestsPerMinute", "20"));
        using var operators = app.NewClient(TestApp.EnvironmentKey);
        using var ada = app.NewClient(TestApp.EnvironmentKey, endUser: "ada");
        using var eve = app.NewClient(TestApp.EnvironmentKey, endUser: "eve");
        foreach (var who in new[] { operators, ada, eve })
        {
            await who.GetAsync("/v1/me", 200);
            await who.GetAsync("/v1/me", 200);
            await who.GetAsync("/v1/me", 429);
        }
    }

    [Fact]
    public async Task End_users_of_a_key_are_limited_together_and_whoever_is_refused_leaves_no_trace()
    {
        await using var app = await StartAsync(("RequestsPerMinute", "20"), ("EndUsersPerKey", "2"));
        for (var i = 0; i < 6; i++)
        {
            using var client = app.NewClient(TestApp.EnvironmentKey, endUser: $"invented-{i}");
            await client.GetAsync("/v1/me", i < 4 ? 200 : 429);
        }

        await using var connection = await Database.Tenants.OpenAsync(app.Ready.DefaultTenant);
        Assert.Equal(4, await connection.ScalarAsync<long>("select count(*) from subjects where tenant_id = @tenant and kind = 'end_user'"));
        using var plain = app.NewClient(TestApp.EnvironmentKey);
        await plain.GetAsync("/v1/me", 200);
    }

    [Fact]
    public async Task A_name_that_no_end_user_can_have_is_counted_like_a_request()
    {
        await using var app = await StartAsync(("RequestsPerMinute", "20"));
        using var key = app.NewClient(TestApp.EnvironmentKey, endUser: "two words");
        using var person = app.NewClient(await app.OwnerTokenAsync(), endUser: "anna");
        foreach (var client in new[] { key, person })
        {
            await client.GetAsync("/v1/me", 400);
            await client.GetAsync("/v1/me", 400);
            await client.GetAsync("/v1/me", 429);
        }
    }

    [Fact]
    public async Task A_tenant_and_a_kind_of_work_can_have_limits_of_their_own()
    {
        await using var app = await StartAsync(("RequestsPerMinute", "0"), ("TenantRequestsPerMinute", "30"), ("WritesPerMinute", "10"));
        using var operators = app.NewClient(TestApp.EnvironmentKey);
        using var ada = app.NewClient(TestApp.EnvironmentKey, endUser: "ada");

        await operators.PostAsync("/v1/api-keys", new { name = "one" }, 201);
        await operators.PostAsync("/v1/api-keys", new { name = "two" }, 429);
        await ada.GetAsync("/v1/me", 200);
        await operators.GetAsync("/v1/me", 200);
        await ada.GetAsync("/v1/me", 429);
    }

    [Fact]
    public async Task A_plan_says_how_many_requests_its_tenants_may_send()
    {
        await using var app = await StartAsync(("RequestsPerMinute", "600"));
        using var operators = app.NewClient(TestApp.EnvironmentKey);
        var made = await operators.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "bo@example.com", plan = "free" }, 201);
        using var bolt = app.NewClient(made.Text("api_key"));
        await bolt.GetAsync("/v1/me", 200);

        await operators.PutAsync("/v1/plans/free", new { messages_per_day = 100, requests_per_minute = 20 });

        var through = 0;
        for (var i = 0; i < 8; i++)
        {
            using var answer = await bolt.GetAsync(new Uri("/v1/me", UriKind.Relative));
            through += answer.IsSuccessStatusCode ? 1 : 0;
        }

        // The two that may come at once, and what the fuller bucket had.
        Assert.InRange(through, 2, 3);
    }

    [Fact]
    public async Task Strangers_are_counted_by_their_network_address_and_not_the_watched_routes()
    {
        await using var app = await StartAsync(("SignInsPerMinute", "30"));
        for (var i = 0; i < 3; i++)
        {
            await Answers.ReadAsync(await app.SignInAsync("nobody@example.com", "wrong"), 401);
        }

        using var refused = await app.SignInAsync();
        Assert.Equal("rate_limited", (await Answers.ReadAsync(refused, 429)).Text("code"));
        await app.Client.GetAsync("/.well-known/jwks.json", 200);
    }

    [Fact]
    public async Task Guessing_keys_is_slow_and_stops_nobody_who_has_shown_one()
    {
        await using var app = await StartAsync(("SignInsPerMinute", "20"));
        using var client = app.NewClient(TestApp.EnvironmentKey);
        await client.GetAsync("/v1/me", 200);
        using var guesser = app.NewClient("pk_" + new string('x', 40));
        await guesser.GetAsync("/v1/me", 401);
        await guesser.GetAsync("/v1/me", 401);
        await guesser.GetAsync("/v1/me", 429);

        // Known for seconds by what it proves, and for minutes as one that proves something.
        await client.GetAsync("/v1/me", 200);
        app.Services.GetRequiredService<ProvenKeys>().Forget("");
        await client.GetAsync("/v1/me", 200);
        await Answers.ReadAsync(await app.SignInAsync());
    }

    [Fact]
    public async Task Where_too_many_keys_were_nobodys_no_more_are_looked_up_until_there_is_room_again()
    {
        await using var app = await StartAsync(("SignInsPerMinute", "20"));
        for (var i = 0; i < 3; i++)
        {
            using var guesser = app.NewClient("pk_" + new string('x', 40 + i));
            await guesser.GetAsync("/v1/me", i < 2 ? 401 : 429);
        }

        // Were it looked up, it would be found to be right.
        using var client = app.NewClient(TestApp.EnvironmentKey);
        using var unseen = await client.GetAsync(new Uri("/v1/me", UriKind.Relative));
        Assert.Equal("rate_limited", (await Answers.ReadAsync(unseen, 429)).Text("code"));
        Assert.InRange(unseen.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3);
        Time.Advance(unseen.Headers.RetryAfter.Delta.Value);
        await client.GetAsync("/v1/me", 200);
    }

    [Fact]
    public async Task A_key_that_is_nobodys_is_looked_up_once_in_a_while()
    {
        await using var app = await StartAsync(("SignInsPerMinute", "6000"));
        using var client = app.NewClient("pk_" + new string('x', 40));
        await client.GetAsync("/v1/me", 401);

        // As if another node had made it, and word of it was lost.
        await Database.System.WriteAsync(connection => connection.ExecuteAsync(
            """
            insert into sys_api_keys (key_hash, tenant_id, key_id, expires_at, revoked)
            select @hash, tenant_id, key_id, expires_at, 0 from sys_api_keys
            """,
            new { hash = TokenText.Hash("pk_" + new string('x', 40)) }));
        await client.GetAsync("/v1/me", 401);
        Time.Advance(TimeSpan.FromSeconds(5));
        await client.GetAsync("/v1/me", 200);
    }

    [Fact]
    public async Task What_looks_like_a_program_that_nobody_invited_pays_more()
    {
        await using var app = await TestApp.StartAsync(
            Database,
            Settings(("RequestsPerMinute", "600")),
            before: web => web.Use((context, next) =>
            {
                context.Features.Set(new BotHints(1));
                return next(context);
            }));
        using var client = app.NewClient(TestApp.EnvironmentKey);
        for (var i = 0; i < 6; i++)
        {
            await client.GetAsync("/v1/me", 200);
        }

        await client.GetAsync("/v1/me", 429);
    }

    [Fact]
    public async Task A_restart_forgets_no_limit()
    {
        await using (var app = await StartAsync(("RequestsPerMinute", "20")))
        {
            using var client = app.NewClient(TestApp.EnvironmentKey);
            await client.GetAsync("/v1/me", 200);
            await client.GetAsync("/v1/me", 200);
        }

        await using var again = await StartAsync(("RequestsPerMinute", "20"));
        using var later = again.NewClient(TestApp.EnvironmentKey);
        await later.GetAsync("/v1/me", 429);
    }

    private Task<TestApp> StartAsync(params (string Name, string Value)[] limits) => TestApp.StartAsync(Database, Settings(limits));

    private static Dictionary<string, string?> Settings(params (string Name, string Value)[] limits)
    {
        var settings = TestApp.Owner;
        foreach (var (name, value) in limits)
        {
            settings[$"Limits:{name}"] = value;
        }

        return settings;
    }

    private static (string, string, string, string) Told(HttpResponseMessage response) =>
        (Header(response, "Limit"), Header(response, "Remaining"), Header(response, "Reset"), Header(response, "Policy"));

    private static string Header(HttpResponseMessage response, string name) => string.Join(',', response.Headers.GetValues($"RateLimit-{name}"));
}

public sealed class SqliteRequestLimits() : RequestLimitSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlRequestLimits() : RequestLimitSuite(DatabaseKind.PostgreSql);
