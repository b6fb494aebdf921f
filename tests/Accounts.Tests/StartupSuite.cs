using Microsoft.Extensions.DependencyInjection;

namespace Parley.Accounts.Tests;

public abstract class StartupSuite(DatabaseKind kind) : AccountsSuite(kind)
{
    private const string OtherKey = "pk_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef";

    [Fact]
    public async Task A_first_start_gives_a_link_that_makes_its_opener_the_owner()
    {
        await using var app = await TestApp.StartAsync(Database, []);
        Assert.True(app.Ready.IsFirstStart);
        var answer = await AcceptAsync(app, TokenOf(app.Ready.OwnerLink), new { name = "Ada", password = "long enough" });

        using var owner = app.NewClient(answer.Text("access_token"));
        var me = await owner.GetAsync("/v1/me", 200);
        Assert.Equal(("owner@localhost", "Ada", "owner"), (me["user"]!.Text("email"), me["user"]!.Text("name"), me["user"]!.Text("role")));
        Assert.Contains("platform", me.Texts("scopes"));
        await Answers.ReadAsync(await app.SignInAsync("owner@localhost", "long enough"));
    }

    [Fact]
    public async Task The_link_works_once_and_for_a_quarter_of_an_hour()
    {
        await using var app = await TestApp.StartAsync(Database, []);
        var token = TokenOf(app.Ready.OwnerLink);
        await AcceptAsync(app, token, new { password = "short" }, 400);
        await AcceptAsync(app, token, new { password = "long enough", email = "ada@example.com" });
        await AcceptAsync(app, token, new { password = "long enough" }, 400);

        var late = TokenOf(await app.Services.GetRequiredService<OneTimeLinks>().CreateOwnerLinkAsync());
        Time.Advance(TimeSpan.FromMinutes(15));
        await AcceptAsync(app, late, new { password = "long enough" }, 400);
        await AcceptAsync(app, "plk_made_up", new { password = "long enough" }, 400);
    }

