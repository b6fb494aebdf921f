namespace Parley.Server.Tests.Attacks;

/// <summary>Every route of the server, and how one tries to get at another's things by it.</summary>
internal static class AttackCases
{
    public static IReadOnlyList<AttackCase> All { get; } = [.. Conversations(), .. Turns(), .. Doors(), .. Knowledge(), .. Identity(), .. PeopleAttacks.Cases(), .. LimitAttacks.Cases(), .. FederationAttacks.Cases(), .. ExchangeAttacks.Cases(), .. SourceAttacks.Cases(), .. ModelAttacks.Cases(), .. SafetyAttacks.Cases(), .. ReviewAttacks.Cases(), .. RedTeamAttacks.Cases(), .. Open()];

    private static readonly object Whole = new { stream = false };

    private static IEnumerable<AttackCase> Conversations() =>
    [
        Person("GET /v1/conversations", it =>
        [
            Get($"/v1/conversations?cursor={it.Victim.Cursor}") with { MayAnswer = true },
            Get("/v1/conversations?limit=200") with { MayAnswer = true },
            Get($"/v1/conversations?cursor={it.Victim.Conversation}"),
            Get($"/v1/conversations?folder_id={it.Victim.Folder}") with { MayAnswer = true },
            Get("/v1/conversations?archived=true") with { MayAnswer = true },
            Get("/v1/conversations?query=harbour%20gate%20code") with { MayAnswer = true },
        ]),
        Person("GET /v1/messages/search", it =>
        [
            Get("/v1/messages/search?query=harbour%20gate%20code") with { MayAnswer = true },
            Get($"/v1/messages/search?query=harbour%20gate&conversation_id={it.Victim.Conversation}") with { MayAnswer = true },
            Get($"/v1/messages/search?query=harbour%20gate&cursor=0-{it.Victim.Answer}") with { MayAnswer = true },
        ]),
        Person("POST /v1/conversations", _ => [Post("/v1/conversations", new { title = "mine" }) with { MayAnswer = true }]),
        Person("GET /v1/conversations/{id}", it => [Get($"/v1/conversations/{it.Victim.Conversation}")]),
        Person("PATCH /v1/conversations/{id}", it =>
        [
            new("PATCH", $"/v1/conversations/{it.Victim.Conversation}", new { title = "taken", pinned = true, archived = true, unread = false }),
            new("PATCH", $"/v1/conversations/{it.Own.Conversation}", new { folder_id = it.Victim.Folder }),
        ]),
        Person("GET /v1/folders", _ => [Get("/v1/folders") with { MayAnswer = true }]),
        Person("POST /v1/folders", _ => [Post("/v1/folders", new { name = "mine" }) with { MayAnswer = true }]),
        Person("PATCH /v1/folders/{id}", it => [new("PATCH", $"/v1/folders/{it.Victim.Folder}", new { name = "taken" })]),
        Person("DELETE /v1/folders/{id}", it => [new("DELETE", $"/v1/folders/{it.Victim.Folder}")]),
        Person("POST /v1/files", _ => [new("POST", "/v1/files", "no form", MediaType: "multipart/form-data")]),
        Person("GET /v1/files", it =>
            [Get("/v1/files?limit=200") with { MayAnswer = true }, Get($"/v1/files?after={it.Victim.File}") with { MayAnswer = true }]),
        Person("GET /v1/files/{id}", it => [Get($"/v1/files/{it.Victim.File}")]),
        Person("GET /v1/files/{id}/content", it => [Get($"/v1/files/{it.Victim.File}/content")]),
        Person("DELETE /v1/files/{id}", it => [new("DELETE", $"/v1/files/{it.Victim.File}")]),
        Person("DELETE /v1/conversations/{id}", it => [new("DELETE", $"/v1/conversations/{it.Victim.Conversation}")]),
        Person("GET /v1/conversations/{id}/messages", it =>
        [
            Get($"/v1/conversations/{it.Victim.Conversation}/messages"),
            Get($"/v1/conversations/{it.Victim.Conversation}/messages?leaf={it.Own.Answer}"),
            Get($"/v1/conversations/{it.Own.Conversation}/messages?leaf={it.Victim.Answer}"),
            Get($"/v1/conversations/{it.Own.Conversation}/messages?through={it.Victim.Question}"),
            Get($"/v1/conversations/{it.Own.Conversation}/messages?cursor={it.Victim.MessageCursor}"),
        ]),
        Person("PUT /v1/messages/{id}/pin", it => [new("PUT", $"/v1/messages/{it.Victim.Answer}/pin"), new("PUT", $"/v1/messages/{it.Victim.Question}/pin")]),
        Person("DELETE /v1/messages/{id}/pin", it => [new("DELETE", $"/v1/messages/{it.Victim.Answer}/pin")]),
        Person("POST /v1/conversations/{id}/compact", it =>
        [
            Post($"/v1/conversations/{it.Victim.Conversation}/compact"),
            Post($"/v1/conversations/{it.Victim.Conversation}/compact", new { leaf = it.Own.Answer }),
            Post($"/v1/conversations/{it.Own.Conversation}/compact", new { leaf = it.Victim.Answer }),
        ]),
        Person("GET /v1/conversations/{id}/context", it =>
        [
            Get($"/v1/conversations/{it.Victim.Conversation}/context"),
            Get($"/v1/conversations/{it.Victim.Conversation}/context?leaf={it.Own.Answer}"),
            Get($"/v1/conversations/{it.Own.Conversation}/context?leaf={it.Victim.Answer}"),
        ]),
    ];

