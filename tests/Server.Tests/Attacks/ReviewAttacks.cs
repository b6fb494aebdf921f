namespace Parley.Server.Tests.Attacks;

/// <summary>The routes of reviews, appeals and findings, and how one tries to get at another's by them.</summary>
internal static class ReviewAttacks
{
    public static IEnumerable<AttackCase> Cases() =>
    [
        Tenant("GET /v1/reviews", it =>
        [
            new("GET", "/v1/reviews?limit=200", MayAnswer: true),
            new("GET", $"/v1/reviews?cursor={it.Tenant.Review}z", MayAnswer: true),
            new("GET", "/v1/reviews?kind=violence&state=automatic", MayAnswer: true),
        ]),
        Tenant("GET /v1/reviews/{id}", it => [new("GET", $"/v1/reviews/{it.Tenant.Review}")]),
        Tenant("POST /v1/reviews/{id}/claim", it => [new("POST", $"/v1/reviews/{it.Tenant.Review}/claim")]),
        Tenant("POST /v1/reviews/{id}/decision", it => [new("POST", $"/v1/reviews/{it.Tenant.Review}/decision", new { decision = "allow", reason = "mine" })]),
        Tenant("GET /v1/findings", it => [new("GET", "/v1/findings?limit=200", MayAnswer: true), new("GET", "/v1/findings?kind=violence", MayAnswer: true)]),
        Tenant("GET /v1/findings/days", _ => [new("GET", "/v1/findings/days", MayAnswer: true)]),
        Tenant("GET /v1/training-examples", it => [new("GET", "/v1/training-examples?limit=200", MayAnswer: true), new("GET", $"/v1/training-examples?cursor={it.Tenant.Example}z", MayAnswer: true)]),
        Tenant("GET /v1/training-examples/settings", _ => [new("GET", "/v1/training-examples/settings", MayAnswer: true)]),
        Tenant("PUT /v1/training-examples/settings", _ => [new("PUT", "/v1/training-examples/settings", new { collects = true }, MayAnswer: true)]),
        Tenant("GET /v1/training-examples/export", _ => [new("GET", "/v1/training-examples/export", MayAnswer: true)]),
        Tenant("DELETE /v1/training-examples/{id}", it => [new("DELETE", $"/v1/training-examples/{it.Tenant.Example}")]),
        Tenant("DELETE /v1/training-examples", _ => [new("DELETE", "/v1/training-examples", MayAnswer: true)]),
        new("GET /v1/turns/{id}/appeal", Holder.Person, it => [new("GET", $"/v1/turns/{it.Victim.Turn}/appeal")]),
        new("POST /v1/turns/{id}/appeal", Holder.Person, it => [new("POST", $"/v1/turns/{it.Victim.Turn}/appeal", new { reason = "mine" })]),
    ];

    private static AttackCase Tenant(string route, Func<Target, IEnumerable<Attempt>> attempts) => new(route, Holder.Tenant, attempts);
}
