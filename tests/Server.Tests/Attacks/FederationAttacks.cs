namespace Parley.Server.Tests.Attacks;

/// <summary>The routes of identity providers, and how one tries to get at another tenant's by them.</summary>
internal static class FederationAttacks
{
    public static IEnumerable<AttackCase> Cases() =>
    [
        Case("GET /v1/auth/providers", it =>
        [
            Get("/v1/auth/providers") with { MayAnswer = true },
            Get($"/v1/auth/providers?tenant={it.Tenant.Tenant}") with { MayAnswer = true },
            Get("/v1/auth/providers?email=person@first.example") with { MayAnswer = true },
        ]),

        // Both lead back to the page, which is there or not, as it was built.
        Case("GET /v1/auth/oidc/{provider}", it => [Get($"/v1/auth/oidc/{it.Tenant.Provider}") with { MayAnswer = true }]),
        Case("GET /v1/auth/oidc/{provider}/callback", it =>
            [Get($"/v1/auth/oidc/{it.Tenant.Provider}/callback?code=x&state={new string('x', 43)}") with { MayAnswer = true }]),
        Case("GET /v1/auth/providers/all", _ => [Get("/v1/auth/providers/all") with { MayAnswer = true }]),
        Case("POST /v1/auth/providers", _ =>
        [
            Post("/v1/auth/providers", new { name = "Own", issuer = "https://login.second.example", client_id = "x" }) with { MayAnswer = true },
            Post("/v1/auth/providers", new { name = "Own", issuer = "https://login.second.example", client_id = "x", domains = new[] { "first.example" } }),
        ]),
        Case("GET /v1/auth/providers/{id}", it => [Get($"/v1/auth/providers/{it.Tenant.Provider}")]),
        Case("PATCH /v1/auth/providers/{id}", it =>
            [new("PATCH", $"/v1/auth/providers/{it.Tenant.Provider}", new { name = "Taken", enabled = true, client_id = "theirs" })]),
        Case("DELETE /v1/auth/providers/{id}", it => [new("DELETE", $"/v1/auth/providers/{it.Tenant.Provider}")]),
        Case("POST /v1/auth/providers/{id}/preview", it =>
            [Post($"/v1/auth/providers/{it.Tenant.Provider}/preview", new { claims = new { sub = "1", email = "person@first.example", email_verified = true } })]),
        Case("POST /v1/auth/providers/{id}/test", it => [Post($"/v1/auth/providers/{it.Tenant.Provider}/test")]),
        Case("GET /v1/auth/identities", _ => [Get("/v1/auth/identities")]),
        Case("POST /v1/auth/identities/{provider}", it => [Post($"/v1/auth/identities/{it.Tenant.Provider}", new { password = InProcessServer.OwnerPassword })]),
        Case("POST /v1/auth/identities/{provider}/unlink", it =>
            [Post($"/v1/auth/identities/{it.Tenant.Provider}/unlink", new { password = InProcessServer.OwnerPassword })]),
        Case("GET /v1/auth/domains", _ => [Get("/v1/auth/domains") with { MayAnswer = true }]),
        Case("POST /v1/auth/domains", _ => [Post("/v1/auth/domains", new { domain = "first.example" }) with { MayAnswer = true }]),
        Case("GET /v1/auth/domains/{id}", it => [Get($"/v1/auth/domains/{it.Tenant.Domain}")]),
        Case("POST /v1/auth/domains/{id}/verify", it => [Post($"/v1/auth/domains/{it.Tenant.Domain}/verify")]),
        Case("DELETE /v1/auth/domains/{id}", it => [new("DELETE", $"/v1/auth/domains/{it.Tenant.Domain}")]),
        Case("GET /v1/auth/providers/{id}/tests/{test}", it => [Get($"/v1/auth/providers/{it.Tenant.Provider}/tests/test_1")]),
    ];

    private static AttackCase Case(string route, Func<Target, IEnumerable<Attempt>> attempts) => new(route, Holder.Tenant, attempts);

    private static Attempt Get(string path) => new("GET", path);

    private static Attempt Post(string path, object? body = null) => new("POST", path, body);
}
