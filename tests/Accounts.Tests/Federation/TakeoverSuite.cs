using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Kernel;

namespace Parley.Accounts.Tests.Federation;

/// <summary>Ways into somebody else's account, or back into one's own, that providers must not open.</summary>
public abstract class TakeoverSuite(FederationFixture fixture) : FederationBase(fixture)
{
    private const string Password = "long enough";

    [Fact]
    public async Task Whom_a_provider_takes_a_role_from_loses_what_they_had_sent_with_it()
    {
        var provider = await ConnectOpenAsync(new() { ["group_roles"] = new JsonObject { ["bosses"] = "admin" } });
        At.Person["groups"] = new JsonArray("bosses");
        await Browser.SignInAsync(At, provider);
        var user = new UserId((await Browser.MeAsync())!.Text("id"));
        var (sent, link, _) = await App.Services.GetRequiredService<InvitationStore>().MakeAsync(
            App.Ready.DefaultTenant, new($"second@{Domain}"), Role.Admin, [], user, Actor.System, default);

        At.Person["groups"] = new JsonArray();
        await Browser.SignInAsync(At, provider);
        Assert.Equal("member", (await Browser.MeAsync())!.Text("role"));
        await AcceptAsync(link, null, 400);
        Assert.Single(await EventsAsync("invitation.revoked", sent.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_becomes_an_owner_is_not_known_any_more_where_the_domain_is_not_bound(bool byLink)
    {
        var provider = await ConnectAsync();
        var user = await AddUserAsync($"ada@{Domain}");
        await Browser.SignInAsync(At, provider);
        Assert.Equal(user.Value, (await Browser.MeAsync())!.Text("id"));

        if (byLink)
        {
            await AcceptAsync(await App.Services.GetRequiredService<OneTimeLinks>().CreateOwnerLinkAsync(), $"ada@{Domain}");
        }
        else
        {
            await Answers.ReadAsync(await Operator.PatchAsJsonAsync($"/v1/users/{user}", new { role = "owner" }));
        }

        Assert.Null(await Browser.MeAsync());
        using var again = new Browser(App);
        Assert.Equal("/?sign_in_error=owner_not_linked", (await again.SignInAsync(At, provider)).OriginalString);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_owner_is_found_by_address_only_where_the_operator_bound_the_domain(bool byOperator)
    {
        var provider = await ConnectAsync(new() { ["domains"] = new JsonArray(Domain) });
        var user = await AddUserAsync($"ada@{Domain}");
        await Answers.ReadAsync(await Operator.PatchAsJsonAsync($"/v1/users/{user}", new { role = "owner" }));
        await Database.System.WriteAsync(connection => connection.ExecuteAsync(
            "update sys_email_domains set claim_id = @claim where provider_id = @provider", new { provider, claim = byOperator ? null : "proven" }));

        var back = (await Browser.SignInAsync(At, provider)).OriginalString;

        Assert.Equal(byOperator ? "/" : "/?sign_in_error=owner_not_linked", back);
        Assert.Equal(byOperator ? user.Value : null, (await Browser.MeAsync())?.Text("id"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bound_domain_is_entered_through_its_own_provider_alone(bool hasAccount)
    {
        var own = await ConnectAsync(new() { ["domains"] = new JsonArray(Domain) });
        var beside = await ConnectAsync();
        if (hasAccount)
        {
            await AddUserAsync($"ada@{Domain}");
        }
        else
        {
            await Operator.PostAsync("/v1/invitations", new { email = $"ada@{Domain}", role = "member" }, 201);
        }

        await RefusedAsync(beside, await Browser.SignInAsync(At, beside), "domain_bound", "domain_bound");
        Assert.Equal("/", (await Browser.SignInAsync(At, own)).OriginalString);
    }

    [Fact]
    public async Task Whoever_is_invited_takes_no_address_of_a_bound_domain_but_their_own()
    {
        await ConnectOpenAsync();
        var made = await Operator.PostAsync("/v1/invitations", new { email = $"ada@{Domain}", role = "member" }, 201);

        Assert.Equal("domain_bound", (await AcceptAsync(made.Text("link"), $"boss@{Domain}", 409)).Text("code"));
        await AcceptAsync(made.Text("link"), $"Ada@{Domain}");
    }

    [Fact]
    public async Task An_account_under_an_address_that_somebody_only_typed_is_the_proven_persons_alone()
    {
        var provider = await ConnectAsync();
        var made = await Operator.PostAsync("/v1/invitations", new { email = $"eve@{Domain}", role = "member" }, 201);
        using var eve = App.NewClient((await AcceptAsync(made.Text("link"), $"ada@{Domain}")).Text("access_token"));
        using var key = App.NewClient((await eve.PostAsync("/v1/api-keys", new { name = "own", scopes = new[] { "chat" } }, 201)).Text("key"));

        await Browser.SignInAsync(At, provider);
        Assert.Equal($"ada@{Domain}", (await Browser.MeAsync())!.Text("email"));
        await eve.GetAsync("/v1/me", 401);
        await key.GetAsync("/v1/me", 401);
        await Answers.ReadAsync(await App.SignInAsync($"ada@{Domain}", Password), 401);

        // Once is enough: what ada does from here on stays hers.
        using var later = new Browser(App);
        await later.SignInAsync(At, provider);
        Assert.NotNull(await Browser.MeAsync());
    }

    [Fact]
    public async Task Only_the_operator_has_addresses_trusted_of_a_domain_that_the_operator_bound()
    {
        var bound = await ConnectOpenAsync();
        var free = await ConnectAsync();
        await Operator.PostAsync("/v1/users", new { email = $"al@{Domain}", role = "admin", password = Password }, 201);
        using var admin = App.NewClient((await Answers.ReadAsync(await App.SignInAsync($"al@{Domain}", Password))).Text("access_token"));

        await TrustAsync(admin, bound, 403);
        await TrustAsync(admin, free, 200);
        await TrustAsync(Operator, bound, 200);
    }

    [Fact]
    public async Task A_change_of_what_somebody_else_has_just_changed_is_refused()
    {
        var provider = await ConnectOpenAsync();
        var store = App.Services.GetRequiredService<ProviderStore>();
        var seen = (await store.FindAsync(App.Ready.DefaultTenant, provider, default))!;
        await Answers.ReadAsync(await Operator.PatchAsJsonAsync($"/v1/auth/providers/{provider}", new { domains = Array.Empty<string>(), enabled = false }));

        var refused = await Assert.ThrowsAsync<RefusedException>(() => store.ReplaceAsync(seen, seen.Settings, false, ["name"], Actor.System, default));
        Assert.Equal((409, "provider_changed"), (refused.Refusal.Status, refused.Refusal.Code));
        Assert.False((await Operator.GetAsync($"/v1/auth/providers/{provider}", 200))["enabled"]!.GetValue<bool>());
    }

    private static async Task TrustAsync(HttpClient who, string provider, int status) =>
        await Answers.ReadAsync(await who.PatchAsJsonAsync($"/v1/auth/providers/{provider}", new { trust_emails = true }), status);

    private Task<JsonNode> AcceptAsync(string link, string? email, int status = 200) =>
        App.Client.PostAsync("/v1/auth/accept", new { token = link.Split("token=")[1], password = Password, email }, status);
}

public sealed class SqliteTakeovers(SqliteFederation fixture) : TakeoverSuite(fixture), IClassFixture<SqliteFederation>;

public sealed class PostgreSqlTakeovers(PostgreSqlFederation fixture) : TakeoverSuite(fixture), IClassFixture<PostgreSqlFederation>;
