using System.Text.Json.Nodes;
using Parley.Kernel;

namespace Parley.Accounts.Tests.Federation;

/// <summary>Providers as data: who may connect them, what is shown of them, and what is tried before anybody signs in.</summary>
public abstract class ProviderSuite(FederationFixture fixture) : FederationBase(fixture)
{
    [Fact]
    public async Task A_provider_is_connected_shown_changed_and_deleted_and_its_secret_never_shown()
    {
        var provider = await ConnectAsync(new() { ["group_roles"] = new JsonObject { ["bosses"] = "admin" }, ["scopes"] = new JsonArray("openid", "email") });
        var shown = await Operator.GetAsync($"/v1/auth/providers/{provider}", 200);
        Assert.Equal(("Corp", "oidc", At.Issuer, "parley"), (shown.Text("name"), shown.Text("kind"), shown.Text("issuer"), shown.Text("client_id")));
        Assert.Equal("admin", shown["group_roles"]!.Text("bosses"));
        Assert.True(shown["has_secret"]!.GetValue<bool>());
        Assert.Equal($"{App.Address}v1/auth/oidc/{provider}/callback", shown.Text("redirect_uri"));
        Assert.Contains(provider, (await Operator.GetAsync("/v1/auth/providers/all", 200))["data"]!.AsArray().Select(one => one!.Text("id")));

        var changed = await ChangeAsync(provider, new() { ["name"] = "Corp 2", ["client_secret"] = "" });
        Assert.Equal(("Corp 2", false), (changed.Text("name"), changed["has_secret"]!.GetValue<bool>()));
        Assert.Equal(["openid", "email"], changed.Texts("scopes"));
        Assert.DoesNotContain(IdentityProvider.Secret, shown.ToJsonString() + changed.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("name client_secret", Assert.Single(await EventsAsync("provider.changed", provider))["detail"]!.Text("changed"));

        await Answers.ReadAsync(await Operator.DeleteAsync($"/v1/auth/providers/{provider}"), 204);
        await Operator.GetAsync($"/v1/auth/providers/{provider}", 404);
        Assert.Equal("/?sign_in_error=provider_unknown", (await Browser.GoAsync($"/v1/auth/oidc/{provider}")).OriginalString);
    }

    [Fact]
    public async Task A_provider_that_is_switched_off_is_neither_offered_nor_taken()
    {
        var provider = await ConnectOpenAsync();
        var left = await Browser.LeaveAsync(provider);
        await ChangeAsync(provider, new() { ["enabled"] = false });

        Assert.Equal("/?sign_in_error=provider_unknown", (await Browser.ReturnAsync(left, At.Authorize(left))).OriginalString);
        Assert.Empty(await OffersAsync($"?email=x@{Domain}"));
        Assert.DoesNotContain(provider, (await OffersAsync("")).Select(offer => offer.Text("id")));
    }

    [Fact]
    public async Task The_sign_in_page_is_told_names_and_addresses_and_nothing_else()
    {
        var provider = await ConnectOpenAsync();
        var offer = Assert.Single(await OffersAsync($"?email=whoever@{Domain.ToUpperInvariant()}"));

        Assert.Equal(["id", "kind", "name", "url"], offer.AsObject().Select(field => field.Key).Order());
        Assert.Equal((provider, $"/v1/auth/oidc/{provider}"), (offer.Text("id"), offer.Text("url")));
        Assert.Contains(provider, (await OffersAsync("")).Select(one => one.Text("id")));
        Assert.Contains(provider, (await OffersAsync($"?tenant={App.Ready.DefaultTenant.Id}")).Select(one => one.Text("id")));
        Assert.Empty(await OffersAsync("?email=ada@unbound.example"));
        Assert.Empty(await OffersAsync("?tenant=tenant_nobody"));
        await App.Client.GetAsync("/v1/auth/providers?email=nonsense", 400);
        await App.Client.GetAsync("/v1/auth/providers?tenant=%27", 400);
    }

    [Fact]
    public async Task A_domain_is_bound_by_the_operator_to_one_provider_of_the_installation()
    {
        var provider = await ConnectOpenAsync();
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = $"bo@{Domain}" }, 201);
        using var bolt = App.NewClient(made.Text("api_key"));
        var theirs = await ConnectAsync(by: bolt);

        await ChangeAsync(theirs, new() { ["domains"] = new JsonArray(Domain) }, bolt, 403);
        var body = new JsonObject { ["name"] = "x", ["issuer"] = At.Issuer, ["client_id"] = "x", ["domains"] = new JsonArray(Domain) };
        Assert.Equal("domain_taken", (await Operator.PostAsync("/v1/auth/providers", body, 409)).Text("code"));
        await ChangeAsync(provider, new() { ["domains"] = new JsonArray() });
        var second = (await Operator.PostAsync("/v1/auth/providers", body, 201)).Text("id");
        Assert.Equal(second, Assert.Single(await OffersAsync($"?email=x@{Domain}")).Text("id"));

