namespace Parley.Server.Tests.Attacks;

/// <summary>The routes of guards and their policies, and how one tries to get at another tenant's by them.</summary>
internal static class SafetyAttacks
{
    public static IEnumerable<AttackCase> Cases() =>
    [
        Case("GET /v1/policies", _ => [new("GET", "/v1/policies", MayAnswer: true)]),
        Case("POST /v1/policies", _ => [new("POST", "/v1/policies", new { policy = new { name = "mine", assistant = $"mine{Guid.NewGuid():N}" } }, MayAnswer: true)]),
        Case("GET /v1/policies/{id}", it => [new("GET", $"/v1/policies/{it.Tenant.Policy}")]),
        Case("GET /v1/policies/{id}/versions", it => [new("GET", $"/v1/policies/{it.Tenant.Policy}/versions")]),
        Case("PUT /v1/policies/{id}", it => [new("PUT", $"/v1/policies/{it.Tenant.Policy}", new { policy = new { name = "mine" } })]),
        Case("DELETE /v1/policies/{id}", it => [new("DELETE", $"/v1/policies/{it.Tenant.Policy}")]),
        Case("GET /v1/safety/abuse", _ => [new("GET", "/v1/safety/abuse", MayAnswer: true)]),
        Case("PUT /v1/safety/bans/{subject}", _ => [new("PUT", $"/v1/safety/bans/sub_{Guid.NewGuid():N}", new { reason = "mine" }, MayAnswer: true)]),
        Case("DELETE /v1/safety/bans/{subject}", _ => [new("DELETE", "/v1/safety/bans/sub_of_nobody")]),
        Case("POST /v1/policies/test", _ => [new("POST", "/v1/policies/test", new { policy = new { name = "mine" } }, MayAnswer: true)]),
        Case("POST /v1/policies/{id}/test", it => [new("POST", $"/v1/policies/{it.Tenant.Policy}/test", new { }), new("POST", $"/v1/policies/{it.Tenant.Policy}/test", new { policy = new { name = "mine" } })]),
        Case("POST /v1/policies/{id}/dry-run", it =>
            [new("POST", $"/v1/policies/{it.Tenant.Policy}/dry-run", new { }), new("POST", $"/v1/policies/{it.Tenant.Policy}/dry-run", new { policy = new { name = "mine" } })]),
        Case("GET /v1/policies/{id}/dry-runs", it => [new("GET", $"/v1/policies/{it.Tenant.Policy}/dry-runs")]),
        Case("GET /v1/policies/{id}/dry-runs/{run}", it => [new("GET", $"/v1/policies/{it.Tenant.Policy}/dry-runs/{it.Tenant.DryRun}")]),
        Case("POST /v1/policies/{id}/dry-runs/{run}/cancel", it => [new("POST", $"/v1/policies/{it.Tenant.Policy}/dry-runs/{it.Tenant.DryRun}/cancel")]),
        Case("POST /v1/safety/redact", _ => [new("POST", "/v1/safety/redact", new { text = "x", policy = "strict" }, MayAnswer: true)]),
        new("POST /v1/safety/restore", Holder.Person, it =>
        [
            new("POST", "/v1/safety/restore", new { message_id = it.Victim.Question }, MayAnswer: true),
            new("POST", "/v1/safety/restore", new { message_id = it.Victim.Answer }, MayAnswer: true),
            new("POST", "/v1/safety/restore", new { document_id = it.Tenant.Document }, MayAnswer: true),
        ]),
        Case("POST /v1/moderations", _ => [new("POST", "/v1/moderations", new { input = "x" }, MayAnswer: true)]),
    ];

    private static AttackCase Case(string route, Func<Target, IEnumerable<Attempt>> attempts) => new(route, Holder.Tenant, attempts);
}
