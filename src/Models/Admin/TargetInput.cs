using Parley.Accounts;

namespace Parley.Models;

/// <summary>What somebody says of a deployment that a route leads to.</summary>
/// <param name="Weight">Above 0 up to 1000; left out, the deployment's own.</param>
/// <param name="MaxCost">What one call of it may cost at most, as a decimal string in the tenant's currency; left out, the rule's word.</param>
public sealed record TargetInput(string? Deployment = null, double? Weight = null, string? MaxCost = null)
{
    private const int MostTargets = 20;
    private const double MostWeight = 1000;

    /// <param name="field">Where they stand, such as <c>rules[0].use</c>.</param>
    /// <exception cref="RefusedException">They cannot be meant, as far as they can be judged by themselves.</exception>
    internal static List<RouteTarget> Read(IReadOnlyList<TargetInput?> use, string field) =>
        use.Count is 0 or > MostTargets || use.Any(one => string.IsNullOrEmpty(one?.Deployment))
                ? throw DeploymentRules.Invalid(field, $"Name 1 to {MostTargets} deployments here, each as an object with deployment and weight.")
            : use.DistinctBy(one => one!.Deployment, StringComparer.Ordinal).Count() < use.Count
                ? throw DeploymentRules.Invalid(field, "Name each deployment once.")
            : use.Any(one => one!.Weight is not null and not (> 0 and <= MostWeight))
                ? throw DeploymentRules.Invalid(field, $"A weight is above 0 and at most {MostWeight:0}.")
            : [.. use.Select(one => new RouteTarget(one!.Deployment!, one.Weight, Ceiling(one.MaxCost, field)))];

    internal static Money? Ceiling(string? text, string field) => text is null ? null
        : Money.TryParse(text, out var most) && most >= Money.Zero ? most
        : throw DeploymentRules.Invalid(field, "max_cost is what one call may cost at most, a decimal string with at most six decimals, such as \"0.02\".");
}
