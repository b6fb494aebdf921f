namespace Parley.Server.Tests.Attacks;

/// <summary>The routes around users, and how one tries to get at another tenant's people by them.</summary>
internal static class PeopleAttacks
{
    public static IEnumerable<AttackCase> Cases() =>
    [
        Case("GET /v1/users", _ => [Get("/v1/users") with { MayAnswer = true }, Get("/v1/users?email=person@first.example") with { MayAnswer = true }]),
        Case("POST /v1/users", _ =>
        [
            Post("/v1/users", new { email = $"{Guid.NewGuid():N}@second.example", role = "member", password = "another long password" }) with { MayAnswer = true },
            Post("/v1/users", new { email = $"{Guid.NewGuid():N}@second.example", role = "emperor" }),
        ]),
        Case("GET /v1/users/{id}", it => [Get($"/v1/users/{it.Tenant.User}")]),
        Case("PATCH /v1/users/{id}", it => [new("PATCH", $"/v1/users/{it.Tenant.User}", new { name = "Taken", role = "viewer", disabled = true })]),
        Case("DELETE /v1/users/{id}", it => [new("DELETE", $"/v1/users/{it.Tenant.User}")]),
        Case("GET /v1/access", it => [Get($"/v1/access?user={it.Tenant.User}")]),
        Case("POST /v1/users/{id}/password-reset", it => [Post($"/v1/users/{it.Tenant.User}/password-reset")]),
        Case("GET /v1/invitations", _ => [Get("/v1/invitations") with { MayAnswer = true }]),
        Case("POST /v1/invitations", it =>
        [
            Post("/v1/invitations", new { email = $"{Guid.NewGuid():N}@second.example", role = "viewer" }) with { MayAnswer = true },
            Post("/v1/invitations", new { email = $"{Guid.NewGuid():N}@second.example", role = "viewer", groups = new[] { it.Tenant.Group } }),
        ]),
        Case("DELETE /v1/invitations/{id}", it => [new("DELETE", $"/v1/invitations/{it.Tenant.Invitation}")]),
        Case("GET /v1/letters", _ => [Get("/v1/letters") with { MayAnswer = true }]),
        Case("POST /v1/auth/password-reset", _ =>
            [Post("/v1/auth/password-reset", new { email = $"{Guid.NewGuid():N}@first.example" }) with { MayAnswer = true }]),
        Case("POST /v1/auth/password-reset/redeem", _ =>
            [Post("/v1/auth/password-reset/redeem", new { token = new string('a', 43), password = "a long enough password" })]),
        Case("GET /v1/auth/sessions", it =>
            [Get("/v1/auth/sessions") with { MayAnswer = true }, Get($"/v1/auth/sessions?user={it.Tenant.User}") with { MayAnswer = true }]),
        Case("DELETE /v1/auth/sessions", _ => [new("DELETE", "/v1/auth/sessions", MayAnswer: true)]),
        Case("DELETE /v1/auth/sessions/{id}", it => [new("DELETE", $"/v1/auth/sessions/{it.Tenant.Session}")]),
        Case("DELETE /v1/users/{id}/sessions", it => [new("DELETE", $"/v1/users/{it.Tenant.User}/sessions")]),
        Case("POST /v1/auth/password", _ =>
            [Post("/v1/auth/password", new { current = InProcessServer.OwnerPassword, password = "another long password" })]),
        Case("GET /v1/auth/totp", _ => [Get("/v1/auth/totp")]),
        Case("POST /v1/auth/totp", _ => [Post("/v1/auth/totp", new { password = InProcessServer.OwnerPassword })]),
        Case("POST /v1/auth/totp/confirm", _ => [Post("/v1/auth/totp/confirm", new { code = "000000" })]),
        Case("POST /v1/auth/totp/recovery-codes", _ => [Post("/v1/auth/totp/recovery-codes", new { password = InProcessServer.OwnerPassword })]),
        Case("POST /v1/auth/totp/disable", _ => [Post("/v1/auth/totp/disable", new { password = InProcessServer.OwnerPassword })]),
        Case("DELETE /v1/users/{id}/totp", it => [new("DELETE", $"/v1/users/{it.Tenant.User}/totp")]),
        Case("POST /v1/auth/second-factor", _ => [Post("/v1/auth/second-factor", new { challenge = new string('a', 43), code = "000000" })]),
        Case("GET /v1/groups", _ => [Get("/v1/groups") with { MayAnswer = true }]),
        Case("POST /v1/groups", _ => [Post("/v1/groups", new { name = $"own-{Guid.NewGuid():N}" }) with { MayAnswer = true }]),
        Case("GET /v1/groups/{id}", it => [Get($"/v1/groups/{it.Tenant.Group}")]),
        Case("PATCH /v1/groups/{id}", it => [new("PATCH", $"/v1/groups/{it.Tenant.Group}", new { name = $"taken-{Guid.NewGuid():N}" })]),
        Case("DELETE /v1/groups/{id}", it => [new("DELETE", $"/v1/groups/{it.Tenant.Group}")]),
        Case("GET /v1/groups/{id}/members", it => [Get($"/v1/groups/{it.Tenant.Group}/members")]),
        Case("PUT /v1/groups/{id}/members/{user}", it => [new("PUT", $"/v1/groups/{it.Tenant.Group}/members/{it.Tenant.User}")]),
        Case("DELETE /v1/groups/{id}/members/{user}", it => [new("DELETE", $"/v1/groups/{it.Tenant.Group}/members/{it.Tenant.User}")]),
    ];

    private static AttackCase Case(string route, Func<Target, IEnumerable<Attempt>> attempts) => new(route, Holder.Tenant, attempts);

    private static Attempt Get(string path) => new("GET", path);

    private static Attempt Post(string path, object? body = null) => new("POST", path, body);
}
