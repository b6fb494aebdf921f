using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Kernel;

namespace Parley.Accounts.Tests;

public abstract class AccessGateSuite(DatabaseKind kind) : AccountsSuite(kind)
{
    private TestApp _app = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _app = await TestApp.StartAsync(Database, TestApp.Owner, routes =>
        {
            routes.MapGet("/forgotten", () => "secret");
            routes.MapGet("/anyone", () => "hello").AllowAnonymous();
            routes.MapGet("/chat", (Caller caller, TenantScope tenant) => Shown(caller, tenant)).Allow(Scopes.Chat);
            routes.MapGet("/write", () => "written").Allow(Scopes.KnowledgeWrite);
            routes.MapGet("/members", () => "hello").Allow(scope: null, Role.Member);
        });
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_route_that_names_no_one_lets_nobody_in()
    {
        await _app.Client.GetAsync("/forgotten", 401);
        using var owner = _app.NewClient(TestApp.EnvironmentKey);
        await owner.GetAsync("/forgotten", 403);
    }

    [Fact]
    public void Such_a_route_is_found_before_anyone_calls_it() =>
        Assert.Equal(["HTTP: GET /forgotten"], AccessCheck.FindUnprotected(_app.Services.GetRequiredService<EndpointDataSource>()));

    [Fact]
    public async Task What_is_not_there_is_not_found_and_a_wrong_method_is_called_that()
    {
        Assert.Equal(404, (int)(await _app.Client.GetAsync(new Uri("/nothing", UriKind.Relative))).StatusCode);
        Assert.Equal(405, (int)(await _app.Client.GetAsync(new Uri("/v1/auth/login", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task An_open_route_asks_for_nothing_and_minds_no_bad_token()
    {
        using var wrong = _app.NewClient("nonsense");
        Assert.Equal("hello", await wrong.GetStringAsync(new Uri("/anyone", UriKind.Relative)));
    }

    [Fact]
    public async Task A_route_asks_for_its_scope()
    {
        using var chat = _app.NewClient(await KeyAsync(Scopes.Chat));
        await chat.GetAsync("/chat", 200);
        await chat.GetAsync("/write", 403);
    }

    [Fact]
    public async Task A_person_holds_the_tags_of_the_tenant()
    {
        using var owner = _app.NewClient(await _app.OwnerTokenAsync());
        var caller = await owner.GetAsync("/chat", 200);

        Assert.Equal(_app.Ready.DefaultTenant.Id.Value, caller.Text("tenant"));
        Assert.Equal(["public", "members", "role:owner", $"user:{caller.Text("user")}"], caller.Texts("tags"));
    }

    [Fact]
    public async Task A_key_acts_for_an_end_user()
    {
        using var plain = _app.NewClient(TestApp.EnvironmentKey);
        using var anna = _app.NewClient(TestApp.EnvironmentKey, "anna-7");
        using var annaAgain = _app.NewClient(await KeyAsync(Scopes.Chat), "anna-7");
        using var bert = _app.NewClient(TestApp.EnvironmentKey, "bert");
        var asAnna = await anna.GetAsync("/chat", 200);

        Assert.Equal(["public"], asAnna.Texts("tags"));
        Assert.Equal(["chat", "knowledge:read"], asAnna.Texts("scopes"));
        Assert.Null(asAnna["user"]);
        Assert.Equal(asAnna.Text("subject"), (await annaAgain.GetAsync("/chat", 200)).Text("subject"));
        Assert.NotEqual(asAnna.Text("subject"), (await bert.GetAsync("/chat", 200)).Text("subject"));
        Assert.NotEqual(asAnna.Text("subject"), (await plain.GetAsync("/chat", 200)).Text("subject"));
        await anna.GetAsync("/members", 403);
        await anna.GetAsync("/write", 403);
        await anna.PostAsync("/v1/api-keys", new { name = "mine" }, 403);
        Assert.Null((await anna.GetAsync("/v1/me", 200))["user"]);
    }

    [Fact]
    public async Task End_users_of_two_tenants_are_two_subjects()
    {
        using var operatorClient = _app.NewClient(TestApp.EnvironmentKey);
        var other = (await operatorClient.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "bo@example.com" }, 201)).Text("api_key");
        using var here = _app.NewClient(TestApp.EnvironmentKey, "anna");
        using var there = _app.NewClient(other, "anna");

        Assert.NotEqual((await here.GetAsync("/chat", 200)).Text("subject"), (await there.GetAsync("/chat", 200)).Text("subject"));
    }

    [Fact]
    public async Task An_end_user_is_kept_once_and_without_the_given_id()
    {
        var endUsers = _app.Services.GetRequiredService<IEndUsers>();
        var tenant = _app.Ready.DefaultTenant;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await endUsers.SubjectOfAsync(tenant, "anna")));

        await using var connection = await Database.Tenants.OpenAsync(tenant);
        var rows = await connection.QueryAsync<string>("select external_hash from subjects where tenant_id = @tenant and kind = 'end_user'");
        Assert.DoesNotContain("anna", Assert.Single(rows), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("an\tna")]
    [InlineData("long")]
    public async Task An_end_user_is_named_in_plain_characters(string endUser)
    {
        using var client = _app.NewClient(TestApp.EnvironmentKey, endUser == "long" ? new string('a', 129) : endUser);
        await client.GetAsync("/chat", 400);
    }

    [Fact]
    public async Task A_person_acts_for_no_one_else()
    {
        using var client = _app.NewClient(await _app.OwnerTokenAsync(), "anna");
        await client.GetAsync("/chat", 400);
    }

    private async Task<string> KeyAsync(params string[] scopes)
    {
        using var client = _app.NewClient(TestApp.EnvironmentKey);
        return (await Answers.ReadAsync(await client.PostAsJsonAsync("/v1/api-keys", new { name = "test", scopes }), 201)).Text("key");
    }

    private static object Shown(Caller caller, TenantScope tenant) => new
    {
        Tenant = tenant.Id.Value,
        Subject = caller.Subject.Value,
        User = caller.User?.Value,
        Scopes = caller.Scopes.Order(StringComparer.Ordinal).ToArray(),
        Tags = caller.AclTags,
    };
}

public sealed class SqliteAccessGate() : AccessGateSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlAccessGate() : AccessGateSuite(DatabaseKind.PostgreSql);