    private static IEnumerable<AttackCase> Turns() =>
    [
        Person("POST /v1/conversations/{id}/fork", it =>
        [
            Post($"/v1/conversations/{it.Victim.Conversation}/fork", new { message_id = it.Victim.Answer }),
            Post($"/v1/conversations/{it.Own.Conversation}/fork", new { message_id = it.Victim.Answer }),
            Post($"/v1/conversations/{it.Victim.Conversation}/fork", new { message_id = it.Own.Answer }),
            Post($"/v1/conversations/{it.Own.OtherConversation}/fork", new { message_id = it.Own.Answer }),
        ]),
        Person("DELETE /v1/messages/{id}", it =>
            [new("DELETE", $"/v1/messages/{it.Victim.Answer}"), new("DELETE", $"/v1/messages/{it.Victim.Question}")]),
        Person("PUT /v1/messages/{id}/feedback", it =>
            [new("PUT", $"/v1/messages/{it.Victim.Answer}/feedback", new { rating = "down", comment = "taken" })]),
        Person("DELETE /v1/messages/{id}/feedback", it => [new("DELETE", $"/v1/messages/{it.Victim.Answer}/feedback")]),
        Person("POST /v1/conversations/{id}/turns", it =>
        [
            Send(it.Victim.Conversation, new { message = "What was said?", response = Whole }),
            Send(it.Victim.Conversation, new { message = "What was said?", response = Whole }) with { SendKey = it.Victim.SendKey, LastEvent = 1 },
            Send(it.Own.Conversation, new { message = "What was said?", parent_id = it.Victim.Answer, response = Whole }),
            Send(it.Own.Conversation, new { regenerate_of = it.Victim.Answer, response = Whole }),
            Send(it.Own.OtherConversation, new { message = "What does it say?", attachments = new[] { it.Victim.File }, response = Whole }),
            Send(it.Own.Conversation, new { regenerate_of = it.Victim.Question, response = Whole }),
            Send(it.Own.Conversation, new { answer_to = it.Victim.Question, response = Whole }),
            Send(it.Own.Conversation, new { regenerate_of = it.Victim.Answer, revise = "longer", response = Whole }),
            Send(it.Own.OtherConversation, new { message = "What was said?", parent_id = it.Own.Answer, response = Whole }),
            Send(it.Own.Conversation, new
            {
                message = World.Question,
                parent_id = (string?)null,
                retrieval = new { namespaces = new[] { it.Tenant.Namespace } },
                response = Whole,
            }) with { MayAnswer = true },
        ]),
        Person("GET /v1/turns/{id}", it => [Get($"/v1/turns/{it.Victim.Turn}")]),
        Person("GET /v1/turns/{id}/events", it =>
        [
            Get($"/v1/turns/{it.Victim.Turn}/events"),
            Get($"/v1/turns/{it.Victim.Turn}/events?after=1"),
            Get($"/v1/turns/{it.Victim.Turn}/events") with { LastEvent = 1 },
        ]),
        Person("GET /v1/events", _ =>
        [
            Get("/v1/events?follow=false&after=0.0") with { MayAnswer = true },
            Get("/v1/events?follow=false") with { LastEvent = 1 },
        ]),
        Person("POST /v1/turns/{id}/cancel", it => [Post($"/v1/turns/{it.Victim.Turn}/cancel")]),
        Person("GET /v1/turns/{id}/provenance", it => [Get($"/v1/turns/{it.Victim.Turn}/provenance")]),
        Person("POST /v1/turns/{id}/tool-results", it =>
            [Post($"/v1/turns/{it.Victim.Turn}/tool-results", new { results = new[] { new { call_id = "call_1", output = "x" } }, response = Whole })]),
        Person("POST /v1/turns/{id}/approvals", it =>
            [Post($"/v1/turns/{it.Victim.Turn}/approvals", new { call_id = "call_1", decision = "approve" })]),
    ];

