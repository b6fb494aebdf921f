using Parley.Accounts;

namespace Parley.Models;

/// <summary>Walks a route, and the routes that it falls back on, for one question of one caller.</summary>
internal sealed class RouteWalk(TenantModels models, RouteQuestion question, IReadOnlyList<string> tags)
{
    private readonly List<IReadOnlyList<WeightedDeployment>> _tiers = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _walked = new(StringComparer.Ordinal);

    /// <returns>Null when it leads to nothing that the caller may use now.</returns>
    public ModelPlan? Plan(ModelRoute route)
    {
        var rule = RuleOf(route);
        var rollout = route.Rollout is { IsOn: true } on ? on : null;
        if (rollout?.Takes(route.Name, question.Sticky) == true)
        {
            Add([new(rollout.Deployment)], CeilingOf(route, rule, rollout.Deployment));
        }

        var variant = route.Experiment?.VariantFor(route.Name, question);
        if (variant?.Use is { } use)
        {
            Add([.. use.Select(target => target with { MaxCost = target.MaxCost ?? CeilingOf(route, rule, target.Deployment) })], null);
        }

        var isAhead = _tiers.Count > 0;
        Walk(route);
        return _tiers.Count == 0 ? null : new(route.Name, _tiers)
        {
            Rule = !isAhead && rule is { } at && Uses(route.Rules[at]) ? at + 1 : null,
            Balance = route.Balance ?? Balance.Weighted,
            Cache = route.Cache,
            Rollout = rollout,

            // Where nothing of a variant can be used, the others answer in its place, and that says nothing of it.
            Arm = variant is null || (variant.Use is not null && !isAhead) ? null : new(route.Experiment!.Name, variant.Name),
            ArmLeads = variant?.Use is not null,
        };
    }

    // A rule's ceiling holds for who is asked ahead of its own, too.
    private static Money? CeilingOf(ModelRoute route, int? rule, string deployment) => rule is not { } at ? null
        : route.Rules[at].Use.FirstOrDefault(target => target.Deployment == deployment)?.MaxCost ?? route.Rules[at].MaxCost;

    private void Walk(ModelRoute route)
    {
        if (!_walked.Add(route.Name))
        {
            return;
        }

        if (RuleOf(route) is { } rule)
        {
            Add(route.Rules[rule].Use, route.Rules[rule].MaxCost);
        }

        foreach (var name in route.Fallbacks)
        {
            if (models.FindRoute(name) is { } next)
            {
                if (next.Access.Lets(tags))
                {
                    Walk(next);
                }
            }
            else
            {
                Add([new(name)], null);
            }
        }
    }

    private int? RuleOf(ModelRoute route)
    {
        for (var i = 0; i < route.Rules.Count; i++)
        {
            if (route.Rules[i].When?.Holds(question) ?? true)
            {
                return i;
            }
        }

        return null;
    }

    // Where a rule's deployments are all switched off or closed to the caller, it is the fallbacks that answer, and no rule that chose.
    private bool Uses(RouteRule rule) => rule.Use.Any(target => Find(target.Deployment) is not null);

    private void Add(IReadOnlyList<RouteTarget> targets, Money? maxCost)
    {
        var tier = new List<WeightedDeployment>();
        foreach (var target in targets)
        {
            if (Find(target.Deployment) is { } deployment && _taken.Add(deployment.Name))
            {
                tier.Add(new(deployment, target.Weight ?? deployment.Weight) { MaxCost = target.MaxCost ?? maxCost });
            }
        }

        if (tier.Count > 0)
        {
            _tiers.Add(tier);
        }
    }

    private Deployment? Find(string name) => models.Find(name) is { } deployment && deployment.Terms.Now.Access.Lets(tags) ? deployment : null;
}
