using Microsoft.Extensions.DependencyInjection;
using Parley.Accounts;

namespace Parley.Models.Tests;

/// <summary>What the configuration brings: once, and then the database has the word.</summary>
public sealed class SeedTests
{
    private static readonly (string, string)[] Settings =
    [
        ("Models:Deployments:0:Name", "house"),
        ("Models:Deployments:0:Provider", "openai"),
        ("Models:Deployments:0:BaseUrl", "http://127.0.0.1:9"),
        ("Models:Deployments:0:Model", "m"),
        ("Models:Deployments:0:ApiKey", "sk-1"),
        ("Models:Deployments:0:ContextTokens", "32000"),
        ("Models:Deployments:0:Abilities:0", "chat"),
        ("Models:Deployments:0:Abilities:1", "tools"),
        ("Models:Deployments:0:Limits:Rpm", "60"),
        ("Models:Deployments:0:Price:InputPerMtok", "0.5"),
        ("Models:Deployments:0:Price:OutputPerMtok", "1.5"),
        ("Models:Routes:0:Name", "fast"),
        ("Models:Routes:0:Rules:0:When:Plan", "pro"),
        ("Models:Routes:0:Rules:0:When:context_tokens_max", "8000"),
        ("Models:Routes:0:Rules:0:Use:0:Deployment", "house"),
        ("Models:Routes:0:Rules:0:Use:0:Weight", "2"),
        ("Models:Routes:0:Rules:0:Use:0:MaxCost", "0.01"),
        ("Models:Routes:0:Rules:0:MaxCost", "0.02"),
        ("Models:Routes:0:Experiment:Name", "tone"),
        ("Models:Routes:0:Experiment:Variants:0:Name", "usual"),
        ("Models:Routes:0:Experiment:Variants:1:Name", "bold"),
        ("Models:Routes:0:Experiment:Variants:1:Weight", "3"),
        ("Models:Routes:0:Experiment:Variants:1:Use:0:Deployment", "house"),
        ("Models:Routes:0:Fallbacks:0", "extractive"),
        ("Models:Routes:0:Balance", "least_busy"),
        ("Models:Routes:0:Cache:Exact", "true"),
    ];