    [Fact]
    public async Task Of_two_who_open_the_link_at_once_one_gets_in()
    {
        await using var app = await TestApp.StartAsync(Database, []);
        var token = TokenOf(app.Ready.OwnerLink);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
            app.Client.PostAsync("/v1/auth/accept", Json(new { token, password = "long enough", email = $"user{i}@example.com" }))));

        Assert.Equal([200, 400, 400, 400], answers.Select(answer => (int)answer.StatusCode).Order());
    }

    [Fact]
    public async Task A_later_link_gives_access_back_and_ends_the_sessions_of_before()
    {
        await using var app = await TestApp.StartAsync(Database, TestApp.Owner);
        Assert.Null(app.Ready.OwnerLink);
        var before = (await Answers.ReadAsync(await app.SignInAsync())).Text("refresh_token");
        var token = TokenOf(await app.Services.GetRequiredService<OneTimeLinks>().CreateOwnerLinkAsync());
        await AcceptAsync(app, token, new { password = "new password" });

        await app.Client.PostAsync("/v1/auth/refresh", new { refresh_token = before }, 401);
        await Answers.ReadAsync(await app.SignInAsync(), 401);
        await Answers.ReadAsync(await app.SignInAsync(password: "new password"));
    }

    [Fact]
    public async Task A_later_link_makes_another_owner_for_another_address()
    {
        await using var app = await TestApp.StartAsync(Database, TestApp.Owner);
        var token = TokenOf(await app.Services.GetRequiredService<OneTimeLinks>().CreateOwnerLinkAsync());
        var answer = await AcceptAsync(app, token, new { password = "long enough", email = "bob@example.com" });

        using var second = app.NewClient(answer.Text("access_token"));
        var me = await second.GetAsync("/v1/me", 200);
        Assert.Equal("owner", me["user"]!.Text("role"));
        Assert.DoesNotContain("platform", me.Texts("scopes"));
        await Answers.ReadAsync(await app.SignInAsync());
    }

    [Fact]
    public async Task A_restart_finds_everything_and_makes_nothing_twice()
    {
        await using (var first = await TestApp.StartAsync(Database, TestApp.Owner))
        {
            Assert.True(first.Ready.IsFirstStart);
        }

        await using var again = await TestApp.StartAsync(Database, []);
        Assert.False(again.Ready.IsFirstStart);
        Assert.Null(again.Ready.OwnerLink);
        await Answers.ReadAsync(await again.SignInAsync());
        await using var system = await Database.System.OpenAsync();
        Assert.Equal(1, await system.ScalarAsync<long>("select count(*) from sys_tenants"));
    }

    [Fact]
    public async Task The_environments_key_replaces_the_previous_one_at_each_start()
    {
        string subject;
        await using (var first = await TestApp.StartAsync(Database, TestApp.Owner))
        {
            subject = await KeysIdAsync(first, TestApp.EnvironmentKey);
        }

        await using (var second = await TestApp.StartAsync(Database, new() { ["PARLEY_API_KEY"] = OtherKey }))
        {
            using var old = second.NewClient(TestApp.EnvironmentKey);
            await old.GetAsync("/v1/me", 401);
            Assert.Equal(subject, await KeysIdAsync(second, OtherKey));
            Time.Advance(TimeSpan.FromDays(4000));
            await KeysIdAsync(second, OtherKey);
        }

        await using var third = await TestApp.StartAsync(Database, []);
        using var gone = third.NewClient(OtherKey);
        await gone.GetAsync("/v1/me", 401);
    }

    [Fact]
    public async Task The_environments_key_and_the_later_owner_are_one_person()
    {
        await using var app = await TestApp.StartAsync(Database, new() { ["PARLEY_API_KEY"] = OtherKey });
        using var key = app.NewClient(OtherKey);
        var before = (await key.GetAsync("/v1/me", 200))["user"]!.Text("id");
        var answer = await AcceptAsync(app, TokenOf(app.Ready.OwnerLink), new { password = "long enough" });

        using var owner = app.NewClient(answer.Text("access_token"));
        Assert.Equal(before, (await owner.GetAsync("/v1/me", 200))["user"]!.Text("id"));
    }

    [Theory]
    [InlineData("PARLEY_API_KEY", "secret")]
    [InlineData("PARLEY_API_KEY", "pk_tooshort")]
    [InlineData("PARLEY_API_KEY", "pk_0123456789abcdefghijABCDEFGHIJ01234!")]
    [InlineData("PARLEY_ADMIN_EMAIL", "ada@example.com")]
    [InlineData("PARLEY_ADMIN_PASSWORD", "alone")]
    public async Task A_setting_that_cannot_be_used_stops_the_start_and_is_named(string setting, string value)
    {
        var refused = await Assert.ThrowsAsync<AccountsStartupException>(() => TestApp.StartAsync(Database, new() { [setting] = value }));

        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
        await using var system = await Database.System.OpenAsync();
        Assert.Equal(0, await system.ScalarAsync<long>("select count(*) from sys_tenants"));
    }

    private static string TokenOf(string? link)
    {
        Assert.StartsWith("/welcome#token=", link, StringComparison.Ordinal);
        return link!["/welcome#token=".Length..];
    }

    private static async Task<string> KeysIdAsync(TestApp app, string key)
    {
        using var client = app.NewClient(key);
        var me = await client.GetAsync("/v1/me", 200);
        Assert.Contains("platform", me.Texts("scopes"));
        return me["user"]!.Text("id");
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> AcceptAsync(TestApp app, string token, object rest, int status = 200)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(rest)!;
        body["token"] = token;
        return await app.Client.PostAsync("/v1/auth/accept", body, status);
    }

    private static System.Net.Http.Json.JsonContent Json(object body) => System.Net.Http.Json.JsonContent.Create(body);
}

public sealed class SqliteStartup() : StartupSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlStartup() : StartupSuite(DatabaseKind.PostgreSql);
