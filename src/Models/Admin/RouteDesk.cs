using Parley.Accounts;

namespace Parley.Models;

/// <summary>Makes, changes and deletes the routes of tenants.</summary>
internal sealed class RouteDesk(CatalogueWrites writes, ModelCatalogue catalogue, EncoderCatalogue encoders, AccessCheck access)
{
    private const int Most = 100;

    /// <param name="onlyNew">Whether a route of the same name refuses it; else it is replaced.</param>
    /// <param name="seed">Whether it is made once only.</param>
    /// <returns>Whether it was not there before.</returns>
    /// <exception cref="RefusedException">It leads nowhere or in a circle, or its name is taken.</exception>
    public async Task<bool> PutAsync(
        TenantScope tenant, ModelRoute route, ModelAccess? given, bool onlyNew, Actor actor, CancellationToken cancellationToken, bool seed = false)
    {
        route = route with { Access = await access.ReadAsync(tenant, given, cancellationToken) };
        var kept = await catalogue.KeptAsync(tenant, cancellationToken);
        var blind = kept.Deployments.Where(one => !one.Chats && one.Origin != DeploymentOrigins.Environment).Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        var environment = (await catalogue.GivenAsync(tenant, cancellationToken)).Select(one => one.Name).ToList();
        if (environment.Contains(route.Name) || encoders.HasGiven(tenant, route.Name))
        {
            throw CatalogueWrites.Taken("route", route.Name, "deployment");
        }

        var isNew = await writes.WriteAsync(
            tenant,
            async connection =>
            {
                if (seed && !await CatalogueWrites.SeedAsync(connection, "route", route.Name))
                {
                    return false;
                }

                var routes = await CatalogueWrites.RoutesAsync(connection);
                var isNew = routes.All(one => one.Name != route.Name);
                if (isNew || onlyNew)
                {
                    await CatalogueWrites.CheckFreeAsync(connection, route.Name, "route");
                }

                if (isNew && routes.Count >= Most)
                {
                    throw new RefusedException(new(409, "too_many_routes", $"A tenant has at most {Most} routes; delete one first."));
                }

                var deployments = (await CatalogueWrites.NamesAsync(connection)).Where(name => !blind.Contains(name)).Concat(environment).ToHashSet(StringComparer.Ordinal);
                RouteRules.CheckWay(route, deployments, [.. routes.Where(one => one.Name != route.Name)]);
                var before = routes.FirstOrDefault(one => one.Name == route.Name)?.Rollout;
                await writes.PutAsync(
                    connection, route with { Rollout = route.Rollout?.After(before, writes.Time.GetUtcNow()) }, isNew ? ModelActions.RouteMade : ModelActions.RouteChanged, actor);
                return isNew;
            },
            cancellationToken);
        catalogue.HearOfChange(tenant.Id.Value);
        return isNew;
    }

    /// <exception cref="RefusedException">There is no such route, or another falls back on it.</exception>
    public async Task DeleteAsync(TenantScope tenant, string name, Actor actor, CancellationToken cancellationToken)
    {
        var deleted = await writes.WriteAsync(
            tenant,
            async connection =>
                (await CatalogueWrites.RoutesAsync(connection)).Where(route => route.Fallbacks.Contains(name)).Select(route => route.Name).ToList() is { Count: > 0 } users
                    ? throw new RefusedException(new(
                        409, "route_in_use", $"The {(users.Count == 1 ? "route" : "routes")} {string.Join(", ", users)} fall back on this one; take it out there first."))
                    : await writes.DeleteRouteAsync(connection, name, actor),
            cancellationToken);
        catalogue.HearOfChange(tenant.Id.Value);
        if (!deleted)
        {
            throw NotFound();
        }
    }

    internal static RefusedException NotFound() => new(Refusal.NotFound("route"));
}