    [Fact]
    public async Task Deployments_and_routes_of_the_configuration_are_there_after_the_start()
    {
        await using var house = await CatalogueHouse.OpenAsync(DatabaseKind.Sqlite, Settings);
        await PlantAsync(house);

        var (kept, models) = (await KeptAsync(house), await house.ModelsAsync());
        var deployment = models.Choose("house");
        Assert.Equal((32000, 60, 0.5m, 1.5m), (deployment.ContextTokens, deployment.Limits.Rpm!.Value, deployment.Price.Input, deployment.Price.Output));
        Assert.Equal(ModelAbilities.Chat | ModelAbilities.Tools, deployment.Abilities);
        Assert.Equal(("http://127.0.0.1:9/v1", "sk-1", DeploymentOrigins.Configuration), kept.Deployments.Single() is var one ? (one.Settings.BaseUrl, one.Settings.ApiKey, one.Origin) : default);

        // What the operator names may be on this machine; its connections are not looked at.
        Assert.False(kept.Deployments.Single().Endpoint.IsOfTenant);
        var rule = Assert.Single(models.FindRoute("fast")!.Rules);
        Assert.Equal(("pro", 8000L, 2d), (rule.When!.Plan, rule.When.ContextTokensMax!.Value, rule.Use.Single().Weight!.Value));
        Assert.Equal(("0.01", "0.02"), ($"{rule.Use.Single().MaxCost}", $"{rule.MaxCost}"));
        var experiment = models.FindRoute("fast")!.Experiment!;
        Assert.Equal(("tone", "user", "usual 1, bold 3 house"), (experiment.Name, experiment.By, string.Join(", ", experiment.Variants.Select(
            one => $"{one.Name} {one.Weight} {string.Join(' ', (one.Use ?? []).Select(target => target.Deployment))}".TrimEnd()))));
        Assert.Equal((Balance.LeastBusy, new RouteCache(Exact: true)), models.FindRoute("fast") is { } fast ? (fast.Balance, fast.Cache) : default);
        Assert.All(kept.Deployments, deployed => Assert.DoesNotContain(house.Logs.Lines, line => line.Contains("sk-1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_balance_that_nobody_knows_ends_the_start_with_those_there_are()
    {
        await using var house = await CatalogueHouse.OpenAsync(DatabaseKind.Sqlite, [.. Settings.Where(one => !one.Item1.EndsWith("Balance", StringComparison.Ordinal)), ("Models:Routes:0:Balance", "fair")]);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => PlantAsync(house));
        Assert.Contains("weighted, least_busy, latency, prefix", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_changed_or_deleted_since_stays_so()
    {
        await using var house = await CatalogueHouse.OpenAsync(DatabaseKind.Sqlite, Settings);
        await PlantAsync(house);
        var id = (await KeptAsync(house)).Deployments.Single().Id;
        await house.ChangeAsync(id, new(Weight: 9));
        await house.Get<RouteDesk>().DeleteAsync(CatalogueHouse.Acme, "fast", Actor.System, CancellationToken.None);

        await PlantAsync(house);
        Assert.Equal(9, (await house.ViewAsync(id)).Weight);
        Assert.Empty((await KeptAsync(house)).Routes);

        await house.Desk.DeleteAsync(CatalogueHouse.Acme, id, Actor.System, CancellationToken.None);
        await PlantAsync(house);
        Assert.Empty((await KeptAsync(house)).Deployments);
    }

    [Fact]
    public async Task An_address_that_is_changed_here_is_the_tenants_own_from_then_on()
    {
        await using var house = await CatalogueHouse.OpenAsync(DatabaseKind.Sqlite, Settings);
        await PlantAsync(house);
        var id = (await KeptAsync(house)).Deployments.Single().Id;

        await CatalogueSuite.RefusedAsync(422, () => house.ChangeAsync(id, new(BaseUrl: "http://127.0.0.1:10/v1", ApiKey: "x", Probe: false)));
        await house.ChangeAsync(id, new(Model: "other", Region: "here", Probe: false));
        Assert.False((await KeptAsync(house)).Deployments.Single().Endpoint.IsOfTenant);
        await house.ChangeAsync(id, new(BaseUrl: "https://9.9.9.9/v1", ApiKey: "x", Probe: false));
        Assert.True((await KeptAsync(house)).Deployments.Single().Endpoint.IsOfTenant);
    }

    [Theory]
    [InlineData("Models:Deployments:0:Price:InputPerMtok", "-1", "Parley__Models__Deployments__0 (house): A price is not negative")]
    [InlineData("Models:Deployments:0:Provider", "nobody", "Parley__Models__Deployments__0 (house): The provider is one of")]
    [InlineData("Models:Routes:0:Rules:0:When:mood", "sad", "Parley__Models__Routes__0 (fast): A rule cannot ask for 'mood'")]
    [InlineData("Models:Routes:0:Fallbacks:0", "nobody", "Parley__Models__Routes__0 (fast): There is no deployment")]
    public async Task What_cannot_be_used_is_told_by_its_setting(string name, string value, string told)
    {
        await using var house = await CatalogueHouse.OpenAsync(DatabaseKind.Sqlite, [.. Settings.Where(one => one.Item1 != name), (name, value)]);

        Assert.StartsWith(told, (await Assert.ThrowsAsync<RefusedException>(() => PlantAsync(house))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_name_holder_is_left_alone()
    {
        await using var house = await CatalogueHouse.OpenAsync(DatabaseKind.Sqlite, Settings);
        await house.MakeAsync(CatalogueHouse.Plain with { Name = "house", Model = "own" });

        await PlantAsync(house);

        Assert.Equal("own", (await house.ModelsAsync()).Choose("house").Model);
    }

    private static Task PlantAsync(CatalogueHouse house) => house.Get<ModelSeed>().PlantAsync(CatalogueHouse.Acme, CancellationToken.None);

    private static async Task<KeptModels> KeptAsync(CatalogueHouse house) => await house.Catalogue.KeptAsync(CatalogueHouse.Acme, CancellationToken.None);
}
