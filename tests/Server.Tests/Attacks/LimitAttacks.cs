namespace Parley.Server.Tests.Attacks;

/// <summary>The routes of plans, limits and budgets, and how one tries to get at another tenant's by them.</summary>
internal static class LimitAttacks
{
    public static IEnumerable<AttackCase> Cases() =>
    [
        new("GET /v1/limits", Holder.Tenant, _ => [new("GET", "/v1/limits", MayAnswer: true)]),
        new("GET /v1/plans", Holder.Tenant, _ => [new("GET", "/v1/plans", MayAnswer: true)]),
        new("PUT /v1/plans/{name}", Holder.Tenant, _ => [new("PUT", "/v1/plans/free", new { messages_per_day = 1_000_000 })]),
        new("PUT /v1/tenants/{id}/plan", Holder.Tenant, it => [new("PUT", $"/v1/tenants/{it.Tenant.Tenant}/plan", new { plan = "free" })]),
        new("GET /v1/budgets", Holder.Tenant, it =>
            [new("GET", "/v1/budgets", MayAnswer: true), new("GET", $"/v1/budgets?cursor={it.Tenant.BudgetCursor}", MayAnswer: true)]),
        new("POST /v1/budgets", Holder.Tenant, it =>
        [
            new("POST", "/v1/budgets", new { scope = new { kind = "key", id = it.Tenant.ApiKey }, unit = "requests", limit = 1, window = "day" }),
            new("POST", "/v1/budgets", new { scope = new { kind = "tenant", id = it.Tenant.Tenant }, unit = "requests", limit = 1, window = "day" }),
        ]),
        new("GET /v1/budgets/{id}", Holder.Tenant, it => [new("GET", $"/v1/budgets/{it.Tenant.Budget}")]),
        new("PATCH /v1/budgets/{id}", Holder.Tenant, it => [new("PATCH", $"/v1/budgets/{it.Tenant.Budget}", new { limit = 1 })]),
        new("DELETE /v1/budgets/{id}", Holder.Tenant, it => [new("DELETE", $"/v1/budgets/{it.Tenant.Budget}")]),
        new("GET /v1/usage", Holder.Tenant, _ => [new("GET", "/v1/usage?group_by=user", MayAnswer: true), new("GET", "/v1/usage?group_by=key", MayAnswer: true)]),
        new("GET /v1/statements/{month}", Holder.Tenant, it =>
            [new("GET", $"/v1/statements/{DateTime.UtcNow:yyyy-MM}", MayAnswer: true), new("GET", $"/v1/statements/{it.Tenant.Tenant}")]),
    ];
}
