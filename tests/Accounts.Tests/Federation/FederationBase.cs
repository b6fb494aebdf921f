using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Parley.Kernel;

namespace Parley.Accounts.Tests.Federation;

/// <summary>A server that may call loopback, and an identity provider there; one for all tests of a class.</summary>
public abstract class FederationFixture(DatabaseKind kind) : AccountsSuite(kind)
{
    private int _domains;

    internal TestApp App { get; private set; } = null!;

    internal IdentityProvider At { get; private set; } = null!;

    internal FakeTime Clock => Time;

    internal TestDatabase Rows => Database;

    /// <summary>A domain of e-mail addresses that nobody had before.</summary>
    internal string NewDomain() => $"corp{Interlocked.Increment(ref _domains)}.example";

    // A database that is not there skips a test; it would fail a fixture.
    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts it with the first test, which is skipped where the database is not to be had.</summary>
    internal async ValueTask SkipOrBeReadyAsync()
    {
        if (App is not null)
        {
            return;
        }

        await base.InitializeAsync();
        At = await IdentityProvider.StartAsync(Time);
        App = await TestApp.StartAsync(Database, new(TestApp.Owner) { ["Http:AllowPrivateAddresses"] = "true" });
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (App is not null)
        {
            await App.DisposeAsync();
        }

        if (At is not null)
        {
            await At.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}

public sealed class SqliteFederation() : FederationFixture(DatabaseKind.Sqlite);

public sealed class PostgreSqlFederation() : FederationFixture(DatabaseKind.PostgreSql);

/// <summary>An honest provider with one person, of a domain of their own, and a browser.</summary>
public abstract class FederationBase : IAsyncLifetime
{
    private readonly FederationFixture _fixture;

    protected FederationBase(FederationFixture fixture) => (_fixture, Domain) = (fixture, fixture.NewDomain());

    internal TestApp App => _fixture.App;

    internal IdentityProvider At => _fixture.At;

    internal FakeTime Time => _fixture.Clock;

    internal TestDatabase Database => _fixture.Rows;

    /// <summary>Has every scope, <c>platform</c> too.</summary>
    internal HttpClient Operator { get; private set; } = null!;

    internal Browser Browser { get; private set; } = null!;

    /// <summary>Of the e-mail address of the person who signs in.</summary>
    protected string Domain { get; }

    public async ValueTask InitializeAsync()
    {
        await _fixture.SkipOrBeReadyAsync();
        At.Reset(new() { ["sub"] = $"ada of {Domain}", ["email"] = $"ada@{Domain}", ["email_verified"] = true, ["name"] = "Ada" });
        Operator = App.NewClient(TestApp.EnvironmentKey);
        Browser = new(App);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Browser?.Dispose();
        Operator?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Connects the provider.</summary>
    /// <param name="more">Settings beyond name, issuer and client.</param>
    /// <returns>Its id.</returns>
    private protected async Task<string> ConnectAsync(JsonObject? more = null, HttpClient? by = null)
    {
        var body = new JsonObject
        {
            ["name"] = "Corp",
            ["issuer"] = At.Issuer,
            ["client_id"] = IdentityProvider.Client,
            ["client_secret"] = IdentityProvider.Secret,
        };
        foreach (var (name, value) in more ?? [])
        {
            body[name] = value?.DeepClone();
        }

        return (await (by ?? Operator).PostAsync("/v1/auth/providers", body, 201)).Text("id");
    }

    /// <summary>A provider that makes accounts for everybody of the domain.</summary>
    private protected Task<string> ConnectOpenAsync(JsonObject? more = null)
    {
        var open = new JsonObject { ["domains"] = new JsonArray(Domain), ["create_users"] = true };
        foreach (var (name, value) in more ?? [])
        {
            open[name] = value?.DeepClone();
        }

        return ConnectAsync(open);
    }

    /// <summary>Somebody of the default tenant, or another, who has been invited.</summary>
    private protected async Task<UserId> AddUserAsync(string email, Role role = Role.Member, TenantScope? tenant = null)
    {
        var scope = tenant ?? App.Ready.DefaultTenant;
        var (users, user, subject) = (App.Services.GetRequiredService<UserStore>(), UserId.New(Time), SubjectId.New(Time));
        var profile = await users.SealAsync(scope, user, subject, new EmailAddress(email), null, null, default);
        await Database.Tenants.WriteAsync(scope, connection => users.InsertAsync(connection, user, subject, role, platform: false, profile));
        return user;
    }

    /// <param name="target">The id of what it was done to.</param>
    private protected async Task<IReadOnlyList<JsonNode>> EventsAsync(string action, string target) =>
        [.. (await Operator.GetAsync($"/v1/audit?action={action}&target={target}&limit=200", 200))["data"]!.AsArray().Select(told => told!)];

    /// <summary>The browser is on the sign-in page with the code, nobody is signed in, and the trail tells why.</summary>
    private protected async Task RefusedAsync(string provider, Uri at, string code, string reason)
    {
        Assert.Equal($"/?sign_in_error={code}", at.OriginalString);
        Assert.Null(await Browser.MeAsync());
        var told = Assert.Single(await EventsAsync("provider.sign_in_refused", provider));
        Assert.Equal((code, reason), (told["detail"]!.Text("code"), told["detail"]!.Text("reason")));
    }

    private protected static string Of(Uri address, string name) => $"{QueryHelpers.ParseQuery(address.Query)[name]}";
}
