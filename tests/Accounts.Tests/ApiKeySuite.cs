using System.Collections.Frozen;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Accounts.Tests;

public abstract class ApiKeySuite(DatabaseKind kind) : HttpSuite(kind)
{
    [Fact]
    public async Task A_key_is_shown_once_and_then_only_by_its_ending()
    {
        var made = await Operator.PostAsync("/v1/api-keys", new { name = "ci" }, 201);
        var key = made.Text("key");
        Assert.Matches("^pk_[A-Za-z0-9]{32,}$", key);
        Assert.DoesNotContain("platform", made.Texts("scopes"));

        var listed = (await Operator.GetAsync("/v1/api-keys", 200))["data"]!.AsArray();
        var row = listed.Single(item => item!.Text("id") == made.Text("id"))!;
        Assert.Null(row["key"]);
        Assert.Equal(key[^4..], row.Text("ending"));
        Assert.Equal(2, listed.Count);

        using var client = App.NewClient(key);
        Assert.Equal("owner", (await client.GetAsync("/v1/me", 200))["user"]!.Text("role"));
    }

    [Fact]
    public async Task A_key_comes_in_by_the_other_header_too()
    {
        using var client = App.NewClient();
        client.DefaultRequestHeaders.Add("x-api-key", TestApp.EnvironmentKey);
        await client.GetAsync("/v1/me", 200);
    }

    [Fact]
    public async Task The_database_holds_no_key_in_the_clear()
    {
        var key = (await Operator.PostAsync("/v1/api-keys", new { name = "ci" }, 201)).Text("key");

        await using var system = await Database.System.OpenAsync();
        Assert.Equal(0, await system.ScalarAsync<long>("select count(*) from sys_api_keys where key_hash in (@key, @rest)", new { key, rest = key[3..] }));
        Assert.Equal(1, await system.ScalarAsync<long>("select count(*) from sys_api_keys where key_hash = @hash", new { hash = TokenText.Hash(key) }));
    }

