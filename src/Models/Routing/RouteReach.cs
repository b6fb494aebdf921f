namespace Parley.Models;

/// <summary>Where a name may lead, whatever is asked.</summary>
/// <param name="Widest">Of the deployments that the caller may use there, the one with the largest context; null where there is none.</param>
/// <param name="AsksForSize">Whether a rule goes by the length of the prompt, or a target has a ceiling for what it costs.</param>
public sealed record RouteReach(Deployment? Widest, bool AsksForSize)
{
    /// <summary>All that the caller may use there, in the order of the route.</summary>
    internal IReadOnlyList<Deployment> Deployments { get; private init; } = [];

    internal static RouteReach Of(ModelRoute? route, TenantModels models, IReadOnlyList<string> tags)
    {
        var (reached, walked) = (new List<ModelRoute>(), new HashSet<string>(StringComparer.Ordinal));
        Walk(route, models, tags, reached, walked);
        List<Deployment> open =
            [.. reached.SelectMany(one => one.Targets).Select(models.Find).OfType<Deployment>().Where(one => one.Terms.Now.Access.Lets(tags)).Distinct()];
        return new(open.MaxBy(one => one.ContextTokens), reached.Any(one => one.AsksForSize)) { Deployments = open };
    }

    private static void Walk(ModelRoute? route, TenantModels models, IReadOnlyList<string> tags, List<ModelRoute> reached, HashSet<string> walked)
    {
        if (route is null || !route.Access.Lets(tags) || !walked.Add(route.Name))
        {
            return;
        }

        reached.Add(route);
        foreach (var name in route.Fallbacks)
        {
            Walk(models.FindRoute(name), models, tags, reached, walked);
        }
    }
}
