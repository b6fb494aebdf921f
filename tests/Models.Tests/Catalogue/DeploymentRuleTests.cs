using Parley.Accounts;

namespace Parley.Models.Tests;

/// <summary>What is refused of a deployment, and with which remedy; and what is asked before one is kept.</summary>
public sealed class DeploymentRuleTests : IAsyncLifetime
{
    private CatalogueHouse _house = null!;

    public async ValueTask InitializeAsync() => _house = await CatalogueHouse.OpenAsync(DatabaseKind.Sqlite);

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    public static TheoryData<string, string, DeploymentInput> Wrong => new()
    {
        { "name", "letters", CatalogueHouse.Plain with { Name = "" } },
        { "name", "letters", CatalogueHouse.Plain with { Name = "dep_x" } },
        { "name", "letters", CatalogueHouse.Plain with { Name = "a b" } },
        { "provider", "anthropic, openai", CatalogueHouse.Plain with { Provider = "nobody" } },
        { "provider", "always there", CatalogueHouse.Plain with { Provider = "extractive" } },
        { "model", "provider does", CatalogueHouse.Plain with { Model = null } },
        { "base_url", "https://example.com/path", CatalogueHouse.Plain with { BaseUrl = "not an address" } },
        { "base_url", "https://example.com/path", CatalogueHouse.Plain with { BaseUrl = "ftp://example.com" } },
        { "base_url", "user name or password", CatalogueHouse.Plain with { BaseUrl = "https://me:secret@example.com/v1" } },
        { "base_url", "fragment", CatalogueHouse.Plain with { BaseUrl = "https://9.9.9.9/v1#x" } },
        { "base_url", "api_key", CatalogueHouse.Plain with { BaseUrl = "https://9.9.9.9/v1?key=secret" } },
        { "base_url", "Parley__Http__AllowPrivateAddresses", CatalogueHouse.Plain with { BaseUrl = "http://127.0.0.1:11434/v1" } },
        { "base_url", "Parley__Http__AllowPrivateAddresses", CatalogueHouse.Plain with { BaseUrl = "http://localhost:11434/v1" } },
        { "base_url", "Parley__Http__AllowPrivateAddresses", CatalogueHouse.Plain with { BaseUrl = "http://10.1.2.3/v1" } },
        { "base_url", "Parley__Http__AllowPrivateAddresses", CatalogueHouse.Plain with { BaseUrl = "http://[::1]/v1" } },
        { "base_url", "Parley__Http__AllowPrivateAddresses", CatalogueHouse.Plain with { BaseUrl = "http://2130706433/v1" } },
        { "base_url", "metadata", CatalogueHouse.Plain with { BaseUrl = "http://169.254.169.254/latest/meta-data" } },
        { "api_key", "visible", CatalogueHouse.Plain with { ApiKey = "a\nb" } },
        { "region", "eu-central", CatalogueHouse.Plain with { Region = "the moon" } },
        { "weight", "enabled", CatalogueHouse.Plain with { Weight = 0 } },
        { "weight", "enabled", CatalogueHouse.Plain with { Weight = -1 } },
        { "weight", "enabled", CatalogueHouse.Plain with { Weight = double.NaN } },
        { "context_tokens", "1 to", CatalogueHouse.Plain with { ContextTokens = 0 } },
        { "max_output_tokens", "does not fit", CatalogueHouse.Plain with { ContextTokens = 100, MaxOutputTokens = 101 } },
        { "abilities", "one of", CatalogueHouse.Plain with { Abilities = ["fly"] } },
        { "abilities", "at least one", CatalogueHouse.Plain with { Abilities = ["tools"] } },
        { "abilities", "openai", CatalogueHouse.Plain with { Provider = "anthropic", Abilities = ["embed"] } },
        { "limits.rpm", "leave it out", CatalogueHouse.Plain with { Limits = new(Rpm: 0) } },
        { "limits.tpm", "leave it out", CatalogueHouse.Plain with { Limits = new(Tpm: -5) } },
        { "price", "\"0\"", CatalogueHouse.Plain with { Price = null } },
        { "price", "\"0\"", CatalogueHouse.Plain with { Price = new(InputPerMtok: "1") } },
        { "price", "in force now", CatalogueHouse.Plain with { Price = new("1", "2", ValidFrom: new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero)) } },
        { "price.input_per_mtok", "negative", CatalogueHouse.Plain with { Price = new("-1", "2") } },
        { "price.output_per_mtok", "more than a million", CatalogueHouse.Plain with { Price = new("1", "10001") } },
        { "price.cached_input_per_mtok", "decimal string", CatalogueHouse.Plain with { Price = new("1", "2", "0.0000001") } },
        { "price.input_per_mtok", "decimal string", CatalogueHouse.Plain with { Price = new("free", "2") } },
        { "price.valid_from", "2000 to 2099", CatalogueHouse.Plain with { Price = new("1", "2", ValidFrom: new(1999, 1, 1, 0, 0, 0, TimeSpan.Zero)) } },
        { "access.roles", "end_user", CatalogueHouse.Plain with { Access = new(Roles: ["king"]) } },
        { "access.groups", "GET /v1/groups", CatalogueHouse.Plain with { Access = new(Groups: ["grp_none"]) } },
        { "access.users", "GET /v1/users", CatalogueHouse.Plain with { Access = new(Users: ["user_none"]) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_cannot_be_is_refused_with_its_field_and_the_remedy(string field, string remedy, DeploymentInput input)
    {
        var refused = (await Assert.ThrowsAsync<RefusedException>(() => _house.MakeAsync(input))).Refusal;

        Assert.InRange(refused.Status, 400, 424);
        Assert.Equal(field, Assert.Single(refused.Errors!).Key);
        Assert.Contains(remedy, refused.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(["extractive"], await _house.NamesAsync());
    }

    [Fact]
    public async Task A_model_that_costs_nothing_says_so_and_is_taken()
    {
        var id = await _house.MakeAsync(CatalogueHouse.Plain with { Price = new("0", "0") });

        Assert.Equal("0", (await _house.ViewAsync(id)).Price!.InputPerMtok.ToString());
    }

    [Fact]
    public async Task A_key_is_not_sent_to_another_address_than_it_was_given_for()
    {
        var id = await _house.MakeAsync(CatalogueHouse.Plain with { ApiKey = "sk-1" });

        var refused = await CatalogueSuite.RefusedAsync(400, () => _house.ChangeAsync(id, new(BaseUrl: "https://8.8.8.8/v1", Probe: false)));
        Assert.Equal("api_key", Assert.Single(refused.Errors!).Key);
        await CatalogueSuite.RefusedAsync(400, () => _house.ChangeAsync(id, CatalogueHouse.Plain with { BaseUrl = "https://8.8.8.8/v1" }, anew: true));
        await _house.ChangeAsync(id, new(BaseUrl: "https://8.8.8.8/v1", ApiKey: "sk-2", Probe: false));
        await _house.ChangeAsync(id, new(BaseUrl: "https://8.8.8.8/other/v1", Probe: false));
        Assert.True((await _house.ViewAsync(id)).HasKey);
    }

    [Fact]
    public async Task To_replace_puts_back_what_is_not_given_and_to_change_leaves_it()
    {
        var id = await _house.MakeAsync(CatalogueHouse.Plain with { Weight = 7, Region = "eu", ApiKey = "sk-1" });

        await _house.ChangeAsync(id, new(Limits: new(Concurrency: 3)));
        Assert.Equal((7, "eu", 3), (await _house.ViewAsync(id) is var view ? (view.Weight, view.Region, view.Limits.Concurrency!.Value) : default));

        await _house.ChangeAsync(id, CatalogueHouse.Plain, anew: true);
        view = await _house.ViewAsync(id);
        Assert.Equal((1, null, null, true), (view.Weight, view.Region, view.Limits.Concurrency, view.HasKey));
        await CatalogueSuite.RefusedAsync(409, () => _house.ChangeAsync(id, new(Name: "another")));
    }

    [Fact]
    public async Task The_model_is_asked_before_it_is_kept_and_the_providers_reason_is_told()
    {
        await using var provider = await ProviderFixture.StartAsync(models: ["tiny"], apiKey: "right");
        await using var house = await CatalogueHouse.OpenAsync(DatabaseKind.Sqlite, ("Http:AllowPrivateAddresses", "true"));
        var input = CatalogueHouse.Plain with { BaseUrl = provider.BaseUrl.ToString(), ApiKey = "right", Model = "tiny", Probe = null };

        Assert.Equal("api_key", await FailedAsync(input with { ApiKey = "sk-wrong-secret" }, "401"));
        Assert.Equal("model", await FailedAsync(input with { Model = "huge" }, "tiny"));
        Assert.Equal("base_url", await FailedAsync(input with { BaseUrl = "http://127.0.0.1:1/v1" }, "Nobody answers"));

        var id = await house.MakeAsync(input);
        Assert.Equal("tiny", (await house.ViewAsync(id)).Model);
        Assert.Equal("model", (await CatalogueSuite.RefusedAsync(422, () => house.ChangeAsync(id, new(Model: "huge")))).Errors!.Single().Key);
        await house.ChangeAsync(id, new(Model: "huge", Probe: false));
        await CatalogueSuite.RefusedAsync(422, () => house.ChangeAsync(id, new(Weight: 2, Probe: true)));
        await house.ChangeAsync(id, new(Weight: 2));
        Assert.DoesNotContain(house.Logs.Lines, line => line.Contains("sk-wrong-secret", StringComparison.Ordinal));

        async Task<string> FailedAsync(DeploymentInput wrong, string reason)
        {
            var refused = await CatalogueSuite.RefusedAsync(422, () => house.MakeAsync(wrong));
            Assert.Equal("probe_failed", refused.Code);
            Assert.Contains(reason, refused.Detail, StringComparison.Ordinal);
            Assert.Contains("probe: false", refused.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain("sk-wrong-secret", refused.Detail, StringComparison.Ordinal);
            return Assert.Single(refused.Errors!).Key;
        }
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task A_name_that_leads_inside_later_is_not_called_whatever_it_was_when_it_was_kept(string kind)
    {
        await using var provider = await ProviderFixture.StartAsync(models: ["tiny"], anthropic: kind == "anthropic");

        // Kept as a name that led elsewhere would have been; where it leads is looked at by the connection.
        var place = new ProviderEndpoint(provider.BaseUrl, null, "tiny") { IsOfTenant = true };
        var guarded = _house.Catalogue.Providers[kind].Open(place, new("tiny"));
        var trusted = _house.Catalogue.Providers[kind].Open(place with { IsOfTenant = false }, new("tiny"));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => guarded.Client.GetResponseAsync([Make.User("Hello")], cancellationToken: CancellationToken.None));
        Assert.Equal(ProviderFailure.Unavailable, failure.Kind);
        Assert.Empty(provider.Log.All);
        Assert.NotEmpty((await trusted.Client.GetResponseAsync([Make.User("Hello")], cancellationToken: CancellationToken.None)).Text);
    }
}
