using System.Text.Json.Serialization;

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

    /// <summary>Who may name it. A deployment that it leads to is left out for whoever may not use that one.</summary>
    public ModelAccess Access { get; init; } = ModelAccess.Everybody;

    /// <summary>Every name that it leads to.</summary>
    [JsonIgnore]
    public IEnumerable<string> Targets => Rules.SelectMany(rule => rule.Use).Select(target => target.Deployment).Concat(Fallbacks).Concat(Rollout is { } rollout ? [rollout.Deployment] : []).Distinct(StringComparer.Ordinal);
}

/// <param name="When">What must be so of the question; null for every question.</param>
/// <param name="Use">Among these a balancer chooses, by their weights.</param>
public sealed record RouteRule(RouteCondition? When, IReadOnlyList<RouteTarget> Use);

/// <param name="Deployment">Its name.</param>
/// <param name="Weight">Its part of the traffic beside the others; null for the deployment's own.</param>
public sealed record RouteTarget(string Deployment, double? Weight = null);

/// <summary>Whether equal questions, or questions that mean the same, may be answered from what was answered before; null leaves it to the setting <c>Cache</c>.</summary>
public sealed record RouteCache(bool? Exact = null, bool? Semantic = null);
