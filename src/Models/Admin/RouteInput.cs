using System.Text.Json;

namespace Parley.Models;

/// <param name="When">Of <c>plan intent task language modality complexity_min complexity_max context_tokens_min context_tokens_max</c>; left out, for every question.</param>
/// <param name="Use">The deployments that are asked first.</param>
/// <param name="MaxCost">What one call may cost at most at those of them that say nothing else, as a decimal string in the tenant's currency.</param>
public sealed record RuleInput(JsonElement When, IReadOnlyList<TargetInput>? Use = null, string? MaxCost = null);

/// <summary>What somebody says of a route.</summary>
/// <param name="Name">In an address, the one that it says there.</param>
/// <param name="Rules">The first whose condition holds counts.</param>
/// <param name="Fallbacks">Deployments and routes, asked one after the other where those before failed.</param>
/// <param name="Access">Without roles, groups and users: everybody.</param>
/// <param name="Rollout">A new deployment that a part of the people gets first.</param>
/// <param name="Experiment">Ways to answer that are compared.</param>
/// <param name="Balance">How one is chosen among the deployments of a rule; without it by weight.</param>
public sealed record RouteInput(
    string? Name = null, IReadOnlyList<RuleInput>? Rules = null, IReadOnlyList<string>? Fallbacks = null, RouteCache? Cache = null, ModelAccess? Access = null,
    Balance? Balance = null, RolloutInput? Rollout = null, ExperimentInput? Experiment = null);

/// <summary>What a route may be like.</summary>
internal static class RouteRules
{
    private const int MostRules = 50;
    private const int MostTargets = 20;

    private static readonly Dictionary<string, Balance> BalanceNames =
        Enum.GetValues<Balance>().ToDictionary(balance => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{balance}"), StringComparer.OrdinalIgnoreCase);

    /// <summary>A route as far as it can be judged by itself.</summary>
    public static ModelRoute Read(string? name, RouteInput input)
    {
        var route = new ModelRoute
        {
            Name = DeploymentRules.Name(name),
            Rules =
            [
                .. (input.Rules ?? []).Select((rule, at) => new RouteRule(
                    ConditionInput.Read((rule ?? throw NoRule(at)).When, $"rules[{at}].when"), TargetInput.Read(rule.Use ?? [], $"rules[{at}].use"),
                    TargetInput.Ceiling(rule.MaxCost, $"rules[{at}].max_cost"))),
            ],
            Fallbacks = input.Fallbacks ?? [],
            Balance = input.Balance ?? Balance.Weighted,
            Cache = input.Cache ?? new(),
            Rollout = input.Rollout?.Read(),
            Experiment = input.Experiment?.Read(),
        };
        return Check(route);
    }

    public static ModelRoute Check(ModelRoute route) =>
        route.Rules.Count > MostRules ? throw DeploymentRules.Invalid("rules", $"A route has at most {MostRules} rules.")
        : route.Fallbacks.Count > MostTargets ? throw DeploymentRules.Invalid("fallbacks", $"A route has at most {MostTargets} fallbacks.")
        : route.Fallbacks.Any(one => string.IsNullOrEmpty(one)) ? throw DeploymentRules.Invalid("fallbacks", "Name deployments or routes.")
        : route.Fallbacks.Distinct(StringComparer.Ordinal).Count() < route.Fallbacks.Count ? throw DeploymentRules.Invalid("fallbacks", "Name each fallback once.")
        : route is { Rollout.IsOn: true, Experiment: not null }
            ? throw DeploymentRules.Invalid("experiment", "While a rollout gives people another deployment, an experiment tells nothing; set the rollout's percent to 0, or take one of the two out.")
        : route.Rules.Count + route.Fallbacks.Count == 0 ? throw DeploymentRules.Invalid("rules", "A route leads somewhere: give it a rule with use, or fallbacks.")
        : route;

    /// <summary>Looks at where a route leads, beside all others of the tenant.</summary>
    /// <param name="deployments">Those that chat, by their names.</param>
    /// <param name="others">Without one of the same name.</param>
    /// <exception cref="RefusedException">It leads to what does not exist, or in a circle.</exception>
    public static void CheckWay(ModelRoute route, IReadOnlySet<string> deployments, IReadOnlyList<ModelRoute> others)
    {
        for (var at = 0; at < route.Rules.Count; at++)
        {
            if (route.Rules[at].Use.FirstOrDefault(one => !deployments.Contains(one.Deployment)) is { } unknown)
            {
                throw Invalid($"rules[{at}].use", unknown.Deployment, "Routes go into fallbacks.");
            }
        }

        foreach (var (at, variant) in (route.Experiment?.Variants ?? []).Index())
        {
            if ((variant.Use ?? []).FirstOrDefault(one => !deployments.Contains(one.Deployment)) is { } unknown)
            {
                throw Invalid($"experiment.variants[{at}].use", unknown.Deployment);
            }
        }

        if (route.Experiment is { } experiment && others.FirstOrDefault(one => one.Experiment?.Name == experiment.Name) is { } holder)
        {
            throw DeploymentRules.Invalid("experiment.name", $"The route '{Shown(holder.Name)}' has an experiment of this name, and their figures would be one; take another.");
        }

        if (route.Rollout is { Deployment: var rolled } && !deployments.Contains(rolled))
        {
            throw Invalid("rollout.deployment", rolled);
        }

        var routes = others.Append(route).ToDictionary(one => one.Name, StringComparer.Ordinal);
        if (route.Fallbacks.FirstOrDefault(name => !deployments.Contains(name) && !routes.ContainsKey(name)) is { } nobody)
        {
            throw DeploymentRules.Invalid("fallbacks", $"There is no deployment that chats and no route with the name '{Shown(nobody)}'.");
        }

        if (CircleOf(route.Name, [route.Name], routes) is { } circle)
        {
            throw DeploymentRules.Invalid("fallbacks", $"The fallbacks go in a circle: {string.Join(" → ", circle)}. Take one of these steps out.");
        }
    }

    private static IReadOnlyList<string>? CircleOf(string start, IReadOnlyList<string> way, Dictionary<string, ModelRoute> routes)
    {
        foreach (var next in routes[way[^1]].Fallbacks.Where(routes.ContainsKey))
        {
            if (next == start)
            {
                return [.. way, next];
            }

            if (!way.Contains(next) && CircleOf(start, [.. way, next], routes) is { } circle)
            {
                return circle;
            }
        }

        return null;
    }

    /// <param name="name">As in the API, such as <c>least_busy</c>; null for the usual one.</param>
    public static Balance BalanceOf(string? name) => name is null ? Balance.Weighted
        : BalanceNames.TryGetValue(name, out var balance) ? balance
        : throw DeploymentRules.Invalid("balance", $"The balance is one of {string.Join(", ", BalanceNames.Keys)}.");

    private static RefusedException Invalid(string field, string unknown, string? hint = null) => DeploymentRules.Invalid(
        field, $"There is no deployment '{Shown(unknown)}' that chats; GET /v1/deployments lists those there are.{(hint is null ? "" : $" {hint}")}");

    private static RefusedException NoRule(int at) => DeploymentRules.Invalid($"rules[{at}]", "A rule is an object with when and use.");

    private static string Shown(string name) => name.Length <= 100 ? name : name[..100] + "…";
}