        await Answers.ReadAsync(await Operator.DeleteAsync($"/v1/auth/providers/{second}"), 204);
        Assert.Empty(await OffersAsync($"?email=x@{Domain}"));
    }

    [Fact]
    public async Task Another_tenant_and_whoever_is_no_admin_get_nothing()
    {
        var provider = await ConnectAsync();
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = $"bo@{Domain}" }, 201);
        using var bolt = App.NewClient(made.Text("api_key"));
        using var chat = App.NewClient((await Operator.PostAsync("/v1/api-keys", new { name = "chat", scopes = new[] { "chat" } }, 201)).Text("key"));
        foreach (var (client, status) in ((HttpClient, int)[])[(bolt, 404), (chat, 403), (App.Client, 401)])
        {
            await client.GetAsync($"/v1/auth/providers/{provider}", status);
            await ChangeAsync(provider, new() { ["name"] = "taken" }, client, status);
            await client.PostAsync($"/v1/auth/providers/{provider}/preview", new { claims = new { sub = "1" } }, status);
            await client.PostAsync($"/v1/auth/providers/{provider}/test", new { }, status);
            await client.GetAsync($"/v1/auth/providers/{provider}/tests/test_1", status);
            await Answers.ReadAsync(await client.DeleteAsync($"/v1/auth/providers/{provider}"), status);
        }

        Assert.Equal("Corp", (await Operator.GetAsync($"/v1/auth/providers/{provider}", 200)).Text("name"));
        Assert.Empty((await bolt.GetAsync("/v1/auth/providers/all", 200))["data"]!.AsArray());
    }

    [Fact]
    public async Task Whoever_cannot_do_all_that_admins_can_connects_no_provider_that_could_say_they_are_one()
    {
        var provider = await ConnectAsync();
        string[] scopes = ["users:admin", "knowledge:read", "chat"];
        using var lesser = App.NewClient((await Operator.PostAsync("/v1/api-keys", new { name = "users", scopes }, 201)).Text("key"));

        await lesser.PostAsync("/v1/auth/providers", new { name = "Own", issuer = At.Issuer, client_id = "x" }, 403);
        await ChangeAsync(provider, new() { ["trust_emails"] = true }, lesser, 403);
    }

    [Theory]
    [InlineData("name", "\"\"", 400)]
    [InlineData("kind", "\"saml\"", 400)]
    [InlineData("kind", "\"oauth2\"", 400)]
    [InlineData("issuer", "\"ftp://x.example\"", 422)]
    [InlineData("issuer", "\"http://169.254.169.254/\"", 422)]
    [InlineData("issuer", "\"https://user:password@x.example\"", 422)]
    [InlineData("issuer", "\"https://x.example/?a=b\"", 400)]
    [InlineData("issuer", "\"https://x.example/#a\"", 400)]
    [InlineData("issuer", "\"\"", 400)]
    [InlineData("client_id", "\"a b\"", 400)]
    [InlineData("domains", "[\"example\"]", 400)]
    [InlineData("domains", "[\"a@example.com\"]", 400)]
    [InlineData("domains", "[\"*.example.com\"]", 400)]
    [InlineData("scopes", "[\"a b\"]", 400)]
    [InlineData("group_roles", "{\"x\": \"owner\"}", 400)]
    [InlineData("group_roles", "{\"x\": \"king\"}", 400)]
    [InlineData("default_role", "\"owner\"", 400)]
    public async Task A_setting_of_no_use_is_refused(string field, string value, int status)
    {
        var body = new JsonObject { ["name"] = "x", ["issuer"] = At.Issuer, ["client_id"] = "x" };
        body[field] = JsonNode.Parse(value);

        await Operator.PostAsync("/v1/auth/providers", body, status);
    }

    [Fact]
    public async Task The_issuer_of_a_provider_stays()
    {
        var provider = await ConnectAsync();
        await ChangeAsync(provider, new() { ["issuer"] = At.Issuer });

        Assert.Equal("issuer_fixed", (await ChangeAsync(provider, new() { ["issuer"] = "https://evil.example" }, status: 409)).Text("code"));
    }

    [Fact]
    public async Task A_preview_tells_what_would_come_of_claims_and_changes_nothing()
    {
        var provider = await ConnectOpenAsync(new() { ["group_roles"] = new JsonObject { ["helpers"] = "agent" } });
        var claims = new { sub = "1", email = $"new@{Domain}", email_verified = true, name = "New", groups = new[] { "helpers", "others" } };
        var preview = await PreviewAsync(provider, claims);
        Assert.Equal(("creates", "agent", "New"), (preview.Text("outcome"), preview.Text("role"), preview.Text("name")));
        Assert.Equal(["helpers", "others"], preview.Texts("groups"));

        var user = await AddUserAsync($"ada@{Domain}");
        var linked = await PreviewAsync(provider, new { sub = "2", email = $"ada@{Domain}", email_verified = "true" });
        Assert.Equal(("links", user.Value, "member"), (linked.Text("outcome"), linked.Text("user"), linked.Text("role_before")));
        Assert.Equal("links", (await PreviewAsync(provider, new { sub = "2", email = $"ada@{Domain}", email_verified = true })).Text("outcome"));
        var refused = await PreviewAsync(provider, new { sub = "2", email = $"ada@{Domain}" });
        Assert.Equal(("refused", "email_unverified"), (refused.Text("outcome"), refused.Text("code")));
        Assert.Equal("proof_refused", (await PreviewAsync(provider, new { email = "x" })).Text("code"));
        await Operator.PostAsync($"/v1/auth/providers/{provider}/preview", new { claims = new[] { 1 } }, 400);
        foreach (var broken in (string[])["""{"\ud800": 1, "sub": "1"}""", """{"sub": "\ud800"}"""])
        {
            using var content = new StringContent($$"""{"claims": {{broken}}}""", System.Text.Encoding.UTF8, "application/json");
            await Answers.ReadAsync(await Operator.PostAsync(new Uri($"/v1/auth/providers/{provider}/preview", UriKind.Relative), content), 400);
        }
    }

    [Fact]
    public async Task Addresses_of_its_domains_may_be_trusted_where_the_provider_does_not_say_verified()
    {
        var provider = await ConnectOpenAsync(new() { ["trust_emails"] = true });

        Assert.Equal("creates", (await PreviewAsync(provider, new { sub = "1", email = $"new@{Domain}" })).Text("outcome"));
        Assert.Equal("refused", (await PreviewAsync(provider, new { sub = "1", email = "new@elsewhere.example" })).Text("outcome"));
    }

    [Fact]
    public async Task A_test_runs_the_whole_way_shows_what_it_found_and_signs_nobody_in()
    {
        var provider = await ConnectOpenAsync(new() { ["enabled"] = false });
        var begun = await BeginTestAsync(provider);
        var at = $"/v1/auth/providers/{provider}/tests/{begun.Text("test")}";
        Assert.Equal("waiting", (await Operator.GetAsync(at, 200)).Text("state"));

        var left = new Uri(begun.Text("url"));
        Assert.Equal($"/settings?provider_test={begun.Text("test")}", (await Browser.ReturnAsync(left, At.Authorize(left))).OriginalString);
        Assert.Null(await Browser.MeAsync());
        var shown = await Operator.GetAsync(at, 200);
        Assert.Equal(("passed", $"ada@{Domain}", "creates"), (shown.Text("state"), shown["claims"]!.Text("email"), shown["preview"]!.Text("outcome")));
        Assert.Equal("creates", (await PreviewAsync(provider, new { sub = At.Person.Text("sub"), email = $"ada@{Domain}", email_verified = true })).Text("outcome"));

        Time.Advance(TimeSpan.FromHours(2));
        await Operator.GetAsync(at, 404);
    }

    [Fact]
    public async Task A_test_that_fails_says_exactly_why()
    {
        var provider = await ConnectAsync();
        At.Claims = claims => claims["aud"] = "another-client";
        var begun = await BeginTestAsync(provider);
        var left = new Uri(begun.Text("url"));
        await Browser.ReturnAsync(left, At.Authorize(left));

        var shown = await Operator.GetAsync($"/v1/auth/providers/{provider}/tests/{begun.Text("test")}", 200);
        Assert.Equal(("failed", "proof_refused", "audience"), (shown.Text("state"), shown.Text("code"), shown.Text("reason")));
    }

    [Fact]
    public async Task A_test_of_a_provider_that_is_not_there_says_so_at_once()
    {
        var provider = await ConnectAsync();
        At.Discovery = said => said["issuer"] = "https://elsewhere.example";

        Assert.Equal("provider_unavailable", (await Operator.PostAsync($"/v1/auth/providers/{provider}/test", new { }, 424)).Text("code"));
    }

    private async Task<JsonNode> BeginTestAsync(string provider) =>
        await Answers.ReadAsync(await Browser.PostAsync($"/v1/auth/providers/{provider}/test", TestApp.EnvironmentKey, new { return_to = "/settings" }));

    private Task<JsonNode> PreviewAsync(string provider, object claims) =>
        Operator.PostAsync($"/v1/auth/providers/{provider}/preview", new { claims });

    private async Task<JsonNode> ChangeAsync(string provider, JsonObject body, HttpClient? by = null, int status = 200)
    {
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        return await Answers.ReadAsync(await (by ?? Operator).PatchAsync($"/v1/auth/providers/{provider}", content), status);
    }

    private async Task<IReadOnlyList<JsonNode>> OffersAsync(string query) =>
        [.. (await App.Client.GetAsync($"/v1/auth/providers{query}", 200))["data"]!.AsArray().Select(offer => offer!)];
}

public sealed class SqliteProviders(SqliteFederation fixture) : ProviderSuite(fixture), IClassFixture<SqliteFederation>;

public sealed class PostgreSqlProviders(PostgreSqlFederation fixture) : ProviderSuite(fixture), IClassFixture<PostgreSqlFederation>;
