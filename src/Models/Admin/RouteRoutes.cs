using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>A route as admins see it.</summary>
public sealed record RouteView(
    string Name, IReadOnlyList<RouteRule> Rules, IReadOnlyList<string> Fallbacks, Balance Balance, RouteCache Cache, Rollout? Rollout, Experiment? Experiment, ModelAccess Access, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static RouteView Of(KeptRoute kept) => new(
        kept.Route.Name, kept.Route.Rules, kept.Route.Fallbacks, kept.Route.Balance ?? Balance.Weighted, kept.Route.Cache, kept.Route.Rollout, kept.Route.Experiment,
        kept.Route.Access, kept.CreatedAt, kept.UpdatedAt);
}

/// <summary>A list of routes by their names; all of them stand on one page.</summary>
public sealed record RouteList(IReadOnlyList<RouteView> Data, string? NextCursor);

/// <summary>/v1/routes — names that stand for several deployments, such as <c>fast</c> or <c>quality</c>; <c>default</c> answers who names none.</summary>
internal static class RouteRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/routes", ListAsync).WithSummary("List the routes").Allow(Scopes.ModelsAdmin, Role.Admin);
        routes.MapPost("/routes", CreateAsync).WithSummary("Add a route").Allow(Scopes.ModelsAdmin, Role.Admin);
        routes.MapGet("/routes/{name}", ShowAsync).WithSummary("Show a route").Allow(Scopes.ModelsAdmin, Role.Admin);
        routes.MapPut("/routes/{name}", PutAsync).WithSummary("Make or replace a route").Allow(Scopes.ModelsAdmin, Role.Admin);
        routes.MapDelete("/routes/{name}", DeleteAsync).WithSummary("Delete a route").Allow(Scopes.ModelsAdmin, Role.Admin);
    }

    internal static async Task<Ok<RouteList>> ListAsync(TenantScope tenant, ModelCatalogue catalogue, CancellationToken cancellationToken) =>
        TypedResults.Ok(new RouteList([.. (await catalogue.KeptAsync(tenant, cancellationToken)).Routes.Select(RouteView.Of)], null));

    internal static async Task<Created<RouteView>> CreateAsync(
        RouteInput request, TenantScope tenant, Actor actor, RouteDesk desk, ModelCatalogue catalogue, CancellationToken cancellationToken)
    {
        var route = RouteRules.Read(request.Name, request);
        await desk.PutAsync(tenant, route, request.Access, onlyNew: true, actor, cancellationToken);
        return TypedResults.Created($"/v1/routes/{Uri.EscapeDataString(route.Name)}", await FindAsync(tenant, route.Name, catalogue, cancellationToken));
    }

    internal static async Task<Ok<RouteView>> ShowAsync(string name, TenantScope tenant, ModelCatalogue catalogue, CancellationToken cancellationToken) =>
        TypedResults.Ok(await FindAsync(tenant, Uri.UnescapeDataString(name), catalogue, cancellationToken));

    /// <summary>All of the route anew: what is not given is as usual.</summary>
    internal static async Task<Ok<RouteView>> PutAsync(
        string name, RouteInput request, TenantScope tenant, Actor actor, RouteDesk desk, ModelCatalogue catalogue, CancellationToken cancellationToken)
    {
        name = Uri.UnescapeDataString(name);
        if (request.Name is { } other && DeploymentRules.Name(other) != name)
        {
            throw new RefusedException(new(409, "name_fixed", "A route keeps its name. Make another one under the new name, and delete this one."));
        }

        var route = RouteRules.Read(name, request);
        await desk.PutAsync(tenant, route, request.Access, onlyNew: false, actor, cancellationToken);
        return TypedResults.Ok(await FindAsync(tenant, name, catalogue, cancellationToken));
    }

    internal static async Task<NoContent> DeleteAsync(string name, TenantScope tenant, Actor actor, RouteDesk desk, CancellationToken cancellationToken)
    {
        await desk.DeleteAsync(tenant, Uri.UnescapeDataString(name), actor, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<RouteView> FindAsync(TenantScope tenant, string name, ModelCatalogue catalogue, CancellationToken cancellationToken) =>
        (await catalogue.KeptAsync(tenant, cancellationToken)).Routes.FirstOrDefault(one => one.Route.Name == name) is { } kept
            ? RouteView.Of(kept)
            : throw RouteDesk.NotFound();
}
