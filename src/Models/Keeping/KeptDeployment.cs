using System.Text.Json.Serialization;

namespace Parley.Models;

/// <summary>Where a deployment comes from.</summary>
internal static class DeploymentOrigins
{
    /// <summary>A tenant made it.</summary>
    public const string Tenant = "tenant";

    /// <summary>The configuration brought it; what it names is the operator's word.</summary>
    public const string Configuration = "configuration";

    /// <summary>The environment names it, or it was found on this machine; kept is what the tenant says about it.</summary>
    public const string Environment = "environment";

    /// <summary>The program brings it.</summary>
    public const string BuiltIn = "built_in";
}

/// <summary>All that somebody sets of a deployment. It is kept sealed as a whole.</summary>
internal sealed record DeploymentSettings
{
    /// <summary>The kind of the provider; empty where the environment names the deployment.</summary>
    public string Provider { get; init; } = "";

    public string BaseUrl { get; init; } = "";

    public string? ApiKey { get; init; }

    /// <summary>The model's name at the provider.</summary>
    public string Model { get; init; } = "";

    public string? Region { get; init; }

    public double Weight { get; init; } = 1;

    /// <summary>What somebody said; null for what was found.</summary>
    public int? ContextTokens { get; init; }

    /// <inheritdoc cref="ContextTokens"/>
    public int? MaxOutputTokens { get; init; }

    /// <inheritdoc cref="ContextTokens"/>
    public ModelAbilities? Abilities { get; init; }

    public DeploymentLimits Limits { get; init; } = DeploymentLimits.None;

    public ModelAccess Access { get; init; } = ModelAccess.Everybody;

    public bool Enabled { get; init; } = true;

    /// <summary>What was found when the server was asked; null where it was not.</summary>
    public KnownModel? Found { get; init; }

    /// <summary>What the model is taken to be.</summary>
    [JsonIgnore]
    public KnownModel Known => new(
        Model, ContextTokens ?? Found?.ContextTokens, MaxOutputTokens ?? Found?.MaxOutputTokens, Abilities ?? Found?.Abilities, Found?.Server);
}

/// <summary>A deployment as kept.</summary>
internal sealed record KeptDeployment(
    string Id, string Name, string Origin, DeploymentSettings Settings, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Whether a tenant named its address, so that where its connections lead is looked at.</summary>
    public bool IsOfTenant => Origin == DeploymentOrigins.Tenant;

    public ProviderEndpoint Endpoint => new(new(Settings.BaseUrl), Settings.ApiKey, Settings.Model) { IsOfTenant = IsOfTenant };

    /// <summary>Whether it answers chats; one that only embeds or ranks does not.</summary>
    public bool Chats => (Settings.Known.Abilities ?? ModelAbilities.Chat).HasFlag(ModelAbilities.Chat);

    public DeploymentTerms TermsAt(PriceList prices) => new()
    {
        Weight = Settings.Weight,
        Region = Settings.Region,
        Limits = Settings.Limits,
        Prices = prices,
        Access = Settings.Access,
    };
}

/// <summary>A route as kept.</summary>
internal sealed record KeptRoute(ModelRoute Route, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>All that a tenant keeps of models.</summary>
/// <param name="Version">Counts the changes.</param>
/// <param name="Prices">By the id of the deployment.</param>
internal sealed record KeptModels(
    long Version, IReadOnlyList<KeptDeployment> Deployments, IReadOnlyDictionary<string, PriceList> Prices, IReadOnlyList<KeptRoute> Routes)
{
    public static KeptModels None { get; } = new(0, [], new Dictionary<string, PriceList>(), []);

    /// <summary>Whether a route asks what plan the tenant is on.</summary>
    public bool AskForPlan { get; } = Routes.Any(one => one.Route.Rules.Any(rule => rule.When?.Plan is not null));

    public PriceList PricesOf(string id) => Prices.GetValueOrDefault(id, PriceList.Free);
}
