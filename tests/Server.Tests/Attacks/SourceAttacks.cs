namespace Parley.Server.Tests.Attacks;

/// <summary>How one tries to get at where another tenant's documents come from.</summary>
internal static class SourceAttacks
{
    public static IEnumerable<AttackCase> Cases() =>
    [
        Tenant("GET /v1/knowledge/{namespace}/sources", it =>
        [
            Get(Sources(it)) with { MayAnswer = true },
            Get($"{Sources(it)}?cursor={it.Tenant.Source}") with { MayAnswer = true },
        ]),
        Tenant("POST /v1/knowledge/{namespace}/sources", it => [Post(Sources(it), new { kind = "push", name = "mine" }) with { MayAnswer = true }]),
        Tenant("GET /v1/knowledge/{namespace}/sources/{id}", it => [Get(Source(it)), Get($"/v1/knowledge/elsewhere/sources/{it.Tenant.Source}")]),
        Tenant("PATCH /v1/knowledge/{namespace}/sources/{id}", it => [new("PATCH", Source(it), new { name = "taken", paused = true, acl = new[] { "public" } })]),
        Tenant("DELETE /v1/knowledge/{namespace}/sources/{id}", it => [new("DELETE", Source(it)), new("DELETE", Source(it) + "?documents=delete")]),
        Tenant("POST /v1/knowledge/{namespace}/sources/{id}/run", it => [Post(Source(it) + "/run"), Post(Source(it) + "/run", new { full = true })]),
        Tenant("GET /v1/knowledge/{namespace}/sources/{id}/items", it => [Get(Source(it) + "/items"), Get(Source(it) + "/items?state=current&limit=200")]),
        Tenant("POST /v1/knowledge/{namespace}/sources/{id}/push", it =>
        [
            Post(Source(it) + "/push", new { upserts = new[] { new { external_id = "gate", text = "Written over." } }, deletes = new[] { "lamp" } }),
            new("POST", Source(it) + "/push", """{"op": "delete", "external_id": "gate"}""", MediaType: "application/x-ndjson"),
        ]),
    ];

    private static string Sources(Target it) => $"/v1/knowledge/{it.Tenant.Namespace}/sources";

    private static string Source(Target it) => $"{Sources(it)}/{it.Tenant.Source}";

    private static AttackCase Tenant(string route, Func<Target, IEnumerable<Attempt>> attempts) => new(route, Holder.Tenant, attempts);

    private static Attempt Get(string path) => new("GET", path);

    private static Attempt Post(string path, object? body = null) => new("POST", path, body);
}
