namespace Parley.Models;

/// <summary>A route as the configuration brings it.</summary>
public sealed record SeededRoute
{
    public string? Name { get; init; }

    public IReadOnlyList<SeededRule> Rules { get; init; } = [];

    /// <summary>Deployments and routes, asked one after the other where those before failed.</summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>As in the API: <c>weighted least_busy latency prefix</c>.</summary>
    public string? Balance { get; init; }

    public RouteCache? Cache { get; init; }

    public ExperimentInput? Experiment { get; init; }

    public RolloutInput? Rollout { get; init; }

    public ModelAccess? Access { get; init; }
}

/// <summary>A rule of a route as the configuration brings it.</summary>
public sealed record SeededRule
{
    /// <summary>As in the API: <c>plan intent task language modality complexity_min complexity_max context_tokens_min context_tokens_max</c>.</summary>
    public IReadOnlyDictionary<string, string> When { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<TargetInput> Use { get; init; } = [];

    /// <summary>A decimal in the tenant's currency.</summary>
    public string? MaxCost { get; init; }
}