    private static IEnumerable<AttackCase> Doors()
    {
        object[] messages = [new { role = "user", content = "What was said?" }];
        object[] question = [new { role = "user", content = World.Question }];
        foreach (var path in (string[])["/v1/chat", "/chat"])
        {
            yield return Person($"POST {path}", it =>
            [
                Post(path, new { prompt = "What was said?", conversation_id = it.Victim.Conversation }),
                Post(path, new { prompt = World.Question }) with { SendKey = it.Victim.SendKey, MayAnswer = true },
            ]);
        }

        yield return Person("POST /v1/chat.completions", it =>
        [
            Post("/v1/chat.completions", new { conversation_id = it.Victim.Conversation, messages }),
            Post("/v1/chat.completions", new { messages = question, retrieval = new { @namespace = it.Tenant.Namespace } }) with { MayAnswer = true },
        ]);
        yield return Person("POST /v1/messages", it =>
        [
            Post("/v1/messages", new { model = "extractive", max_tokens = 50, conversation_id = it.Victim.Conversation, messages }),
            Post("/v1/messages", new { model = "extractive", max_tokens = 50, messages = question, retrieval = true }) with { SendKey = it.Victim.SendKey, MayAnswer = true },
        ]);
        yield return Person("POST /v1/messages/count_tokens", it =>
            [Post("/v1/messages/count_tokens", new { model = "extractive", conversation_id = it.Victim.Conversation, messages }) with { MayAnswer = true }]);
        yield return Person("POST /v1/batches", it =>
            [Post("/v1/batches", new { input_file_id = it.Victim.BatchFile, endpoint = "/v1/chat/completions", completion_window = "24h" })]);
        yield return Person("GET /v1/batches", it =>
            [Get("/v1/batches?limit=100") with { MayAnswer = true }, Get($"/v1/batches?after={it.Victim.Batch}") with { MayAnswer = true }]);
        yield return Person("GET /v1/batches/{id}", it => [Get($"/v1/batches/{it.Victim.Batch}")]);
        yield return Person("POST /v1/batches/{id}/cancel", it => [Post($"/v1/batches/{it.Victim.Batch}/cancel")]);
        yield return Person("POST /v1/chat/completions", it =>
        [
            Post("/v1/chat/completions", new { conversation_id = it.Victim.Conversation, messages }),
            Post("/v1/chat/completions", new
            {
                messages = new[] { new { role = "user", content = new[] { new { type = "file", file = new { file_id = it.Victim.File } } } } },
            }),
            Post("/v1/chat/completions", new { messages = question, retrieval = true }) with { SendKey = it.Victim.SendKey, MayAnswer = true },
        ]);
    }

