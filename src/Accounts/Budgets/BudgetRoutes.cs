using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/budgets and /v1/budgets/{id} — what may be used, and what is used of it now.</summary>
internal static class ListBudgets
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/budgets", HandleAsync).WithSummary("List the budgets").Allow(Scopes.UsageRead, Role.Admin);
        routes.MapGet("/budgets/{id}", ShowAsync).WithSummary("Show a budget").Allow(Scopes.UsageRead, Role.Admin);
    }

    internal static async Task<Ok<Listed<BudgetView>>> HandleAsync(
        int? limit, string? cursor, TenantScope tenant, BudgetStore budgets, CancellationToken cancellationToken) =>
        TypedResults.Ok(await budgets.ListAsync(tenant, Paging.Read(limit, cursor), cancellationToken));

    internal static async Task<Ok<BudgetView>> ShowAsync(
        Id<BudgetIds.Budget> id, TenantScope tenant, BudgetStore budgets, CancellationToken cancellationToken) =>
        TypedResults.Ok(await budgets.ShowAsync(tenant, id.Value, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("budget")));
}

/// <summary>POST /v1/budgets — sets what may be used of requests, tokens or money in a minute, day or month.</summary>
internal static class CreateBudget
{
    /// <param name="Unit"><c>requests tokens money</c>.</param>
    /// <param name="Limit">A number of requests or tokens, or a decimal string of money.</param>
    /// <param name="Window"><c>minute day month</c>, of the UTC calendar.</param>
    /// <param name="SoftAt">From where on is warned, in the same unit.</param>
    public sealed record Request(BudgetScope Scope, string Unit, JsonElement Limit, string Window, JsonElement SoftAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/budgets", HandleAsync).WithSummary("Make a budget").Allow(Scopes.ModelsAdmin, Role.Admin);

    internal static async Task<Created<BudgetView>> HandleAsync(
        Request request, TenantScope tenant, Actor actor, BudgetStore budgets, CancellationToken cancellationToken)
    {
        var scope = request.Scope with { Kind = BudgetInput.Kind(request.Scope.Kind) };
        var unit = BudgetInput.Unit(request.Unit);
        var limit = BudgetInput.Amount(request.Limit, unit, "limit");
        var made = await budgets.AddAsync(
            tenant, scope, unit, limit, BudgetInput.SoftAt(request.SoftAt, unit, limit), BudgetInput.Period(request.Window), actor, cancellationToken);
        return TypedResults.Created($"/v1/budgets/{made.Id}", made);
    }
}

/// <summary>PATCH /v1/budgets/{id} — changes how much it is; what is used of it stays.</summary>
internal static class ChangeBudget
{
    /// <param name="Limit">Left out, it stays.</param>
    /// <param name="SoftAt">Left out, it stays; null for no warning.</param>
    public sealed record Request(JsonElement Limit, JsonElement SoftAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/budgets/{id}", HandleAsync).WithSummary("Change a budget").Allow(Scopes.ModelsAdmin, Role.Admin);

    internal static async Task<Ok<BudgetView>> HandleAsync(
        Id<BudgetIds.Budget> id, Request request, TenantScope tenant, Actor actor, BudgetStore budgets, CancellationToken cancellationToken) =>
        TypedResults.Ok(await budgets.ChangeAsync(
            tenant,
            id.Value,
            before =>
            {
                var limit = request.Limit.ValueKind == JsonValueKind.Undefined ? before.Amount : BudgetInput.Amount(request.Limit, before.Unit, "limit");
                return (limit, request.SoftAt.ValueKind == JsonValueKind.Undefined
                    ? before.SoftAt is { } soft ? Math.Min(soft, limit) : null
                    : BudgetInput.SoftAt(request.SoftAt, before.Unit, limit));
            },
            actor,
            cancellationToken) ?? throw new RefusedException(Refusal.NotFound("budget")));
}

/// <summary>DELETE /v1/budgets/{id} — removes a budget and what was counted on it.</summary>
internal static class RemoveBudget
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/budgets/{id}", HandleAsync).WithSummary("Remove a budget").Allow(Scopes.ModelsAdmin, Role.Admin);

    internal static async Task<NoContent> HandleAsync(
        Id<BudgetIds.Budget> id, TenantScope tenant, Actor actor, BudgetStore budgets, CancellationToken cancellationToken) =>
        await budgets.RemoveAsync(tenant, id.Value, actor, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("budget"));
}
