using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Accounts.Tests.Federation;

namespace Parley.Accounts.Tests.Domains;

/// <summary>Domains are claimed, proven by the DNS, bound, looked after and lost again.</summary>
public abstract class DomainSuite(FederationFixture fixture) : FederationBase(fixture), IAsyncLifetime
{
    private const string LongLabel = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.";
    private const string LongerThanItsRecordMayBe = LongLabel + LongLabel + LongLabel + LongLabel + "harbour.com";

    private HttpClient _acme = null!;
    private HttpClient _bolt = null!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        (_acme, _bolt) = (await TenantAsync("Acme"), await TenantAsync("Bolt"));
        Zone.Answers = true;
    }

    private Zone Zone => App.Services.GetRequiredService<Zone>();

    [Fact]
    public async Task A_domain_whose_record_is_published_is_the_tenants_and_can_be_bound()
    {
        var claim = await ClaimAsync(_acme);
        Assert.Equal(("pending", Domain), (claim.Text("state"), claim.Text("domain")));
        Assert.Equal(($"_parley-challenge.{Domain}", "TXT"), (claim["record"]!.Text("name"), claim["record"]!.Text("type")));
        await BindAsync(_acme, 403);
        Assert.Equal("proof_missing", (await VerifyAsync(_acme, claim, 409)).Text("code"));

        Publish(claim);
        Assert.Equal("verified", (await VerifyAsync(_acme, claim)).Text("state"));
        var provider = await BindAsync(_acme);
        Assert.Equal(provider.Text("id"), Assert.Single(await OffersAsync($"ada@{Domain}")).Text("id"));
        Assert.Empty(await OffersAsync($"ada@below.{Domain}"));
        Assert.Equal(["domain.verified", "domain.verification_failed", "domain.claimed"], await EventsOfAsync(_acme, claim));
        Assert.Equal("verified", Assert.Single((await _acme.GetAsync("/v1/auth/domains", 200))["data"]!.AsArray())!.Text("state"));
    }

    [Fact]
    public async Task A_record_with_another_text_proves_nothing_and_one_among_others_does()
    {
        var claim = await ClaimAsync(_acme);
        var right = claim["record"]!.Text("value");
        Zone.Publish(claim["record"]!.Text("name"), "parley-verification=else", right[..^1], right + "x");
        await VerifyAsync(_acme, claim, 409);

        Zone.Publish(claim["record"]!.Text("name"), "v=spf1 -all", $" {right} ");
        await VerifyAsync(_acme, claim);
    }

    [Fact]
    public async Task A_domain_is_held_by_one_tenant_and_free_again_when_it_is_given_up()
    {
        var (ours, theirs) = (await ClaimAsync(_acme), await ClaimAsync(_bolt));
        Zone.Publish(ours["record"]!.Text("name"), ours["record"]!.Text("value"), theirs["record"]!.Text("value"));
        await VerifyAsync(_acme, ours);
        await BindAsync(_acme);

        Assert.Equal("domain_held", (await VerifyAsync(_bolt, theirs, 409)).Text("code"));
        Assert.Equal("pending", (await _bolt.GetAsync($"/v1/auth/domains/{theirs.Text("id")}", 200)).Text("state"));
        await BindAsync(_bolt, 403);
        await BindAsync(Operator, 409);

        await Answers.ReadAsync(await _acme.DeleteAsync($"/v1/auth/domains/{ours.Text("id")}"), 204);
        Assert.Empty(await OffersAsync($"ada@{Domain}"));
        await VerifyAsync(_bolt, theirs);
        var bound = await BindAsync(_bolt);
        Assert.Equal(bound.Text("id"), Assert.Single(await OffersAsync($"ada@{Domain}")).Text("id"));
    }

    [Fact]
    public async Task A_domain_that_the_operator_bound_elsewhere_cannot_be_proven()
    {
        await BindAsync(Operator);
        var claim = await ClaimAsync(_acme);
        Publish(claim);

        Assert.Equal("domain_held", (await VerifyAsync(_acme, claim, 409)).Text("code"));
    }

    [Fact]
    public async Task A_proof_that_is_gone_counts_for_days_of_grace_and_the_binding_then_rests_until_it_is_back()
    {
        var claim = await ClaimAsync(_acme);
        Publish(claim);
        await VerifyAsync(_acme, claim);
        var provider = await BindAsync(_acme);

        Zone.Withdraw(claim["record"]!.Text("name"));
        await DayAsync();
        Assert.Equal("missing", (await ShowAsync(claim)).Text("state"));
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromDays(5), DateTimeOffset.Parse((await ShowAsync(claim)).Text("suspends_at"), null));
        Assert.Single(await OffersAsync($"ada@{Domain}"));
        await DayAsync();
        Publish(claim);
        await DayAsync();
        Assert.Equal("verified", (await ShowAsync(claim)).Text("state"));

        Zone.Withdraw(claim["record"]!.Text("name"));
        for (var day = 0; day <= 5; day++)
        {
            Assert.Single(await OffersAsync($"ada@{Domain}"));
            await DayAsync();
        }

        Assert.Equal("suspended", (await ShowAsync(claim)).Text("state"));
        Assert.Empty(await OffersAsync($"ada@{Domain}"));
        Assert.Equal([Domain], (await ProviderAsync(provider)).Texts("suspended_domains"));
        Assert.Equal(
            ["domain.suspended", "domain.proof_missing", "domain.proof_found", "domain.proof_missing", "domain.verified", "domain.claimed"],
            await EventsOfAsync(_acme, claim));

        Publish(claim);
        await VerifyAsync(_acme, claim);
        Assert.Empty((await ProviderAsync(provider)).Texts("suspended_domains"));
        Assert.Single(await OffersAsync($"ada@{Domain}"));
    }

    [Fact]
    public async Task A_suspended_domain_makes_no_accounts_and_may_be_taken_over_by_whoever_proves_it()
    {
        var (ours, theirs) = (await ClaimAsync(_acme), await ClaimAsync(_bolt));
        Publish(ours);
        await VerifyAsync(_acme, ours);
        var provider = await BindAsync(_acme);
        Publish(theirs);
        for (var day = 0; day <= 6; day++)
        {
            await DayAsync();
        }

        Assert.Equal("/?sign_in_error=no_account", (await Browser.SignInAsync(At, provider.Text("id"))).OriginalString);
        await VerifyAsync(_bolt, theirs);
        var taken = await BindAsync(_bolt);
        Assert.Equal(taken.Text("id"), Assert.Single(await OffersAsync($"ada@{Domain}")).Text("id"));
        Zone.Publish(ours["record"]!.Text("name"), ours["record"]!.Text("value"), theirs["record"]!.Text("value"));
        await VerifyAsync(_acme, ours, 409);
        await ChangeAsync(provider, new() { ["name"] = "Renamed", ["domains"] = new JsonArray(Domain) });
        Assert.Equal([Domain], (await ProviderAsync(provider)).Texts("suspended_domains"));
        Assert.Equal(taken.Text("id"), Assert.Single(await OffersAsync($"ada@{Domain}")).Text("id"));
    }

    [Fact]
    public async Task Silent_name_servers_change_nothing()
    {
        var claim = await ClaimAsync(_acme);
        Publish(claim);
        Zone.Answers = false;
        Assert.Equal("dns_unavailable", (await VerifyAsync(_acme, claim, 424)).Text("code"));
        Zone.Answers = true;
        await VerifyAsync(_acme, claim);

        Zone.Answers = false;
        for (var day = 0; day <= 7; day++)
        {
            await DayAsync();
        }

        Assert.Equal("verified", (await ShowAsync(claim)).Text("state"));
    }

    [Fact]
    public async Task A_claim_that_was_deleted_and_proven_anew_binds_again_what_its_provider_names()
    {
        var claim = await ClaimAsync(_acme);
        Publish(claim);
        await VerifyAsync(_acme, claim);
        var provider = await BindAsync(_acme);
        await Answers.ReadAsync(await _acme.DeleteAsync($"/v1/auth/domains/{claim.Text("id")}"), 204);
        await ChangeAsync(provider, new() { ["name"] = "Still" });
        Assert.Empty(await OffersAsync($"ada@{Domain}"));

        var again = await ClaimAsync(_acme);
        Assert.NotEqual(claim["record"]!.Text("value"), again["record"]!.Text("value"));
        Publish(again);
        await VerifyAsync(_acme, again);
        await ChangeAsync(provider, new() { ["name"] = "Again" });
        Assert.Single(await OffersAsync($"ada@{Domain}"));
    }

    [Fact]
    public async Task A_domain_in_another_script_is_one_with_its_a_label()
    {
        var claim = await _acme.PostAsync("/v1/auth/domains", new { domain = $"Bücher.{Domain}." }, 201);
        Assert.Equal($"xn--bcher-kva.{Domain}", claim.Text("domain"));
        await _acme.PostAsync("/v1/auth/domains", new { domain = $"XN--BCHER-KVA.{Domain}" }, 409);
        Publish(claim);
        await VerifyAsync(_acme, claim);
        var provider = await BindAsync(_acme, domain: $"bücher.{Domain}");

        Assert.Equal(provider.Text("id"), Assert.Single(await OffersAsync(Uri.EscapeDataString($"ada@BÜCHER.{Domain}"))).Text("id"));
        Assert.Equal([$"xn--bcher-kva.{Domain}"], provider.Texts("domains"));
    }

    [Theory]
    [InlineData("gmail.com")]
    [InlineData("OUTLOOK.com.")]
    [InlineData("co.uk")]
    [InlineData("com")]
    [InlineData("github.io")]
    [InlineData("corp.local")]
    [InlineData("10.0.0.1")]
    [InlineData("a@example.com")]
    [InlineData("*.example.com")]
    [InlineData("-a.example.com")]
    [InlineData("a..example.com")]
    [InlineData("")]
    [InlineData("\ud83d.example")]
    [InlineData("xn--a.example")]
    [InlineData(LongerThanItsRecordMayBe)]
    public async Task What_is_nobodys_own_domain_is_refused(string domain)
    {
        using var content = new StringContent($$"""{"domain": "{{string.Concat(domain.Select(letter => $"\\u{(int)letter:x4}"))}}"}""", Encoding.UTF8, "application/json");
        await Answers.ReadAsync(await _acme.PostAsync(new Uri("/v1/auth/domains", UriKind.Relative), content), 400);
    }

    [Fact]
    public async Task Another_tenant_and_whoever_is_no_admin_get_nothing()
    {
        var claim = await ClaimAsync(_acme);
        Publish(claim);
        using var chat = App.NewClient((await _acme.PostAsync("/v1/api-keys", new { name = "chat", scopes = new[] { "chat" } }, 201)).Text("key"));
        foreach (var (client, status) in ((HttpClient, int)[])[(_bolt, 404), (chat, 403), (App.Client, 401)])
        {
            await client.GetAsync($"/v1/auth/domains/{claim.Text("id")}", status);
            await VerifyAsync(client, claim, status);
            await Answers.ReadAsync(await client.DeleteAsync($"/v1/auth/domains/{claim.Text("id")}"), status);
        }

        Assert.Empty((await _bolt.GetAsync("/v1/auth/domains", 200))["data"]!.AsArray());
        await chat.PostAsync("/v1/auth/domains", new { domain = "else.example" }, 403);
        Assert.Equal("pending", (await ShowAsync(claim)).Text("state"));
    }

    private async Task<HttpClient> TenantAsync(string name) =>
        App.NewClient((await Operator.PostAsync("/v1/tenants", new { name, owner_email = $"{name}@{Domain}" }, 201)).Text("api_key"));

    private Task<JsonNode> ClaimAsync(HttpClient by) => by.PostAsync("/v1/auth/domains", new { domain = Domain.ToUpperInvariant() }, 201);

    private void Publish(JsonNode claim) => Zone.Publish(claim["record"]!.Text("name"), claim["record"]!.Text("value"));

    private static Task<JsonNode> VerifyAsync(HttpClient by, JsonNode claim, int status = 200) =>
        by.PostAsync($"/v1/auth/domains/{claim.Text("id")}/verify", new { }, status);

    private Task<JsonNode> ShowAsync(JsonNode claim) => _acme.GetAsync($"/v1/auth/domains/{claim.Text("id")}", 200);

    private Task<JsonNode> ProviderAsync(JsonNode provider) => _acme.GetAsync($"/v1/auth/providers/{provider.Text("id")}", 200);

    private async Task ChangeAsync(JsonNode provider, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        await Answers.ReadAsync(await _acme.PatchAsync($"/v1/auth/providers/{provider.Text("id")}", content));
    }

    private Task<JsonNode> BindAsync(HttpClient by, int status = 201, string? domain = null) => by.PostAsync(
        "/v1/auth/providers",
        new JsonObject
        {
            ["name"] = "Corp",
            ["issuer"] = At.Issuer,
            ["client_id"] = IdentityProvider.Client,
            ["client_secret"] = IdentityProvider.Secret,
            ["create_users"] = true,
            ["domains"] = new JsonArray(domain ?? Domain),
        },
        status);

    private async Task<IReadOnlyList<JsonNode>> OffersAsync(string email) =>
        [.. (await App.Client.GetAsync($"/v1/auth/providers?email={email}", 200))["data"]!.AsArray().Select(offer => offer!)];

    private static async Task<IReadOnlyList<string>> EventsOfAsync(HttpClient by, JsonNode claim) =>
        [.. (await by.GetAsync($"/v1/audit?action=domain&target={claim.Text("id")}", 200))["data"]!.AsArray().Select(told => told!.Text("action"))];

    private Task DayAsync()
    {
        Time.Advance(TimeSpan.FromDays(1));
        return App.Services.GetRequiredService<DomainChecks>().CheckAsync(TestContext.Current.CancellationToken);
    }
}

public sealed class SqliteDomains(SqliteFederation fixture) : DomainSuite(fixture), IClassFixture<SqliteFederation>;

public sealed class PostgreSqlDomains(PostgreSqlFederation fixture) : DomainSuite(fixture), IClassFixture<PostgreSqlFederation>;