    private static IEnumerable<AttackCase> Knowledge() =>
    [
        Tenant("GET /v1/knowledge", _ => [Get("/v1/knowledge") with { MayAnswer = true }]),
        Tenant("PATCH /v1/knowledge/{namespace}", it => [new("PATCH", $"/v1/knowledge/{it.Tenant.Namespace}", new { floor = 0.9 }, MayAnswer: true)]),
        Tenant("POST /v1/knowledge/{namespace}/reread", it => [Post($"/v1/knowledge/{it.Tenant.Namespace}/reread") with { MayAnswer = true }]),
        Tenant("POST /v1/knowledge/{namespace}/search", it =>
            [Post($"/v1/knowledge/{it.Tenant.Namespace}/search", new { query = World.Question, top_k = 50 }) with { MayAnswer = true }]),
        Tenant("POST /v1/knowledge/{namespace}/documents", it =>
        [
            Post($"/v1/knowledge/{it.Tenant.Namespace}/documents", new { external_id = it.Tenant.ExternalId, text = "Written over." }) with { MayAnswer = true },
            Post($"/v1/knowledge/{it.Tenant.Namespace}/documents", new { external_id = it.Tenant.ExternalId, url = "http://127.0.0.1:9/x" }) with { MayAnswer = true },
        ]),
        Tenant("POST /v1/knowledge/{namespace}/documents/batch", it =>
        [
            new("POST", $"/v1/knowledge/{it.Tenant.Namespace}/documents/batch", $$"""{"external_id": "{{it.Tenant.ExternalId}}", "text": "Written over."}""",
                MayAnswer: true, MediaType: "application/x-ndjson"),
        ]),
        Tenant("GET /v1/knowledge/{namespace}/documents", it =>
        [
            Get($"/v1/knowledge/{it.Tenant.Namespace}/documents") with { MayAnswer = true },
            Get($"/v1/knowledge/{it.Tenant.Namespace}/documents?cursor={it.Tenant.DocumentCursor}") with { MayAnswer = true },
        ]),
        Tenant("GET /v1/knowledge/{namespace}/documents/{id}", it => [Get(Document(it)), Get($"/v1/knowledge/elsewhere/documents/{it.Tenant.Document}")]),
        Tenant("GET /v1/knowledge/{namespace}/documents/{id}/text", it => [Get(Document(it) + "/text")]),
        Tenant("GET /v1/knowledge/{namespace}/documents/{id}/chunks", it => [Get(Document(it) + "/chunks")]),
        Tenant("GET /v1/knowledge/{namespace}/documents/{id}/file", it => [Get(Document(it) + "/file")]),
        Tenant("PATCH /v1/knowledge/{namespace}/documents/{id}", it => [new("PATCH", Document(it), new { acl = new[] { "public" } })]),
        Tenant("DELETE /v1/knowledge/{namespace}/documents/{id}", it => [new("DELETE", Document(it))]),
        Tenant("POST /v1/knowledge/{namespace}/documents/{id}/retry", it => [Post(Document(it) + "/retry")]),
        Tenant("GET /v1/jobs/{id}", it => [Get($"/v1/jobs/{it.Tenant.Job}")]),
    ];

