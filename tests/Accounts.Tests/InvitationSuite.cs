using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Accounts.Tests;

public abstract class InvitationSuite(DatabaseKind kind) : HttpSuite(kind)
{
    private const string Password = "long enough";

    protected override Dictionary<string, string?> Settings => new(TestApp.Owner) { ["Accounts:PublicAddress"] = "https://chat.example.com/" };

    [Fact]
    public async Task The_invited_come_in_with_their_role_and_groups()
    {
        var group = (await Operator.PostAsync("/v1/groups", new { name = "sales" }, 201)).Text("id");
        var made = await InviteAsync("Bo@Example.com", "agent", group);
        Assert.StartsWith("https://chat.example.com/welcome#token=", made.Text("link"), StringComparison.Ordinal);
        var open = Assert.Single((await Operator.GetAsync("/v1/invitations", 200))["data"]!.AsArray())!;
        Assert.Equal(("bo@example.com", "agent", null), (open.Text("email"), open.Text("role"), open["link"]));
        Assert.Empty((await Operator.GetAsync("/v1/users?email=bo@example.com", 200))["data"]!.AsArray());

        using var bo = App.NewClient((await AcceptAsync(made)).Text("access_token"));
        var me = (await bo.GetAsync("/v1/me", 200))["user"]!;
        Assert.Equal(("bo@example.com", "agent"), (me.Text("email"), me.Text("role")));
        Assert.Contains((await bo.GetAsync("/v1/access", 200))["acl_tags"]!.AsArray(), tag => tag!.Text("name") == "group:sales");
        Assert.Empty((await Operator.GetAsync("/v1/invitations", 200))["data"]!.AsArray());
        await Answers.ReadAsync(await App.SignInAsync("bo@example.com", Password));
        await AcceptAsync(made, 400);
    }

    [Fact]
    public async Task A_revoked_or_lapsed_invitation_opens_nothing()
    {
        var revoked = await InviteAsync("bo@example.com", "member");
        Assert.Equal(HttpStatusCode.NoContent, await RevokeAsync(Operator, revoked));
        Assert.Equal(HttpStatusCode.NotFound, await RevokeAsync(Operator, revoked));
        await AcceptAsync(revoked, 400);

        var lapsed = await InviteAsync("bo@example.com", "member");
        Time.Advance(TimeSpan.FromDays(7));
        await AcceptAsync(lapsed, 400);
        Assert.Empty((await Operator.GetAsync("/v1/invitations", 200))["data"]!.AsArray());
        Assert.Single((await Operator.GetAsync("/v1/users", 200))["data"]!.AsArray());
    }

    [Theory]
    [InlineData("{\"disabled\": true}")]
    [InlineData("{\"role\": \"member\"}")]
    [InlineData(null)]
    public async Task An_invitation_is_worth_no_more_than_who_sent_it(string? change)
    {
        var id = (await Operator.PostAsync("/v1/users", new { email = "al@example.com", role = "admin", password = Password }, 201)).Text("id");
        using var al = App.NewClient((await Answers.ReadAsync(await App.SignInAsync("al@example.com", Password))).Text("access_token"));
        var sent = await al.PostAsync("/v1/invitations", new { email = "bo@example.com", role = "admin" }, 201);
        await al.PostAsync("/v1/invitations", new { email = "ox@example.com", role = "owner" }, 403);
        var made = await al.PostAsync("/v1/users", new { email = "cy@example.com", role = "admin" }, 201);
        var fellow = (await Operator.PostAsync("/v1/users", new { email = "di@example.com", role = "member", password = Password }, 201)).Text("id");
        var reset = (await al.PostAsync($"/v1/users/{fellow}/password-reset", new { })).Text("link");

        var uri = new Uri($"/v1/users/{id}", UriKind.Relative);
        using var answer = change is null
            ? await Operator.DeleteAsync(uri)
            : await Operator.PatchAsync(uri, new StringContent(change, System.Text.Encoding.UTF8, "application/json"));
        Assert.True(answer.IsSuccessStatusCode);
        await AcceptAsync(sent, 400);
        await App.Client.PostAsync("/v1/auth/accept", new { token = TokenOf(made.Text("invitation_link")), password = Password }, 400);
        await RedeemAsync(TokenOf(reset), "quite another one", 400);
    }

