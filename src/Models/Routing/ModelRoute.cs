using System.Text.Json.Serialization;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>A name that stands for several deployments: which of them answer which questions, and who steps in where they fail.</summary>
public sealed record ModelRoute
{
    /// <summary>The route that is taken when a request names no model.</summary>
    public const string Default = "default";

    /// <summary>What the list of models says it is.</summary>
    public const string Kind = "route";

    public required string Name { get; init; }

    /// <summary>The first that holds says which deployments are asked first.</summary>
    public IReadOnlyList<RouteRule> Rules { get; init; } = [];

    /// <summary>Deployments and routes, asked one after the other where those before failed.</summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>How one is chosen among the deployments that a rule names. Null only in what was kept before routes had it; see <see cref="KeptRoutes"/>.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<Balance>))]
    public Balance? Balance { get; init; }

    public RouteCache Cache { get; init; } = new();

    /// <summary>A new deployment that a part of the people gets first; null for none.</summary>
    public Rollout? Rollout { get; init; }

    /// <summary>Ways to answer that are compared; null for none.</summary>
    public Experiment? Experiment { get; init; }

    /// <summary>Who may name it. A deployment that it leads to is left out for whoever may not use that one.</summary>
    public ModelAccess Access { get; init; } = ModelAccess.Everybody;

    /// <summary>Every name that it leads to.</summary>
    [JsonIgnore]
    public IEnumerable<string> Targets =>
        Chosen.Select(target => target.Deployment).Concat(Fallbacks).Concat(Rollout is { } rollout ? [rollout.Deployment] : []).Distinct(StringComparer.Ordinal);

    /// <summary>Whether it cannot choose without knowing how much is sent.</summary>
    [JsonIgnore]
    public bool AsksForSize => Rules.Any(rule => rule.MaxCost is not null || rule.When is { ContextTokensMin: not null } or { ContextTokensMax: not null }) || Chosen.Any(target => target.MaxCost is not null);

    // Those of the rules first: the first of them is shown for the route.
    private IEnumerable<RouteTarget> Chosen => Rules.SelectMany(rule => rule.Use).Concat((Experiment?.Variants ?? []).SelectMany(variant => variant.Use ?? []));
}

/// <param name="When">What must be so of the question; null for every question.</param>
/// <param name="Use">Among these a balancer chooses, by their weights.</param>
/// <param name="MaxCost">What one call may cost at most at those of them that say nothing else, in the tenant's currency; null for no ceiling.</param>
public sealed record RouteRule(RouteCondition? When, IReadOnlyList<RouteTarget> Use, Money? MaxCost = null);

/// <param name="Deployment">Its name.</param>
/// <param name="Weight">Its part of the traffic beside the others; null for the deployment's own.</param>
/// <param name="MaxCost">What one call of it may cost at most, in the tenant's currency; null for the rule's word.</param>
public sealed record RouteTarget(string Deployment, double? Weight = null, Money? MaxCost = null);

/// <summary>Whether equal questions, or questions that mean the same, may be answered from what was answered before; null leaves it to the setting <c>Cache</c>.</summary>
public sealed record RouteCache(bool? Exact = null, bool? Semantic = null);