    [Fact]
    public async Task A_key_can_be_given_no_more_than_its_maker_has()
    {
        using var less = App.NewClient((await Operator.PostAsync("/v1/api-keys", new { name = "less", scopes = new[] { "chat", "users:admin" } }, 201)).Text("key"));

        await less.PostAsync("/v1/api-keys", new { name = "more", scopes = new[] { "knowledge:write" } }, 403);
        await less.PostAsync("/v1/tenants", new { name = "more", owner_email = "a@b.c" }, 403);
        Assert.Equal(["chat", "users:admin"], (await less.PostAsync("/v1/api-keys", new { name = "same" }, 201)).Texts("scopes"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_was_shut_out_on_the_way_leaves_no_key_behind(bool byKey)
    {
        using var owner = App.NewClient(await App.OwnerTokenAsync());
        var made = await owner.PostAsync("/v1/api-keys", new { name = "first" }, 201);
        var user = new UserId((await owner.GetAsync("/v1/me", 200))["user"]!.Text("id"));
        await using var system = await Database.System.OpenAsync();
        var session = await system.ScalarAsync<string>("select id from sys_sessions where user_id = @user", new { user = user.Value });
        var store = App.Services.GetRequiredService<ApiKeyStore>();

        // What the door had proven before the end.
        var caller = new Kernel.Caller
        {
            Tenant = App.Ready.DefaultTenant,
            Subject = new("sub_1"),
            User = user,
            Key = byKey ? new ApiKeyId(made.Text("id")) : null,
            Session = byKey ? null : session,
            Scopes = new[] { Kernel.Scopes.Chat }.ToFrozenSet(),
            AclTags = [],
        };
        await store.AddAsync(caller, store.New("second", user, [Kernel.Scopes.Chat], 1), Actor.System, default);
        await Database.Tenants.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                await ApiKeyStore.RevokeOfAsync(connection, user, Time.GetUtcNow());
                await App.Services.GetRequiredService<UserStore>().EndSessionsAsync(connection, user);
            });

        var refused = await Assert.ThrowsAsync<Kernel.RefusedException>(
            () => store.AddAsync(caller, store.New("third", user, [Kernel.Scopes.Chat], 1), Actor.System, default));
        Assert.Equal(401, refused.Refusal.Status);
    }

    [Fact]
    public async Task A_key_without_the_right_to_administer_makes_no_keys()
    {
        using var chat = App.NewClient(await KeyAsync("chat"));
        await chat.PostAsync("/v1/api-keys", new { name = "child" }, 403);
        await chat.GetAsync("/v1/api-keys", 403);
    }

    [Theory]
    [InlineData("{\"name\": \"\"}")]
    [InlineData("{\"name\": \"a\", \"scopes\": []}")]
    [InlineData("{\"name\": \"a\", \"scopes\": [\"everything\"]}")]
    [InlineData("{\"name\": \"a\", \"scopes\": [null]}")]
    [InlineData("{\"name\": \"a\", \"scopes\": [\"\"]}")]
    [InlineData("{\"name\": \"a\", \"expires_in_days\": 0}")]
    [InlineData("{\"name\": \"a\", \"expires_in_days\": 100000}")]
    [InlineData("{\"name\": 5}")]
    public async Task What_makes_no_sense_makes_no_key(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await Answers.ReadAsync(await Operator.PostAsync(new Uri("/v1/api-keys", UriKind.Relative), content), 400);
    }

    [Fact]
    public async Task A_key_lapses()
    {
        using var client = App.NewClient((await Operator.PostAsync("/v1/api-keys", new { name = "short", expires_in_days = 1 }, 201)).Text("key"));
        await client.GetAsync("/v1/me", 200);
        Time.Advance(TimeSpan.FromDays(1));
        await client.GetAsync("/v1/me", 401);
    }

    [Fact]
    public async Task A_revoked_key_ends_at_once()
    {
        var made = await Operator.PostAsync("/v1/api-keys", new { name = "ci" }, 201);
        using var client = App.NewClient(made.Text("key"));
        await client.GetAsync("/v1/me", 200);

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(made.Text("id")));
        await client.GetAsync("/v1/me", 401);
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(made.Text("id")));
    }

    [Fact]
    public async Task A_key_revoked_on_another_node_ends_within_seconds()
    {
        await using var second = Database.OpenAnotherNode();
        await using var elsewhere = await TestApp.StartAsync(second, TestApp.Owner);
        var made = await Operator.PostAsync("/v1/api-keys", new { name = "ci" }, 201);
        using var client = elsewhere.NewClient(made.Text("key"));
        await client.GetAsync("/v1/me", 200);

        await DeleteAsync(made.Text("id"));
        Time.Advance(TimeSpan.FromSeconds(5));
        await client.GetAsync("/v1/me", 401);
    }

    [Fact]
    public async Task A_known_key_is_not_looked_up_again_and_again()
    {
        var made = await Operator.PostAsync("/v1/api-keys", new { name = "ci" }, 201);
        using var client = App.NewClient(made.Text("key"));
        await client.GetAsync("/v1/me", 200);

        // Behind the server's back, so that only what it remembers can let the key in.
        await Database.System.WriteAsync(connection => connection.ExecuteAsync("update sys_api_keys set revoked = 1"));
        await client.GetAsync("/v1/me", 200);
        Time.Advance(TimeSpan.FromSeconds(5));
        await client.GetAsync("/v1/me", 401);
    }

    [Fact]
    public async Task Rotation_keeps_the_id_and_ends_the_old_secret()
    {
        var made = await Operator.PostAsync("/v1/api-keys", new { name = "ci", expires_in_days = 10 }, 201);
        using var old = App.NewClient(made.Text("key"));
        Time.Advance(TimeSpan.FromDays(5));
        var rotated = await Operator.PostAsync($"/v1/api-keys/{made.Text("id")}/rotate", new { overlap_hours = 2 });
        using var young = App.NewClient(rotated.Text("key"));

        Assert.Equal(made.Text("id"), rotated.Text("id"));
        await old.GetAsync("/v1/me", 200);
        await young.GetAsync("/v1/me", 200);
        Time.Advance(TimeSpan.FromHours(2));
        await old.GetAsync("/v1/me", 401);
        Time.Advance(TimeSpan.FromDays(9));
        await young.GetAsync("/v1/me", 200);

        using var third = App.NewClient((await Operator.PostAsync($"/v1/api-keys/{made.Text("id")}/rotate", new { })).Text("key"));
        await young.GetAsync("/v1/me", 401);
        await third.GetAsync("/v1/me", 200);
        await DeleteAsync(made.Text("id"));
        await third.GetAsync("/v1/me", 401);
    }

    [Fact]
    public async Task The_key_of_the_environment_is_changed_there_only()
    {
        var id = (await Operator.GetAsync("/v1/api-keys", 200))["data"]![0]!.Text("id");
        Assert.Equal(HttpStatusCode.Conflict, await DeleteAsync(id));
        await Operator.PostAsync($"/v1/api-keys/{id}/rotate", new { }, 409);
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        for (var i = 0; i < 4; i++)
        {
            await KeyAsync("chat");
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var ids = new List<string>();
        var cursor = "";
        do
        {
            var page = await Operator.GetAsync($"/v1/api-keys?limit=2&cursor={cursor}", 200);
            ids.AddRange(page["data"]!.AsArray().Select(item => item!.Text("id")));
            cursor = page["next_cursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        Assert.Equal(5, ids.Distinct().Count());
        Assert.Equal(ids.OrderDescending(StringComparer.Ordinal), ids);
        await Operator.GetAsync("/v1/api-keys?cursor=%21%21", 400);
        await Operator.GetAsync("/v1/api-keys?limit=0", 400);
    }

    [Fact]
    public async Task Another_tenants_keys_do_not_exist()
    {
        var tenant = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "bo@example.com" }, 201);
        using var stranger = App.NewClient(tenant.Text("api_key"));
        var made = await Operator.PostAsync("/v1/api-keys", new { name = "ci" }, 201);

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync(new Uri($"/v1/api-keys/{made.Text("id")}", UriKind.Relative))).StatusCode);
        await stranger.PostAsync($"/v1/api-keys/{made.Text("id")}/rotate", new { }, 404);
        Assert.Single((await stranger.GetAsync("/v1/api-keys", 200))["data"]!.AsArray());
    }

    private async Task<string> KeyAsync(params string[] scopes) =>
        (await Operator.PostAsync("/v1/api-keys", new { name = "ci", scopes }, 201)).Text("key");

    private async Task<HttpStatusCode> DeleteAsync(string id) =>
        (await Operator.DeleteAsync(new Uri($"/v1/api-keys/{id}", UriKind.Relative))).StatusCode;
}

public sealed class SqliteApiKeys() : ApiKeySuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlApiKeys() : ApiKeySuite(DatabaseKind.PostgreSql);
