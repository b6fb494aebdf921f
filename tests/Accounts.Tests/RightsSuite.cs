using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Accounts.Tests;

/// <summary>What stolen sessions, keys and old links are not good for.</summary>
public abstract class RightsSuite(DatabaseKind kind) : HttpSuite(kind)
{
    private const string Password = "long enough";

    [Fact]
    public async Task Nobody_resets_their_own_password_or_second_factor_as_an_admin()
    {
        var (id, al) = await MakeAsync("al@example.com", "admin");
        using (al)
        {
            Assert.Equal("own_account", (await al.PostAsync($"/v1/users/{id}/password-reset", new { }, 409)).Text("code"));
            Assert.Equal("own_account", (await Answers.ReadAsync(await al.DeleteAsync(new Uri($"/v1/users/{id}/totp", UriKind.Relative)), 409)).Text("code"));
        }

        await Operator.PostAsync($"/v1/users/{id}/password-reset", new { });
    }

    [Fact]
    public async Task Nobody_ends_a_key_of_somebody_who_can_do_more()
    {
        var (_, al) = await MakeAsync("al@example.com", "admin");
        var (_, bo) = await MakeAsync("bo@example.com", "member");
        using (al)
        using (bo)
        {
            var owners = (await Operator.PostAsync("/v1/api-keys", new { name = "owner's" }, 201)).Text("id");
            var service = (await Operator.PostAsync("/v1/api-keys", new { name = "s", service = true, role = "owner", scopes = new[] { "chat" } }, 201)).Text("id");
            var members = (await bo.PostAsync("/v1/api-keys", new { name = "bo's" }, 201)).Text("id");

            Assert.Equal(HttpStatusCode.Forbidden, await RevokeAsync(al, owners));
            Assert.Equal(HttpStatusCode.Forbidden, await RevokeAsync(al, service));
            Assert.Equal(HttpStatusCode.NoContent, await RevokeAsync(al, members));
            Assert.Equal(HttpStatusCode.NoContent, await RevokeAsync(Operator, owners));
        }
    }

    [Fact]
    public async Task A_new_password_ends_the_links_for_another()
    {
        var (id, bo) = await MakeAsync("bo@example.com", "member");
        using (bo)
        {
            var link = (await Operator.PostAsync($"/v1/users/{id}/password-reset", new { })).Text("link");
            await bo.PostAsync("/v1/auth/password", new { current = Password, password = "quite another one" }, 204);
            await App.Client.PostAsync("/v1/auth/password-reset/redeem", new { token = link.Split("#token=")[1], password = "a third one" }, 400);
        }
    }

    [Fact]
    public async Task A_person_has_no_more_than_a_hundred_keys()
    {
        var (id, bo) = await MakeAsync("bo@example.com", "member");
        using (bo)
        {
            var keys = App.Services.GetRequiredService<ApiKeyStore>();
            await Database.Tenants.WriteAsync(App.Ready.DefaultTenant, async connection =>
            {
                for (var i = 0; i < 99; i++)
                {
                    await ApiKeyStore.InsertAsync(connection, keys.New("many", new(id), ["chat"], days: 1));
                }
            });
            var last = (await bo.PostAsync("/v1/api-keys", new { name = "last" }, 201)).Text("id");
            Assert.Equal("too_many", (await bo.PostAsync("/v1/api-keys", new { name = "more" }, 409)).Text("code"));
            await RevokeAsync(bo, last);
            await bo.PostAsync("/v1/api-keys", new { name = "again" }, 201);
            await Operator.PostAsync("/v1/api-keys", new { name = "another's" }, 201);
        }
    }

    [Fact]
    public async Task An_owner_who_has_no_way_in_is_none_to_rely_on()
    {
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "x@bolt.example" }, 201);
        using var bolt = App.NewClient(made.Text("api_key"));
        await App.Client.PostAsync("/v1/auth/accept", new { token = made.Text("invitation_link").Split("#token=")[1], password = Password });
        var other = (await bolt.PostAsync("/v1/users", new { email = "y@bolt.example", role = "owner" }, 201)).Text("id");

        // Came in by a provider that is no more.
        await Database.Tenants.WriteAsync(new(new(made["tenant"]!.Text("id"))), connection => connection.ExecuteAsync(
            "update users set last_sign_in_at = 1 where tenant_id = @tenant and id = @other", new { other }));
        using var refused = await bolt.DeleteAsync(new Uri($"/v1/users/{made["owner"]!.Text("id")}", UriKind.Relative));
        Assert.Equal("last_owner", (await Answers.ReadAsync(refused, 409)).Text("code"));
    }

    [Fact]
    public async Task What_the_environment_sets_up_is_told_and_not_again_with_each_start()
    {
        var owner = (await Operator.GetAsync("/v1/me", 200))["user"]!.Text("id");
        Assert.Equal("system", Assert.Single(await EventsAsync("user.owner_claimed", owner))["actor"]!.Text("kind"));
        var key = (await Operator.GetAsync("/v1/api-keys", 200))["data"]!.AsArray()[0]!.Text("id");
        await using (await TestApp.StartAsync(Database, Settings))
        {
            Assert.Equal("environment", Assert.Single(await EventsAsync("api_key.made", key))["detail"]!.Text("kind"));
        }

        var environment = App.Services.GetRequiredService<EnvironmentKey>();
        await environment.ApplyAsync(App.Ready.DefaultTenant, new(owner), null, default);
        await environment.ApplyAsync(App.Ready.DefaultTenant, new(owner), TestApp.EnvironmentKey, default);
        Assert.Single(await EventsAsync("api_key.revoked", key));
        Assert.Single(await EventsAsync("api_key.rotated", key));
    }

    [Fact]
    public async Task A_link_that_is_used_or_has_lapsed_is_told_where_it_came_from()
    {
        var made = await Operator.PostAsync("/v1/users", new { email = "bo@example.com", role = "member" }, 201);
        var token = made.Text("invitation_link").Split("#token=")[1];
        await App.Client.PostAsync("/v1/auth/accept", new { token, password = Password });
        await App.Client.PostAsync("/v1/auth/accept", new { token, password = Password }, 400);
        await App.Client.PostAsync("/v1/auth/accept", new { token = "plk_unknown", password = Password }, 400);

        var told = Assert.Single(await EventsAsync("user.link_refused", made.Text("id")));
        Assert.Equal(("anonymous", "invitation"), (told["actor"]!.Text("kind"), told["detail"]!.Text("purpose")));
    }

    private async Task<IReadOnlyList<JsonNode>> EventsAsync(string action, string target) =>
        [.. (await Operator.GetAsync($"/v1/audit?action={action}&target={target}", 200))["data"]!.AsArray().Select(told => told!)];

    private static async Task<HttpStatusCode> RevokeAsync(HttpClient who, string key) =>
        (await who.DeleteAsync(new Uri($"/v1/api-keys/{key}", UriKind.Relative))).StatusCode;

    private async Task<(string Id, HttpClient Client)> MakeAsync(string email, string role)
    {
        var made = await Operator.PostAsync("/v1/users", new { email, role, password = Password }, 201);
        JsonNode session = await Answers.ReadAsync(await App.SignInAsync(email, Password));
        return (made.Text("id"), App.NewClient(session.Text("access_token")));
    }
}

public sealed class SqliteRights() : RightsSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlRights() : RightsSuite(DatabaseKind.PostgreSql);
