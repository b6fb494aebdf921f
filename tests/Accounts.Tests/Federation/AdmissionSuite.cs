using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Kernel;

namespace Parley.Accounts.Tests.Federation;

/// <summary>Who is let in by what a provider says of them, and as what.</summary>
public abstract class AdmissionSuite(FederationFixture fixture) : FederationBase(fixture)
{
    [Fact]
    public async Task An_invited_person_is_found_by_a_verified_address_once_and_by_the_providers_id_from_then_on()
    {
        var provider = await ConnectAsync();
        var user = await AddUserAsync($"ada@{Domain}", Role.Agent);
        await Browser.SignInAsync(At, provider);
        Assert.Equal((user.Value, "agent"), ((await Browser.MeAsync())!.Text("id"), (await Browser.MeAsync())!.Text("role")));
        Assert.Single(await EventsAsync("provider.identity_linked", user.Value));

        (At.Person["email"], At.Person["email_verified"]) = ($"changed@{Domain}", false);
        using var later = new Browser(App);
        await later.SignInAsync(At, provider);
        Assert.Equal(user.Value, (await later.MeAsync())!.Text("id"));

        At.Person["sub"] = "somebody else with the old address";
        (At.Person["email"], At.Person["email_verified"]) = ($"ada@{Domain}", false);
        using var other = new Browser(App);
        Assert.Equal("/?sign_in_error=email_unverified", (await other.SignInAsync(At, provider)).OriginalString);
    }

    [Fact]
    public async Task An_invitation_is_accepted_by_signing_in_and_its_link_is_then_used()
    {
        var provider = await ConnectAsync();
        var made = await Operator.PostAsync("/v1/invitations", new { email = $"ada@{Domain}", role = "agent" }, 201);
        await Browser.SignInAsync(At, provider);

        var me = await Browser.MeAsync();
        Assert.Equal(($"ada@{Domain}", "agent"), (me!.Text("email"), me!.Text("role")));
        Assert.Single(await EventsAsync("invitation.accepted", made.Text("id")));
        var token = made.Text("link").Split("token=")[1];
        await App.Client.PostAsync("/v1/auth/accept", new { token, password = "a long enough password" }, 400);
    }

    [Fact]
    public async Task Whoever_is_not_vouched_for_is_told_the_same_with_an_account_and_without()
    {
        var provider = await ConnectOpenAsync();
        await AddUserAsync($"ada@{Domain}");
        At.Person["email_verified"] = false;
        Assert.Equal("/?sign_in_error=email_unverified", (await Browser.SignInAsync(At, provider)).OriginalString);

        At.Person["email"] = $"nobody@{Domain}";
        Assert.Equal("/?sign_in_error=email_unverified", (await Browser.SignInAsync(At, provider)).OriginalString);
        At.Person.Remove("email");
        Assert.Equal("/?sign_in_error=email_unverified", (await Browser.SignInAsync(At, provider)).OriginalString);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Nobody_gets_an_account_unless_the_provider_may_make_one_and_the_domain_is_its_own(bool creates, bool bound)
    {
        var provider = await ConnectAsync(new() { ["create_users"] = creates, ["domains"] = new JsonArray(bound ? Domain : $"not-{Domain}") });

        await RefusedAsync(provider, await Browser.SignInAsync(At, provider), "no_account", "no_account");
    }

    [Fact]
    public async Task First_sign_ins_at_the_same_time_make_one_account()
    {
        var provider = await ConnectOpenAsync();
        var browsers = Enumerable.Range(0, 4).Select(_ => new Browser(App)).ToList();
        var ends = await Task.WhenAll(browsers.Select(browser => browser.SignInAsync(At, provider)));

        Assert.All(ends, end => Assert.Equal("/", end.OriginalString));
        var people = await Task.WhenAll(browsers.Select(browser => browser.MeAsync()));
        var user = Assert.Single(people.Select(me => me!.Text("id")).Distinct());
        Assert.Single(await EventsAsync("user.made", user));
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task An_owner_is_found_by_address_only_where_the_domain_is_bound()
    {
        var unbound = await ConnectAsync();
        var owner = await AddUserAsync($"ada@{Domain}", Role.Owner);
        await RefusedAsync(unbound, await Browser.SignInAsync(At, unbound), "owner_not_linked", "owner_not_linked");

        var bound = await ConnectAsync(new() { ["domains"] = new JsonArray(Domain), ["group_roles"] = new JsonObject { ["staff"] = "viewer" } });
        At.Person["groups"] = new JsonArray("staff");
        await Browser.SignInAsync(At, bound);
        var me = await Browser.MeAsync();
        Assert.Equal((owner.Value, "owner"), (me!.Text("id"), me!.Text("role")));
    }

    [Fact]
    public async Task A_disabled_account_stays_shut()
    {
        var provider = await ConnectOpenAsync();
        await Browser.SignInAsync(At, provider);
        var user = (await Browser.MeAsync())!.Text("id");
        await Database.Tenants.WriteAsync(
            App.Ready.DefaultTenant,
            connection => connection.ExecuteAsync("update users set disabled_at = 1 where tenant_id = @tenant and id = @user", new { user }));

        using var again = new Browser(App);
        Assert.Equal("/?sign_in_error=account_disabled", (await again.SignInAsync(At, provider)).OriginalString);
        Assert.Null(await again.MeAsync());
    }

    [Fact]
    public async Task Whoever_has_a_second_factor_here_is_asked_for_it()
    {
        var provider = await ConnectOpenAsync();
        await Browser.SignInAsync(At, provider);
        var user = (await Browser.MeAsync())!.Text("id");
        await Database.Tenants.WriteAsync(
            App.Ready.DefaultTenant,
            connection => connection.ExecuteAsync("update users set totp_since = 1 where tenant_id = @tenant and id = @user", new { user }));

        using var later = new Browser(App);
        Assert.StartsWith("/#second_factor=psf_", (await later.SignInAsync(At, provider)).OriginalString, StringComparison.Ordinal);
        Assert.Null(await later.MeAsync());
    }

    [Fact]
    public async Task A_provider_signs_in_nobody_of_another_tenant()
    {
        await AddUserAsync($"ada@{Domain}", Role.Admin);
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = $"bo@{Domain}" }, 201);
        using var bolt = App.NewClient(made.Text("api_key"));
        var theirs = await ConnectAsync(by: bolt);

        Assert.Equal("/?sign_in_error=no_account", (await Browser.SignInAsync(At, theirs)).OriginalString);
        Assert.Null(await Browser.MeAsync());
    }

