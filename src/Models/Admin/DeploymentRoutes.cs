using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>GET /v1/deployments and /v1/deployments/{id} — all that can answer for the tenant, whoever brought it.</summary>
internal static class ReadDeployments
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deployments", ListAsync).WithSummary("List the deployments").Allow(Scopes.ModelsAdmin, Role.Admin);
        routes.MapGet("/deployments/{id}", ShowAsync).WithSummary("Show a deployment").Allow(Scopes.ModelsAdmin, Role.Admin);
    }

    internal static async Task<Ok<DeploymentList>> ListAsync(TenantScope tenant, DeploymentViews views, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DeploymentList(await views.AllAsync(tenant, cancellationToken), null));

    internal static async Task<Ok<DeploymentView>> ShowAsync(
        Id<ModelIds.Deployment> id, TenantScope tenant, DeploymentViews views, CancellationToken cancellationToken) =>
        TypedResults.Ok(await views.FindAsync(tenant, id.Value, cancellationToken));
}

/// <summary>POST /v1/deployments — makes a model of a provider one that answers here. It is asked whether it answers, before it is kept.</summary>
internal static class CreateDeployment
{
    /// <inheritdoc cref="DeploymentInput"/>
    /// <param name="Name">Routes, requests and the ledger know it by this; it stays.</param>
    /// <param name="Provider"><c>openai</c>, which every compatible server speaks, or <c>anthropic</c>.</param>
    /// <param name="Model">The model's name at the provider.</param>
    /// <param name="Price">For a free or self-hosted model both prices are <c>"0"</c>.</param>
    /// <param name="BaseUrl">Left out, the provider's own place.</param>
    public sealed record Request(
        string Name, string Provider, string Model, PriceInput? Price, string? BaseUrl = null, string? ApiKey = null, string? Region = null, double? Weight = null,
        int? ContextTokens = null, int? MaxOutputTokens = null, IReadOnlyList<string>? Abilities = null, DeploymentLimits? Limits = null,
        ModelAccess? Access = null, bool? Enabled = null, bool? Probe = null)
    {
        internal DeploymentInput Input => new(
            Name, Provider, BaseUrl, ApiKey, Model, Region, Weight, ContextTokens, MaxOutputTokens, Abilities, Limits, Price, Access, Enabled, Probe);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/deployments", HandleAsync).WithSummary("Add a deployment").Allow(Scopes.ModelsAdmin, Role.Admin);

    internal static async Task<Created<DeploymentView>> HandleAsync(
        Request request, TenantScope tenant, Actor actor, DeploymentDesk desk, DeploymentViews views, CancellationToken cancellationToken)
    {
        var id = await desk.MakeAsync(tenant, request.Input, DeploymentOrigins.Tenant, actor, cancellationToken);
        return TypedResults.Created($"/v1/deployments/{id}", await views.FindAsync(tenant, id, cancellationToken));
    }
}

/// <summary>PATCH /v1/deployments/{id} changes what is given; PUT puts everything that is not given back to what is usual, but the key.</summary>
internal static class ChangeDeployment
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPatch("/deployments/{id}", ChangeAsync).WithSummary("Change a deployment").Allow(Scopes.ModelsAdmin, Role.Admin);
        routes.MapPut("/deployments/{id}", ReplaceAsync).WithSummary("Replace a deployment's settings").Allow(Scopes.ModelsAdmin, Role.Admin);
    }

    internal static async Task<Ok<DeploymentView>> ChangeAsync(
        Id<ModelIds.Deployment> id, DeploymentInput request, TenantScope tenant, Actor actor, DeploymentDesk desk, DeploymentViews views, CancellationToken cancellationToken)
    {
        await desk.ChangeAsync(tenant, id.Value, request, anew: false, actor, cancellationToken);
        return TypedResults.Ok(await views.FindAsync(tenant, id.Value, cancellationToken));
    }

    internal static async Task<Ok<DeploymentView>> ReplaceAsync(
        Id<ModelIds.Deployment> id, DeploymentInput request, TenantScope tenant, Actor actor, DeploymentDesk desk, DeploymentViews views, CancellationToken cancellationToken)
    {
        await desk.ChangeAsync(tenant, id.Value, request, anew: true, actor, cancellationToken);
        return TypedResults.Ok(await views.FindAsync(tenant, id.Value, cancellationToken));
    }
}

/// <summary>DELETE /v1/deployments/{id} — takes a deployment away; of one of the environment, what the tenant said about it.</summary>
internal static class DeleteDeployment
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/deployments/{id}", HandleAsync).WithSummary("Delete a deployment").Allow(Scopes.ModelsAdmin, Role.Admin);

    internal static async Task<NoContent> HandleAsync(
        Id<ModelIds.Deployment> id, TenantScope tenant, Actor actor, DeploymentDesk desk, CancellationToken cancellationToken)
    {
        await desk.DeleteAsync(tenant, id.Value, actor, cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>GET and POST /v1/deployments/{id}/prices — what a deployment cost, costs and will cost.</summary>
internal static class DeploymentPrices
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deployments/{id}/prices", ListAsync).WithSummary("List a deployment's prices").Allow(Scopes.ModelsAdmin, Role.Admin);
        routes.MapPost("/deployments/{id}/prices", SetAsync).WithSummary("Set a deployment's price from a moment on").Allow(Scopes.ModelsAdmin, Role.Admin);
    }

    internal static async Task<Ok<PriceViewList>> ListAsync(
        Id<ModelIds.Deployment> id, TenantScope tenant, DeploymentViews views, ModelCatalogue catalogue, CancellationToken cancellationToken)
    {
        await views.FindAsync(tenant, id.Value, cancellationToken);
        var prices = (await catalogue.KeptAsync(tenant, cancellationToken)).PricesOf(id.Value);
        return TypedResults.Ok(new PriceViewList([.. prices.All.Select(PriceView.Of)], null));
    }

    /// <summary>A price of the same moment is corrected. Calls are charged by the price that is in force when they begin.</summary>
    internal static async Task<Ok<PriceViewList>> SetAsync(
        Id<ModelIds.Deployment> id, PriceInput request, TenantScope tenant, Actor actor, DeploymentDesk desk, DeploymentViews views, ModelCatalogue catalogue,
        CancellationToken cancellationToken)
    {
        await desk.PriceAsync(tenant, id.Value, request, actor, cancellationToken);
        return await ListAsync(id, tenant, views, catalogue, cancellationToken);
    }
}