    private static IEnumerable<AttackCase> Identity() =>
    [
        Tenant("GET /v1/audit", it =>
            [Get("/v1/audit") with { MayAnswer = true }, Get($"/v1/audit?cursor={it.Tenant.KeyCursor}") with { MayAnswer = true }]),
        Tenant("GET /v1/me", _ => [Get("/v1/me") with { MayAnswer = true }]),
        Tenant("POST /v1/tenants", _ => [Post("/v1/tenants", new { name = "Third", owner_email = "owner@third.example" })]),
        Tenant("GET /v1/tenant/settings", _ => [Get("/v1/tenant/settings") with { MayAnswer = true }]),
        Tenant("PUT /v1/tenant/settings", _ =>
            [new("PUT", "/v1/tenant/settings", new { allowed_origins = new[] { "https://attacker.example" } }, MayAnswer: true)]),
        Tenant("GET /v1/api-keys", it =>
            [Get("/v1/api-keys") with { MayAnswer = true }, Get($"/v1/api-keys?cursor={it.Tenant.KeyCursor}") with { MayAnswer = true }]),
        Tenant("POST /v1/api-keys", _ =>
            [Post("/v1/api-keys", new { name = "mine" }) with { MayAnswer = true }, Post("/v1/api-keys", new { name = "mine", scopes = new[] { "platform" } })]),
        Tenant("DELETE /v1/api-keys/{id}", it => [new("DELETE", $"/v1/api-keys/{it.Tenant.ApiKey}")]),
        Tenant("POST /v1/api-keys/{id}/rotate", it => [Post($"/v1/api-keys/{it.Tenant.ApiKey}/rotate", new { overlap_hours = 1 })]),
        Tenant("GET /v1/usage/records", it =>
            [Get("/v1/usage/records") with { MayAnswer = true }, Get($"/v1/usage/records?cursor={it.Tenant.UsageCursor}") with { MayAnswer = true }]),
        Tenant("GET /v1/ledger/entries", it =>
            [Get("/v1/ledger/entries") with { MayAnswer = true }, Get($"/v1/ledger/entries?cursor={it.Tenant.EntriesCursor}") with { MayAnswer = true }]),
        Tenant("GET /v1/ledger/balance", _ => [Get("/v1/ledger/balance") with { MayAnswer = true }]),
        Tenant("POST /v1/embeddings", _ => [Post("/v1/embeddings", new { input = "x" }) with { MayAnswer = true }]),
        Tenant("POST /v1/rerank", _ => [Post("/v1/rerank", new { query = "x", documents = new[] { "y" } }) with { MayAnswer = true }]),
        Tenant("GET /v1/models", _ => [Get("/v1/models") with { MayAnswer = true }]),
        Tenant("DELETE /v1/models/{**model}", _ => [new("DELETE", "/v1/models/extractive")]),
        Tenant("GET /v1/models/{**model}", _ => [Get("/v1/models/nothing/of/that/name")]),
    ];

    private static IEnumerable<AttackCase> Open() =>
    [
        Tenant("POST /v1/auth/login", _ => [Post("/v1/auth/login", new { email = $"{Guid.NewGuid():N}@first.example", password = "not the password" })]),
        Tenant("POST /v1/auth/refresh", _ => [Post("/v1/auth/refresh", new { refresh_token = "rt_" + new string('a', 43) })]),
        Tenant("POST /v1/auth/accept", _ => [Post("/v1/auth/accept", new { token = new string('a', 43), password = "a long enough password" })]),
        Tenant("POST /v1/auth/logout", _ => [Post("/v1/auth/logout", new { refresh_token = new string('a', 43) }) with { MayAnswer = true }]),
        .. from path in (string[])["/.well-known/jwks.json", "/health/live", "/health/ready", "/metrics"]
           select Tenant($"GET {path}", _ => [Get(path) with { MayAnswer = true }]),
        Tenant("GET /openapi/v1.json", _ => [Get("/openapi/v1.json") with { MayAnswer = true }]),
    ];

    private static string Document(Target it) => $"/v1/knowledge/{it.Tenant.Namespace}/documents/{it.Tenant.Document}";

    private static AttackCase Person(string route, Func<Target, IEnumerable<Attempt>> attempts) => new(route, Holder.Person, attempts);

    private static AttackCase Tenant(string route, Func<Target, IEnumerable<Attempt>> attempts) => new(route, Holder.Tenant, attempts);

    private static Attempt Get(string path) => new("GET", path);

    private static Attempt Post(string path, object? body = null) => new("POST", path, body);

    private static Attempt Send(string conversation, object body) => Post($"/v1/conversations/{conversation}/turns", body);
}
