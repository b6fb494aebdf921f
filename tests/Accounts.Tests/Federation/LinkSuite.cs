using System.Text.Json.Nodes;
using Parley.Kernel;

namespace Parley.Accounts.Tests.Federation;

/// <summary>People link providers to their own accounts and take them away again, and nobody else's by it.</summary>
public abstract class LinkSuite(FederationFixture fixture) : FederationBase(fixture)
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task Somebody_signed_in_links_a_provider_whatever_address_it_knows_and_signs_in_by_it()
    {
        var provider = await ConnectAsync();
        var (user, token) = await UserAsync("bo");
        At.Person["email_verified"] = false;
        Assert.Equal($"/settings?identity_linked={provider}", await LinkAsync(provider, token));

        var linked = Assert.Single(await ListAsync(token));
        Assert.Equal((provider, "Corp", true), (linked.Text("provider"), linked.Text("name"), linked["removable"]!.GetValue<bool>()));
        Assert.Equal(user, Assert.Single(await EventsAsync("provider.identity_linked", user))["actor"]!.Text("id"));
        Assert.Null(await Browser.MeAsync());
        await Browser.SignInAsync(At, provider);
        Assert.Equal((user, $"bo@{Domain}"), ((await Browser.MeAsync())!.Text("id"), (await Browser.MeAsync())!.Text("email")));

        Assert.Equal($"/settings?identity_linked={provider}", await LinkAsync(provider, token));
        Assert.Single(await EventsAsync("provider.identity_linked", user));
    }

    [Fact]
    public async Task An_account_at_a_provider_that_is_linked_to_another_user_stays_theirs()
    {
        var provider = await ConnectAsync();
        var (ada, adas) = await UserAsync("ada");
        var (bo, bos) = await UserAsync("bo");
        await LinkAsync(provider, adas);

        Assert.Equal("/settings?identity_error=identity_taken", await LinkAsync(provider, bos));
        Assert.Empty(await ListAsync(bos));
        await Browser.SignInAsync(At, provider);
        Assert.Equal(ada, (await Browser.MeAsync())!.Text("id"));
        Assert.Equal("identity_taken", Assert.Single(await EventsAsync("provider.link_refused", bo))["detail"]!.Text("code"));
    }

    [Fact]
    public async Task Two_who_link_the_same_account_at_once_are_not_both_it()
    {
        var provider = await ConnectAsync();
        var people = new List<(Browser Browser, Uri Left, string Token)>();
        for (var index = 0; index < 4; index++)
        {
            var (_, token) = await UserAsync($"p{index}");
            var browser = new Browser(App);
            people.Add((browser, await BeginAsync(provider, token, browser), token));
        }

        var ends = await Task.WhenAll(people.Select(one => one.Browser.ReturnAsync(one.Left, At.Authorize(one.Left))));
        Assert.Single(ends, end => end.OriginalString == $"/settings?identity_linked={provider}");
        Assert.Equal(3, ends.Count(end => end.OriginalString == "/settings?identity_error=identity_taken"));
        people.ForEach(one => one.Browser.Dispose());
    }

    [Fact]
    public async Task The_way_back_belongs_to_the_browser_and_the_session_that_began()
    {
        var provider = await ConnectAsync();
        var (_, token) = await UserAsync("bo");
        var left = await BeginAsync(provider, token);
        using var other = new Browser(App);
        Assert.Equal("/?sign_in_error=sign_in_stale", (await other.ReturnAsync(left, At.Authorize(left))).OriginalString);

        using (var person = App.NewClient(token))
        {
            var session = (await person.GetAsync("/v1/auth/sessions", 200))["data"]![0]!.Text("id");
            await Answers.ReadAsync(await person.DeleteAsync($"/v1/auth/sessions/{session}"), 204);
        }

        Assert.Equal("/settings?identity_error=session_ended", (await Browser.ReturnAsync(left, At.Authorize(left))).OriginalString);
        Assert.Equal("/?sign_in_error=sign_in_stale", (await Browser.ReturnAsync(left, At.Authorize(left))).OriginalString);
        Assert.Equal("/?sign_in_error=no_account", (await Browser.SignInAsync(At, provider)).OriginalString);
    }

    [Fact]
    public async Task A_provider_that_lies_links_nobody()
    {
        var provider = await ConnectAsync();
        var (user, token) = await UserAsync("bo");
        foreach (var (lie, reason) in ((Action<JsonObject>, string)[])
            [(claims => claims["aud"] = "else", "audience"), (claims => claims["nonce"] = "else", "nonce"), (claims => claims["iss"] = "https://else.example", "issuer")])
        {
            At.Claims = lie;
            Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("/settings?identity_error=proof_refused", await LinkAsync(provider, token));
            Assert.Equal(reason, (await EventsAsync("provider.link_refused", user))[0]["detail"]!.Text("reason"));
        }

        Assert.Empty(await ListAsync(token));
    }

    [Fact]
    public async Task Long_after_signing_in_it_takes_the_password_or_a_code()
    {
        var provider = await ConnectAsync();
        var (_, token) = await UserAsync("bo");
        Time.Advance(TimeSpan.FromMinutes(11));
        var at = $"/v1/auth/identities/{provider}";
        Assert.Equal("proof_needed", (await PostAsync(at, token, new { }, 403)).Text("code"));
        await PostAsync($"{at}/unlink", token, new { }, 403);
        await PostAsync(at, token, new { password = "wrong" }, 403);
        await PostAsync(at, token, new { code = "000000" }, 403);
        await PostAsync(at, token, new { password = Password });

        var (secret, _) = await EnrolAsync(token);
        await PostAsync(at, token, new { code = "000000" }, 401);
        await PostAsync(at, token, new { code = Totp.Code(secret, Totp.StepOf(Time.GetUtcNow()) + 1) });
    }

    [Fact]
    public async Task The_last_way_in_stays_and_another_may_go()
    {
        var (first, second) = (await ConnectOpenAsync(), await ConnectAsync());
        await Browser.SignInAsync(At, first);
        var token = await Browser.TokenAsync();
        Assert.False(Assert.Single(await ListAsync(token))["removable"]!.GetValue<bool>());
        Assert.Equal("last_way_in", (await PostAsync($"/v1/auth/identities/{first}/unlink", token, new { }, 409)).Text("code"));

        Assert.Equal($"/settings?identity_linked={second}", await LinkAsync(second, token));
        Assert.All(await ListAsync(token), one => Assert.True(one["removable"]!.GetValue<bool>()));
        await PostAsync($"/v1/auth/identities/{first}/unlink", token, new { }, 204);
        await PostAsync($"/v1/auth/identities/{first}/unlink", token, new { }, 404);
        Assert.Single(await EventsAsync("provider.identity_unlinked", (await Browser.MeAsync())!.Text("id")));
        await PostAsync($"/v1/auth/identities/{second}/unlink", token, new { }, 409);
    }

    [Fact]
    public async Task Of_two_last_ways_that_are_given_up_at_once_one_stays()
    {
        var (first, second) = (await ConnectOpenAsync(), await ConnectAsync());
        await Browser.SignInAsync(At, first);
        var token = await Browser.TokenAsync();
        await LinkAsync(second, token);

        using var person = App.NewClient(token);
        await Task.WhenAll(((string[])[first, second]).Select(one => person.PostAsync(new Uri($"/v1/auth/identities/{one}/unlink", UriKind.Relative), null)));
        Assert.Single(await ListAsync(token));
    }

    [Fact]
    public async Task Groups_that_a_provider_gave_go_with_it()
    {
        var provider = await ConnectAsync(new() { ["sync_groups"] = true });
        var (user, token) = await UserAsync("bo");
        var group = (await Operator.PostAsync("/v1/groups", new { name = $"sales-{Domain.Split('.')[0]}" }, 201)).Text("id");
        At.Person["groups"] = new JsonArray($"sales-{Domain.Split('.')[0]}");
        await LinkAsync(provider, token);
        await Browser.SignInAsync(At, provider);
        Assert.Single((await Operator.GetAsync($"/v1/groups/{group}/members", 200))["data"]!.AsArray());

        await PostAsync($"/v1/auth/identities/{provider}/unlink", token, new { }, 204);
        Assert.Empty((await Operator.GetAsync($"/v1/groups/{group}/members", 200))["data"]!.AsArray());
        Assert.Single(await EventsAsync("group.left", user));
    }

    [Fact]
    public async Task Keys_strangers_and_other_tenants_link_nothing()
    {
        var provider = await ConnectAsync();
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = $"bo@{Domain}" }, 201);
        using var bolt = App.NewClient(made.Text("api_key"));
        var theirs = await ConnectAsync(by: bolt);
        var off = await ConnectAsync(new() { ["enabled"] = false });
        var (_, token) = await UserAsync("cy");

        foreach (var (client, status) in ((HttpClient, int)[])[(Operator, 403), (bolt, 403), (App.Client, 401)])
        {
            await client.GetAsync("/v1/auth/identities", status);
            await client.PostAsync($"/v1/auth/identities/{provider}", new { }, status);
            await client.PostAsync($"/v1/auth/identities/{provider}/unlink", new { }, status);
        }

        await PostAsync($"/v1/auth/identities/{theirs}", token, new { }, 404);
        await PostAsync($"/v1/auth/identities/{off}", token, new { }, 404);
        At.Discovery = said => said["issuer"] = "https://elsewhere.example";
        var unread = await ConnectAsync();
        await PostAsync($"/v1/auth/identities/{unread}", token, new { }, 424);
    }

    private async Task<(string User, string Token)> UserAsync(string name)
    {
        var user = await Operator.PostAsync("/v1/users", new { email = $"{name}@{Domain}", role = "member", password = Password }, 201);
        return (user.Text("id"), (await Answers.ReadAsync(await App.SignInAsync($"{name}@{Domain}", Password))).Text("access_token"));
    }

    private async Task<(byte[] Secret, JsonNode Codes)> EnrolAsync(string token)
    {
        var begun = await PostAsync("/v1/auth/totp", token, new { password = Password });
        var secret = SecondFactorSuite.FromBase32(begun.Text("secret"));
        return (secret, await PostAsync("/v1/auth/totp/confirm", token, new { code = Totp.Code(secret, Totp.StepOf(Time.GetUtcNow())) }));
    }

    private async Task<Uri> BeginAsync(string provider, string token, Browser? browser = null) => new((await Answers.ReadAsync(
        await (browser ?? Browser).PostAsync($"/v1/auth/identities/{provider}", token, new { return_to = "/settings" }))).Text("url"));

    private async Task<string> LinkAsync(string provider, string token)
    {
        var left = await BeginAsync(provider, token);
        return (await Browser.ReturnAsync(left, At.Authorize(left))).OriginalString;
    }

    private async Task<IReadOnlyList<JsonNode>> ListAsync(string token)
    {
        using var person = App.NewClient(token);
        return [.. (await person.GetAsync("/v1/auth/identities", 200))["data"]!.AsArray().Select(one => one!)];
    }

    private async Task<JsonNode> PostAsync(string path, string token, object body, int status = 200)
    {
        using var person = App.NewClient(token);
        return await person.PostAsync(path, body, status);
    }
}

public sealed class SqliteLinks(SqliteFederation fixture) : LinkSuite(fixture), IClassFixture<SqliteFederation>;

public sealed class PostgreSqlLinks(PostgreSqlFederation fixture) : LinkSuite(fixture), IClassFixture<PostgreSqlFederation>;
