using System.Net;
using System.Text.Json.Nodes;

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