    [Fact]
    public async Task A_persons_id_at_one_provider_is_worth_nothing_at_another()
    {
        var provider = await ConnectOpenAsync();
        await Browser.SignInAsync(At, provider);
        At.Person.Remove("email");

        var other = await ConnectAsync();
        using var browser = new Browser(App);
        Assert.Equal("/?sign_in_error=email_unverified", (await browser.SignInAsync(At, other)).OriginalString);
    }

    [Fact]
    public async Task The_highest_role_of_ones_groups_counts_with_every_sign_in()
    {
        var provider = await ConnectOpenAsync(new()
        {
            ["group_roles"] = new JsonObject { ["helpers"] = "agent", ["bosses"] = "admin", ["readers"] = "viewer" },
            ["groups_claim"] = "realm.roles",
        });
        foreach (var (groups, role) in ((string[], string)[])[(["readers", "bosses", "helpers"], "admin"), (["readers", "helpers"], "agent"), (["others"], "member"), ([], "member")])
        {
            At.Person["realm"] = new JsonObject { ["roles"] = new JsonArray([.. groups.Select(group => JsonValue.Create(group))]) };
            await Browser.SignInAsync(At, provider);
            Assert.Equal(role, (await Browser.MeAsync())!.Text("role"));
        }

        var user = (await Browser.MeAsync())!.Text("id");
        Assert.Equal(2, (await EventsAsync("user.role_changed", user)).Count);
    }

    [Fact]
    public async Task Groups_of_the_same_name_are_joined_and_left_again_and_no_others()
    {
        var provider = await ConnectOpenAsync(new() { ["sync_groups"] = true });
        var (sales, legal, byHand) = (await AddGroupAsync("sales"), await AddGroupAsync("legal"), await AddGroupAsync("byhand"));
        At.Person["groups"] = new JsonArray($"sales-{Domain}", "unknown");
        await Browser.SignInAsync(At, provider);
        var user = (await Browser.MeAsync())!.Text("id");
        Assert.Equal([sales], await GroupsOfAsync(user));

        await Database.Tenants.WriteAsync(
            App.Ready.DefaultTenant,
            connection => connection.ExecuteAsync(
                "insert into group_members (tenant_id, group_id, user_id, added_at) values (@tenant, @byHand, @user, 1)", new { byHand, user }));
        At.Person["groups"] = new JsonArray($"legal-{Domain}", $"byhand-{Domain}");
        await Browser.SignInAsync(At, provider);
        Assert.Equal(new[] { byHand, legal }.Order(), await GroupsOfAsync(user));

        At.Person["groups"] = new JsonArray();
        await Browser.SignInAsync(At, provider);
        Assert.Equal([byHand], await GroupsOfAsync(user));
    }

    private async Task<string> AddGroupAsync(string name)
    {
        var id = Id<PeopleIds.Group>.New(Time).Value;
        await Database.Tenants.WriteAsync(
            App.Ready.DefaultTenant,
            connection => connection.ExecuteAsync(
                "insert into groups (tenant_id, id, name, created_at) values (@tenant, @id, @name, 1)", new { id, name = $"{name}-{Domain}" }));
        return id;
    }

    private async Task<IReadOnlyList<string>> GroupsOfAsync(string user)
    {
        await using var connection = await Database.Tenants.OpenAsync(App.Ready.DefaultTenant);
        return await connection.QueryAsync<string>(
            "select group_id from group_members where tenant_id = @tenant and user_id = @user order by group_id", new { user });
    }
}

public sealed class SqliteAdmission(SqliteFederation fixture) : AdmissionSuite(fixture), IClassFixture<SqliteFederation>;

public sealed class PostgreSqlAdmission(PostgreSqlFederation fixture) : AdmissionSuite(fixture), IClassFixture<PostgreSqlFederation>;
