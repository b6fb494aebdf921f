using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Models;

/// <summary>How a deployment fares, as the node that answers sees it.</summary>
/// <param name="Breaker"><c>closed</c>: it is asked as usual; <c>open</c>: it is left alone; <c>half_open</c>: one call tries whether it is well again.</param>
/// <param name="OpenUntil">When it is tried again; null while it is asked as usual.</param>
/// <param name="RestsUntil">Until when the provider asked not to be called; null when it did not.</param>
/// <param name="Running">Calls under way.</param>
/// <param name="Waiting">Calls that wait for a place.</param>
/// <param name="RecentCalls">Calls that ended in the last half minute.</param>
/// <param name="RecentFailures">Those of them that failed.</param>
/// <param name="MsToFirstToken">On average, the newest counting most; null before the first call.</param>
/// <param name="LastFailure">In one word, such as <c>rate_limited</c>; null when no call failed since the last that succeeded.</param>
public sealed record DeploymentHealthView(
    string Breaker, DateTimeOffset? OpenUntil, DateTimeOffset? RestsUntil, int Running, int Waiting, int RecentCalls, int RecentFailures,
    double? MsToFirstToken, string? LastFailure)
{
    internal static DeploymentHealthView Of(Deployment deployment)
    {
        var health = deployment.Health;
        var (calls, failures) = health.Recent;
        return new(
            System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(health.State.ToString()), health.OpenUntil, health.RestsUntil, health.Running,
            deployment.Queue.Waiting, calls, failures, health.MsToFirstToken is { } ms ? Math.Round(ms, 1) : null, health.LastFailure);
    }
}

/// <summary>GET /v1/deployments/{id}/health and POST /v1/deployments/{id}/test — how it fares, and how fast it answers when it is asked.</summary>
internal static class DeploymentStanding
{
    /// <param name="Requests">How many answers are asked for, one after the other; 1 to 20.</param>
    public sealed record Request(int Requests = 3);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deployments/{id}/health", ShowAsync).WithSummary("How a deployment fares").Allow(Scopes.ModelsAdmin, Role.Admin);
        routes.MapPost("/deployments/{id}/test", TestAsync).WithSummary("Ask a deployment, and measure it").DisableRequestTimeout().Allow(Scopes.ModelsAdmin, Role.Admin);
    }

    internal static async Task<Ok<DeploymentHealthView>> ShowAsync(
        Id<ModelIds.Deployment> id, TenantScope tenant, DeploymentViews views, ModelCatalogue catalogue, CancellationToken cancellationToken) =>
        TypedResults.Ok(DeploymentHealthView.Of(await FindAsync(id, tenant, views, catalogue, cancellationToken)));

    /// <summary>The calls are real ones: they cost what calls cost, and budgets hold for them.</summary>
    internal static async Task<Ok<ProbeReport>> TestAsync(
        Id<ModelIds.Deployment> id, Request? request, Caller caller, DeploymentViews views, ModelCatalogue catalogue, ModelProbe probe, CancellationToken cancellationToken)
    {
        var requests = (request ?? new()).Requests;
        if (requests is < 1 or > ModelProbe.MostRequests)
        {
            throw new RefusedException(Refusal.Invalid("requests", $"From 1 to {ModelProbe.MostRequests} answers can be asked for at once."));
        }

        var deployment = await FindAsync(id, caller.Tenant, views, catalogue, cancellationToken);
        return TypedResults.Ok(await probe.MeasureAsync(caller.Tenant, deployment, requests, caller.Subject, cancellationToken));
    }

    private static async Task<Deployment> FindAsync(
        Id<ModelIds.Deployment> id, TenantScope tenant, DeploymentViews views, ModelCatalogue catalogue, CancellationToken cancellationToken)
    {
        var view = await views.FindAsync(tenant, id.Value, cancellationToken);
        return (await catalogue.ForAsync(tenant, cancellationToken)).Find(view.Name) ?? throw new RefusedException(new(
            409, "deployment_is_off", $"'{view.Name}' answers no chats now: it is switched off, or only embeds or ranks. Switch it on with PATCH /v1/deployments/{id.Value} {{\"enabled\": true}}."));
    }
}
