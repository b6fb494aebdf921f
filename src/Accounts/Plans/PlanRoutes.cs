using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/plans — the plans that a tenant can be on.</summary>
internal static class ListPlans
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/plans", HandleAsync).WithSummary("List the plans").Allow(scope: null, Role.Viewer);

    internal static async Task<Ok<Listed<Plan>>> HandleAsync(PlanStore plans, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Listed<Plan>(await plans.ListAsync(cancellationToken), null));
}

/// <summary>PUT /v1/plans/{name} — makes a plan or changes it.</summary>
internal static class PutPlan
{
    /// <param name="MessagesPerDay">Left out for no limit.</param>
    /// <param name="RequestsPerMinute">Left out for the server's setting.</param>
    /// <param name="StreamsPerUser">Left out for the server's setting.</param>
    public sealed record Request(long? MessagesPerDay = null, long? RequestsPerMinute = null, long? StreamsPerUser = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/plans/{name}", HandleAsync).WithSummary("Make or change a plan").Allow(Scopes.Platform);

    internal static async Task<Ok<Plan>> HandleAsync(
        string name, Request request, TenantScope tenant, Actor actor, PlanStore plans, CancellationToken cancellationToken)
    {
        var plan = new Plan(
            PlanInput.Name(name, "name"),
            PlanInput.Limit(request.MessagesPerDay, "messages_per_day"),
            PlanInput.Limit(request.RequestsPerMinute, "requests_per_minute"),
            PlanInput.Limit(request.StreamsPerUser, "streams_per_user"));
        await plans.PutAsync(tenant, plan, actor, cancellationToken);
        return TypedResults.Ok(plan);
    }
}

/// <summary>PUT /v1/tenants/{id}/plan — puts a tenant on a plan, with numbers of its own where they are given.</summary>
internal static class PutTenantPlan
{
    /// <param name="MessagesPerDay">Left out for the plan's.</param>
    /// <param name="RequestsPerMinute">Left out for the plan's.</param>
    /// <param name="StreamsPerUser">Left out for the plan's.</param>
    public sealed record Request(string Plan, long? MessagesPerDay = null, long? RequestsPerMinute = null, long? StreamsPerUser = null);

    /// <summary>What the tenant may use from now on.</summary>
    public sealed record Answer(TenantId TenantId, string Plan, long? MessagesPerDay, long? RequestsPerMinute, long? StreamsPerUser);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/tenants/{id}/plan", HandleAsync).WithSummary("Put a tenant on a plan").Allow(Scopes.Platform);

    internal static async Task<Ok<Answer>> HandleAsync(
        TenantId id, Request request, Caller caller, Actor actor, PlanStore plans, CancellationToken cancellationToken)
    {
        var own = new Plan(
            await plans.CheckAsync(request.Plan, "plan", cancellationToken),
            PlanInput.Limit(request.MessagesPerDay, "messages_per_day"),
            PlanInput.Limit(request.RequestsPerMinute, "requests_per_minute"),
            PlanInput.Limit(request.StreamsPerUser, "streams_per_user"));
        var tenant = new TenantScope(id);
        if (!await plans.PutTenantAsync(tenant, own, tenant == caller.Tenant ? actor : Actor.Platform, cancellationToken))
        {
            throw new RefusedException(Refusal.NotFound("tenant"));
        }

        var now = await plans.AllowanceAsync(tenant, cancellationToken);
        return TypedResults.Ok(new Answer(id, own.Name, now.MessagesPerDay, now.RequestsPerMinute, now.StreamsPerUser));
    }
}
