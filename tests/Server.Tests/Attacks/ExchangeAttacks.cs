namespace Parley.Server.Tests.Attacks;

/// <summary>The routes by which conversations leave and enter, and how one tries to get at another's by them.</summary>
internal static class ExchangeAttacks
{
    public static IEnumerable<AttackCase> Cases() =>
    [
        Person("GET /v1/conversations/{id}/export", it =>
        [
            Get($"/v1/conversations/{it.Victim.Conversation}/export"),
            Get($"/v1/conversations/{it.Victim.Conversation}/export?format=json"),
            Get($"/v1/conversations/{it.Victim.Conversation}/export?format=json&leaf={it.Own.Answer}"),
            Get($"/v1/conversations/{it.Own.Conversation}/export?format=json&leaf={it.Victim.Answer}"),
            Get($"/v1/conversations/{it.Own.Conversation}/export?leaf={it.Victim.Question}"),
        ]),
        Person("POST /v1/conversations/{id}/shares", it =>
        [
            Post($"/v1/conversations/{it.Victim.Conversation}/shares"),
            Post($"/v1/conversations/{it.Victim.Conversation}/shares", new { leaf = it.Own.Answer }),
            Post($"/v1/conversations/{it.Own.Conversation}/shares", new { leaf = it.Victim.Answer }),
        ]),
        Person("GET /v1/conversations/{id}/shares", it => [Get($"/v1/conversations/{it.Victim.Conversation}/shares")]),
        Person("GET /v1/shares", it => [Get("/v1/shares") with { MayAnswer = true }, Get($"/v1/shares?cursor={it.Victim.Share}") with { MayAnswer = true }]),
        Person("DELETE /v1/shares/{id}", it => [new("DELETE", $"/v1/shares/{it.Victim.Share}")]),
        Person("POST /v1/conversations/import", _ => [new("POST", "/v1/conversations/import", "--b--", MediaType: "multipart/form-data; boundary=b")]),
        Person("GET /v1/imports", it => [Get("/v1/imports") with { MayAnswer = true }, Get("/v1/imports?cursor=import_x") with { MayAnswer = true }]),
        Person("GET /v1/imports/{id}", it => [Get($"/v1/imports/{it.Victim.Import}")]),
        Person("POST /v1/shared", it =>
        [
            Post("/v1/shared", new { token = it.Victim.Share }),
            Post("/v1/shared", new { token = it.Victim.Conversation }),
            Post("/v1/shared", new { token = "shr_" + new string('a', 43) }),
        ]),
    ];

    private static AttackCase Person(string route, Func<Target, IEnumerable<Attempt>> attempts) => new(route, Holder.Person, attempts);

    private static Attempt Get(string path) => new("GET", path);

    private static Attempt Post(string path, object? body = null) => new("POST", path, body);
}
