using System.Net;
using System.Text.Json.Nodes;

namespace Parley.Accounts.Tests;

public abstract class ServiceKeySuite(DatabaseKind kind) : HttpSuite(kind)
{
    private const string Password = "long enough";

    [Fact]
    public async Task A_service_key_is_nobodys_and_stays_when_its_maker_leaves()
    {
        var maker = (await Operator.PostAsync("/v1/users", new { email = "al@example.com", role = "admin", password = Password }, 201)).Text("id");
        using var al = App.NewClient((await Answers.ReadAsync(await App.SignInAsync("al@example.com", Password))).Text("access_token"));
        var made = await al.PostAsync("/v1/api-keys", new { name = "bot", service = true }, 201);
        using var own = App.NewClient((await al.PostAsync("/v1/api-keys", new { name = "own" }, 201)).Text("key"));
        Assert.Equal(("service", "member", null, maker), (made.Text("kind"), made.Text("role"), made["user"], made.Text("made_by")));
        Assert.Equal(["chat", "knowledge:read"], made.Texts("scopes"));
        Assert.Equal(90, (made["expires_at"]!.GetValue<DateTimeOffset>() - made["created_at"]!.GetValue<DateTimeOffset>()).TotalDays);

        using var bot = App.NewClient(made.Text("key"));
        var me = await bot.GetAsync("/v1/me", 200);
        Assert.Null(me["user"]);
        Assert.Equal(["chat", "knowledge:read"], me.Texts("scopes"));
        await own.GetAsync("/v1/me", 200);

        Assert.Equal(HttpStatusCode.NoContent, (await Operator.DeleteAsync(new Uri($"/v1/users/{maker}", UriKind.Relative))).StatusCode);
        await own.GetAsync("/v1/me", 401);
        await bot.GetAsync("/v1/me", 200);
        Assert.Contains((await Operator.GetAsync("/v1/api-keys", 200))["data"]!.AsArray(), key => key!.Text("id") == made.Text("id"));
        Assert.Equal(HttpStatusCode.NoContent, (await Operator.DeleteAsync(new Uri($"/v1/api-keys/{made.Text("id")}", UriKind.Relative))).StatusCode);
        await bot.GetAsync("/v1/me", 401);
    }

    [Fact]
    public async Task It_never_administers_people_whatever_its_role()
    {
        await Operator.PostAsync("/v1/api-keys", new { name = "bot", service = true, role = "admin", scopes = new[] { "users:admin" } }, 403);
        await Operator.PostAsync("/v1/api-keys", new { name = "bot", service = true, role = "owner", scopes = new[] { "platform" } }, 403);
        await Operator.PostAsync("/v1/api-keys", new { name = "bot", service = true, role = "member", scopes = new[] { "models:admin" } }, 403);
        var made = await Operator.PostAsync("/v1/api-keys", new { name = "bot", service = true, role = "owner" }, 201);
        Assert.DoesNotContain("users:admin", made.Texts("scopes"));
        Assert.DoesNotContain("platform", made.Texts("scopes"));

        using var bot = App.NewClient(made.Text("key"));
        await bot.GetAsync("/v1/users", 403);
        await bot.GetAsync("/v1/api-keys", 403);
        await bot.PostAsync("/v1/api-keys", new { name = "more" }, 403);
        await bot.GetAsync("/v1/auth/sessions", 403);
        await bot.GetAsync("/v1/auth/totp", 403);
        await bot.GetAsync("/v1/access", 400);
        await bot.GetAsync("/v1/ledger/balance", 200);
    }

    [Fact]
    public async Task Admins_make_and_rotate_them_and_give_no_more_than_they_have()
    {
        await Operator.PostAsync("/v1/users", new { email = "al@example.com", role = "admin", password = Password }, 201);
        await Operator.PostAsync("/v1/users", new { email = "bo@example.com", role = "member", password = Password }, 201);
        using var al = App.NewClient((await Answers.ReadAsync(await App.SignInAsync("al@example.com", Password))).Text("access_token"));
        using var bo = App.NewClient((await Answers.ReadAsync(await App.SignInAsync("bo@example.com", Password))).Text("access_token"));
        await bo.PostAsync("/v1/api-keys", new { name = "bot", service = true }, 403);
        await al.PostAsync("/v1/api-keys", new { name = "bot", service = true, role = "owner" }, 403);
        await al.PostAsync("/v1/api-keys", new { name = "bot", service = true, role = "emperor" }, 400);
        await al.PostAsync("/v1/api-keys", new { name = "own", role = "viewer" }, 400);

        var owners = (await Operator.PostAsync("/v1/api-keys", new { name = "bot", service = true, role = "owner" }, 201)).Text("id");
        await al.PostAsync($"/v1/api-keys/{owners}/rotate", new { }, 403);
        var made = await al.PostAsync("/v1/api-keys", new { name = "bot", service = true, role = "agent" }, 201);
        await bo.PostAsync($"/v1/api-keys/{made.Text("id")}/rotate", new { }, 404);
        var rotated = await Operator.PostAsync($"/v1/api-keys/{made.Text("id")}/rotate", new { });
        Assert.Equal(("service", "agent"), (rotated.Text("kind"), rotated.Text("role")));
        using var old = App.NewClient(made.Text("key"));
        using var young = App.NewClient(rotated.Text("key"));
        await old.GetAsync("/v1/me", 401);
        await young.GetAsync("/v1/me", 200);
        Assert.Equal(["chat", "knowledge:read"], rotated.Texts("scopes"));
    }

    [Fact]
    public async Task It_acts_for_end_users_like_any_key()
    {
        var key = (await Operator.PostAsync("/v1/api-keys", new { name = "bot", service = true }, 201)).Text("key");
        using var anna = App.NewClient(key, "anna");
        JsonNode me = await anna.GetAsync("/v1/me", 200);
        Assert.Null(me["user"]);
        await anna.GetAsync("/v1/api-keys", 403);
    }
}

public sealed class SqliteServiceKeys() : ServiceKeySuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlServiceKeys() : ServiceKeySuite(DatabaseKind.PostgreSql);