    [Fact]
    public async Task Another_tenants_invitation_cannot_be_seen_or_revoked_and_leads_to_its_own_tenant()
    {
        var made = await InviteAsync("bo@example.com", "member");
        var tenant = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "x@bolt.example" }, 201);
        using var bolt = App.NewClient(tenant.Text("api_key"));
        Assert.Empty((await bolt.GetAsync("/v1/invitations", 200))["data"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, await RevokeAsync(bolt, made));
        await bolt.PostAsync("/v1/invitations", new { email = "c@bolt.example", role = "member", groups = new[] { "group_elsewhere" } }, 400);

        // Who signs in elsewhere already comes in with another address.
        await App.Client.PostAsync("/v1/auth/accept", new { token = TokenOf(tenant.Text("invitation_link")), password = Password });
        await App.Client.PostAsync("/v1/auth/accept", new { token = TokenOf(made.Text("link")), password = Password, email = "x@bolt.example" }, 409);
        using var bo = App.NewClient((await AcceptAsync(made)).Text("access_token"));
        Assert.NotEqual(tenant["tenant"]!.Text("id"), (await bo.GetAsync("/v1/me", 200))["tenant"]!.Text("id"));
    }

    [Fact]
    public async Task An_invitation_and_a_reset_are_mailed_with_the_address_that_is_set()
    {
        var made = await InviteAsync("bo@example.com", "member");
        Assert.True(made["mailed"]!.GetValue<bool>());
        var invited = await MailAsync();
        Assert.Equal("bo@example.com", invited.To);
        Assert.Contains(made.Text("link"), invited.Text, StringComparison.Ordinal);

        await AcceptAsync(made);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/auth/password-reset", UriKind.Relative)) { Content = JsonContent.Create(new { email = "BO@example.com" }) };
        request.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.Accepted, (await App.Client.SendAsync(request)).StatusCode);
        var letter = await MailAsync();
        Assert.DoesNotContain("evil", letter.Text, StringComparison.Ordinal);
        var token = System.Text.RegularExpressions.Regex.Match(letter.Text, @"https://chat\.example\.com/reset#token=(\S+)").Groups[1].Value;

        var session = await Answers.ReadAsync(await App.SignInAsync("bo@example.com", Password));
        await RedeemAsync(token, "short", 400);
        await RedeemAsync(token, "quite another one", 204);
        await RedeemAsync(token, "quite another one", 400);
        await App.Client.PostAsync("/v1/auth/refresh", new { refresh_token = session.Text("refresh_token") }, 401);
        await Answers.ReadAsync(await App.SignInAsync("bo@example.com", Password), 401);
        await Answers.ReadAsync(await App.SignInAsync("bo@example.com", "quite another one"));
    }

    [Fact]
    public async Task To_ask_for_a_reset_tells_nothing_about_the_address()
    {
        var answers = new List<string>();
        foreach (var email in (string[])[TestApp.Email, "nobody@example.com"])
        {
            for (var i = 0; i < 6; i++)
            {
                using var answer = await App.Client.PostAsJsonAsync("/v1/auth/password-reset", new { email });
                answers.Add($"{(int)answer.StatusCode} {answer.Headers.RetryAfter} {await answer.Content.ReadAsStringAsync()}");
            }
        }

        Assert.Equal(answers[..6], answers[6..]);
        Assert.StartsWith("202", answers[0], StringComparison.Ordinal);
        Assert.StartsWith("429", answers[5], StringComparison.Ordinal);
        await App.RunJobsAsync();
        Assert.All(App.Services.GetRequiredService<Mailbox>().Letters, letter => Assert.Equal(TestApp.Email, letter.To));

        // Of all that was asked for, the last link alone is good.
        await using var system = await Database.System.OpenAsync();
        Assert.Equal(1, await system.ScalarAsync<long>("select count(*) from sys_links where purpose = 'reset' and expires_at > 0"));
    }

    [Fact]
    public async Task Without_mail_an_admin_sees_the_link()
    {
        var id = (await Operator.PostAsync("/v1/users", new { email = "bo@example.com", role = "admin", password = Password }, 201)).Text("id");
        using var bo = App.NewClient((await Answers.ReadAsync(await App.SignInAsync("bo@example.com", Password))).Text("access_token"));
        var first = (await Operator.GetAsync("/v1/me", 200))["user"]!.Text("id");
        await bo.PostAsync($"/v1/users/{first}/password-reset", new { }, 403);
        await bo.PostAsync("/v1/users/user_nobody/password-reset", new { }, 404);

        var link = (await Operator.PostAsync($"/v1/users/{id}/password-reset", new { })).Text("link");
        var newer = (await Operator.PostAsync($"/v1/users/{id}/password-reset", new { })).Text("link");
        await RedeemAsync(TokenOf(link), "quite another one", 400);
        Time.Advance(TimeSpan.FromHours(1));
        await RedeemAsync(TokenOf(newer), "quite another one", 400);
        newer = (await Operator.PostAsync($"/v1/users/{id}/password-reset", new { })).Text("link");
        await RedeemAsync(TokenOf(newer), "quite another one", 204);
        await bo.GetAsync("/v1/me", 401);
        var told = (await Operator.GetAsync($"/v1/audit?target={id}", 200))["data"]!.AsArray().Select(what => what!.Text("action")).ToList();
        Assert.Equal((3, 1), (told.Count(action => action == "password_reset.link_made"), told.Count(action => action == "user.link_opened")));
    }

    [Theory]
    [InlineData("invitation")]
    [InlineData("owner")]
    public async Task A_link_of_another_kind_resets_no_password(string kind)
    {
        var link = kind == "owner"
            ? await App.Services.GetRequiredService<OneTimeLinks>().CreateOwnerLinkAsync()
            : (await InviteAsync("bo@example.com", "member")).Text("link");
        await RedeemAsync(TokenOf(link), "quite another one", 400);
        await Answers.ReadAsync(await App.SignInAsync());
    }

    [Fact]
    public async Task A_mailed_reset_takes_an_account_from_whoever_only_typed_its_address()
    {
        var made = await InviteAsync("eve@example.com", "member");
        var accepted = await App.Client.PostAsync(
            "/v1/auth/accept", new { token = TokenOf(made.Text("link")), password = Password, email = "ada@example.net" });
        using var eve = App.NewClient(accepted.Text("access_token"));
        using var key = App.NewClient((await eve.PostAsync("/v1/api-keys", new { name = "own", scopes = new[] { "chat" } }, 201)).Text("key"));
        await App.RunJobsAsync();

        await App.Client.PostAsync("/v1/auth/password-reset", new { email = "ada@example.net" }, 202);
        var letter = await MailAsync();
        await RedeemAsync(System.Text.RegularExpressions.Regex.Match(letter.Text, @"#token=(\S+)").Groups[1].Value, "quite another one", 204);

        await eve.GetAsync("/v1/me", 401);
        await key.GetAsync("/v1/me", 401);
        await Answers.ReadAsync(await App.SignInAsync("ada@example.net", "quite another one"));
    }

    [Fact]
    public async Task Only_those_who_administer_users_invite()
    {
        var member = await InviteAsync("bo@example.com", "member");
        using var bo = App.NewClient((await AcceptAsync(member)).Text("access_token"));

        await bo.PostAsync("/v1/invitations", new { email = "x@example.com", role = "viewer" }, 403);
        await bo.GetAsync("/v1/invitations", 403);
        await Operator.PostAsync("/v1/invitations", new { email = "bo@example.com", role = "viewer" }, 409);
    }

    private static string TokenOf(string link) => link.Split("#token=")[1];

    private static async Task<HttpStatusCode> RevokeAsync(HttpClient who, JsonNode invitation) =>
        (await who.DeleteAsync(new Uri($"/v1/invitations/{invitation.Text("id")}", UriKind.Relative))).StatusCode;

    private Task<JsonNode> InviteAsync(string email, string role, params string[] groups) =>
        Operator.PostAsync("/v1/invitations", new { email, role, groups }, 201);

    private Task<JsonNode> AcceptAsync(JsonNode invitation, int status = 200) =>
        App.Client.PostAsync("/v1/auth/accept", new { token = TokenOf(invitation.Text("link")), password = Password }, status);

    private Task<JsonNode> RedeemAsync(string token, string password, int status) =>
        App.Client.PostAsync("/v1/auth/password-reset/redeem", new { token, password }, status);

    private async Task<Letter> MailAsync()
    {
        var box = App.Services.GetRequiredService<Mailbox>();
        box.Letters.Clear();
        await App.RunJobsAsync();
        return Assert.Single(box.Letters);
    }
}

public sealed class SqliteInvitations() : InvitationSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlInvitations() : InvitationSuite(DatabaseKind.PostgreSql);
