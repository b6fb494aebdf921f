namespace Parley.Server.Tests.Attacks;

/// <summary>The routes of deployments and routes, and how one tries to get at another tenant's by them.</summary>
internal static class ModelAttacks
{
    private static readonly object Price = new { input_per_mtok = "0", output_per_mtok = "0" };

    public static IEnumerable<AttackCase> Cases() =>
    [
        Case("GET /v1/models/access", it =>
            [new("GET", "/v1/models/access", MayAnswer: true), new("GET", $"/v1/models/access?user={it.Tenant.User}")]),
        Case("GET /v1/deployments", _ => [new("GET", "/v1/deployments", MayAnswer: true)]),
        Case("POST /v1/deployments", _ =>
            [new("POST", "/v1/deployments", new { name = "mine", provider = "openai", model = "m", base_url = "https://9.9.9.9/v1", price = Price, enabled = false, probe = false }, MayAnswer: true)]),
        Case("GET /v1/deployments/{id}", it => [new("GET", $"/v1/deployments/{it.Tenant.Deployment}")]),
        Case("PATCH /v1/deployments/{id}", it =>
            [new("PATCH", $"/v1/deployments/{it.Tenant.Deployment}", new { enabled = true, base_url = "https://8.8.8.8/v1", probe = false })]),
        Case("PUT /v1/deployments/{id}", it =>
            [new("PUT", $"/v1/deployments/{it.Tenant.Deployment}", new { model = "m", base_url = "https://8.8.8.8/v1", api_key = "", probe = false })]),
        Case("DELETE /v1/deployments/{id}", it => [new("DELETE", $"/v1/deployments/{it.Tenant.Deployment}")]),
        Case("GET /v1/deployments/{id}/health", it => [new("GET", $"/v1/deployments/{it.Tenant.Deployment}/health")]),
        Case("POST /v1/deployments/{id}/test", it => [new("POST", $"/v1/deployments/{it.Tenant.Deployment}/test", new { requests = 1 })]),
        Case("GET /v1/deployments/{id}/prices", it => [new("GET", $"/v1/deployments/{it.Tenant.Deployment}/prices")]),
        Case("POST /v1/deployments/{id}/prices", it => [new("POST", $"/v1/deployments/{it.Tenant.Deployment}/prices", Price)]),
        Case("GET /v1/routes", _ => [new("GET", "/v1/routes", MayAnswer: true)]),
        Case("POST /v1/routes", _ => [new("POST", "/v1/routes", new { name = "mine", fallbacks = new[] { Canary.DeploymentName } })]),
        Case("GET /v1/routes/{name}", _ => [new("GET", $"/v1/routes/{Canary.RouteName}")]),
        Case("PUT /v1/routes/{name}", _ => [new("PUT", $"/v1/routes/{Canary.RouteName}", new { fallbacks = new[] { Canary.DeploymentName } })]),
        Case("GET /v1/routes/{name}/experiment", _ => [new("GET", $"/v1/routes/{Canary.RouteName}/experiment")]),
        Case("GET /v1/answer-cache", _ => [new("GET", "/v1/answer-cache", MayAnswer: true)]),
        Case("DELETE /v1/answer-cache", _ => [new("DELETE", "/v1/answer-cache", MayAnswer: true)]),
        Case("DELETE /v1/routes/{name}", _ => [new("DELETE", $"/v1/routes/{Canary.RouteName}")]),
    ];

    private static AttackCase Case(string route, Func<Target, IEnumerable<Attempt>> attempts) => new(route, Holder.Tenant, attempts);
}
