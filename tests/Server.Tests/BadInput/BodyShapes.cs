using System.Text.Json.Nodes;

namespace Parley.Server.Tests.BadInput;

/// <summary>How a route takes its body.</summary>
/// <param name="Path">A real address of it.</param>
/// <param name="Valid">A body that would be taken; null when the route reads none.</param>
/// <param name="Required">Fields that must not be null.</param>
/// <param name="IsOptional">True when it may be called without a body.</param>
internal sealed record BodyShape(string Route, string Path, JsonObject? Valid, string[] Required, bool IsOptional = false)
{
    /// <summary>A field that may be a text as well as a list.</summary>
    public string? Loose { get; init; }

    public string Method => Route[..Route.IndexOf(' ', StringComparison.Ordinal)];
}

/// <summary>Every route that may be sent a body.</summary>
internal static class BodyShapes
{
    /// <summary>Reads lines, each judged by itself.</summary>
    public const string Batch = "POST /v1/knowledge/{namespace}/documents/batch";

    public static IReadOnlyList<BodyShape> Of(Things things) =>
    [
        new("POST /v1/conversations", "/v1/conversations", new() { ["title"] = "x", ["end_user"] = "ada", ["temporary"] = false }, [], IsOptional: true),
        new("PATCH /v1/conversations/{id}", $"/v1/conversations/{things.Conversation}",
            new() { ["title"] = "x", ["pinned"] = true, ["archived"] = true, ["unread"] = false, ["folder_id"] = things.Folder }, []),
        new("POST /v1/folders", "/v1/folders", new() { ["name"] = "x" }, ["name"]),
        new("PATCH /v1/folders/{id}", $"/v1/folders/{things.Folder}", new() { ["name"] = "x" }, ["name"]),
        new("POST /v1/files", "/v1/files", null, []),
        new("POST /v1/conversations/{id}/turns", $"/v1/conversations/{things.Conversation}/turns",
            new()
            {
                ["message"] = "x",
                ["model"] = "x",
                ["preset"] = "x",
                ["task"] = "x",
                ["temperature"] = 1,
                ["top_p"] = 1,
                ["frequency_penalty"] = 0,
                ["max_tokens"] = 10,
                ["client_message_id"] = "x",
                ["tools"] = new JsonArray(),
                ["response"] = new JsonObject(),
                ["parent_id"] = "x",
                ["regenerate_of"] = "x",
                ["answer_to"] = "x",
                ["revise"] = "shorter",
                ["retrieval"] = false,
                ["attachments"] = new JsonArray(),
            },
            ["message"]),
        new("POST /v1/conversations/{id}/fork", $"/v1/conversations/{things.Conversation}/fork",
            new() { ["message_id"] = things.Answer, ["title"] = "x" }, ["message_id"]),
        new("PUT /v1/messages/{id}/feedback", $"/v1/messages/{things.Answer}/feedback",
            new() { ["rating"] = "up", ["reasons"] = new JsonArray("correct"), ["comment"] = "x" }, ["rating"]),
        new("PUT /v1/messages/{id}/pin", $"/v1/messages/{things.Answer}/pin", null, []),
        new("POST /v1/conversations/{id}/compact", $"/v1/conversations/{things.Conversation}/compact", new() { ["leaf"] = things.Answer }, [], IsOptional: true),
        new("POST /v1/turns/{id}/tool-results", $"/v1/turns/{things.Turn}/tool-results",
            new() { ["results"] = new JsonArray(new JsonObject { ["call_id"] = "x", ["output"] = "x" }), ["client_message_id"] = "x" }, ["results"]),
        new("POST /v1/turns/{id}/approvals", $"/v1/turns/{things.Turn}/approvals",
            new() { ["call_id"] = "x", ["decision"] = "approve" }, ["call_id", "decision"]),
        new("POST /v1/turns/{id}/cancel", $"/v1/turns/{things.Turn}/cancel", null, []),
        new("POST /v1/chat", "/v1/chat", Chat(), ["prompt"]),
        new("POST /chat", "/chat", Chat(), ["prompt"]),
        new("POST /v1/chat.completions", "/v1/chat.completions", Messages(), ["messages"]),
        new("POST /v1/chat/completions", "/v1/chat/completions", Messages(), ["messages"]),
        new("POST /v1/messages", "/v1/messages", Anthropic(isCounted: false), ["model", "messages", "max_tokens"]),
        new("POST /v1/messages/count_tokens", "/v1/messages/count_tokens", Anthropic(isCounted: true), ["model", "messages"]),
        new("POST /v1/batches", "/v1/batches",
            new() { ["input_file_id"] = "file_x", ["endpoint"] = "/v1/chat/completions", ["completion_window"] = "24h", ["metadata"] = new JsonObject() },
            ["input_file_id", "endpoint", "completion_window"]),
        new("POST /v1/batches/{id}/cancel", "/v1/batches/batch_x/cancel", null, []),
        new("POST /v1/embeddings", "/v1/embeddings",
            new() { ["input"] = new JsonArray("x"), ["model"] = "parley-builtin-1", ["encoding_format"] = "float", ["dimensions"] = 256 }, ["input"]) { Loose = "input" },
        new("POST /v1/rerank", "/v1/rerank",
            new() { ["query"] = "x", ["documents"] = new JsonArray("x"), ["model"] = "parley-rerank-1", ["top_n"] = 1, ["return_documents"] = true }, ["query", "documents"]),
        new("PATCH /v1/knowledge/{namespace}", $"/v1/knowledge/{Things.Namespace}",
            new() { ["chunk_tokens"] = 100, ["overlap_tokens"] = 10, ["parent_tokens"] = 1_000, ["floor"] = 0.5, ["embedding"] = "builtin" }, []),
        new("POST /v1/knowledge/{namespace}/search", $"/v1/knowledge/{Things.Namespace}/search",
            new() { ["query"] = "x", ["top_k"] = 5, ["mode"] = "auto", ["history"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "y" }), ["explain"] = true, ["about"] = things.Document }, ["query"]),
        new("POST /v1/knowledge/{namespace}/reread", $"/v1/knowledge/{Things.Namespace}/reread", null, []),
        new("POST /v1/knowledge/{namespace}/documents", $"/v1/knowledge/{Things.Namespace}/documents", Document(), ["text"]),
        new(Batch, $"/v1/knowledge/{Things.Namespace}/documents/batch", Document(), ["text"]),
        new("PATCH /v1/knowledge/{namespace}/documents/{id}", $"/v1/knowledge/{Things.Namespace}/documents/{things.Document}", new() { ["acl"] = new JsonArray("members") }, ["acl"]),
        new("POST /v1/knowledge/{namespace}/documents/{id}/retry", $"/v1/knowledge/{Things.Namespace}/documents/{things.Document}/retry", null, []),
        .. Sources(things),
        new("POST /v1/api-keys", "/v1/api-keys", new() { ["name"] = "x", ["scopes"] = new JsonArray(), ["expires_in_days"] = 5, ["service"] = false, ["role"] = "x" }, ["name"]),
        new("POST /v1/api-keys/{id}/rotate", $"/v1/api-keys/{things.ApiKey}/rotate", new() { ["overlap_hours"] = 1 }, [], IsOptional: true),
        new("PUT /v1/tenant/settings", "/v1/tenant/settings", new() { ["allowed_origins"] = new JsonArray("https://app.example") }, ["allowed_origins"]),
        new("POST /v1/tenants", "/v1/tenants", new() { ["name"] = "x", ["owner_email"] = "a@b.example", ["plan"] = "free" }, ["name", "owner_email"]),
        .. People(things),
        .. Limits(things),
        .. Federation(things),
        .. Models(things),
        .. Safety(things),
        .. RedTeam(),
        new("POST /v1/conversations/{id}/shares", $"/v1/conversations/{things.Conversation}/shares",
            new() { ["leaf"] = "x", ["expires_in_days"] = 400 }, [], IsOptional: true),
        new("POST /v1/conversations/import", "/v1/conversations/import", null, []),
        new("POST /v1/shared", "/v1/shared", new() { ["token"] = "x", ["cursor"] = "x", ["limit"] = 10 }, ["token"]),
        new("POST /v1/auth/login", "/v1/auth/login", new() { ["email"] = "a@b.example", ["password"] = "x", ["cookie"] = false, ["code"] = "x" }, ["email", "password"]),
        new("POST /v1/auth/accept", "/v1/auth/accept",
            new() { ["token"] = "x", ["password"] = "a long enough password", ["name"] = "x", ["email"] = "a@b.example" }, ["token", "password"]),
        new("POST /v1/auth/refresh", "/v1/auth/refresh", new() { ["refresh_token"] = "x" }, [], IsOptional: true),
        new("POST /v1/auth/logout", "/v1/auth/logout", new() { ["refresh_token"] = "x" }, [], IsOptional: true),
    ];

    private static IEnumerable<BodyShape> Sources(Things things)
    {
        var sources = $"/v1/knowledge/{Things.Namespace}/sources";
        return
        [
            new("POST /v1/knowledge/{namespace}/sources", sources,
                new() { ["kind"] = "push", ["name"] = "x", ["settings"] = new JsonObject(), ["schedule"] = 60, ["acl"] = new JsonArray() }, ["kind", "name"]),
            new("PATCH /v1/knowledge/{namespace}/sources/{id}", $"{sources}/{things.Source}",
                new() { ["name"] = "x", ["settings"] = new JsonObject(), ["schedule"] = 60, ["acl"] = new JsonArray(), ["paused"] = false }, []),
            new("POST /v1/knowledge/{namespace}/sources/{id}/run", $"{sources}/{things.Source}/run", new() { ["full"] = true }, [], IsOptional: true),
            new("POST /v1/knowledge/{namespace}/sources/{id}/push", $"{sources}/{things.Source}/push",
                new() { ["upserts"] = new JsonArray(new JsonObject { ["external_id"] = "x", ["text"] = "x", ["version"] = 1 }), ["deletes"] = new JsonArray("y") }, ["upserts"]),
        ];
    }

    private static IEnumerable<BodyShape> People(Things things) =>
    [
        new("POST /v1/users", "/v1/users",
            new() { ["email"] = "a@b.example", ["role"] = "x", ["name"] = "x", ["password"] = "a long enough password" }, ["email", "role"]),
        new("PATCH /v1/users/{id}", $"/v1/users/{things.User}", new() { ["name"] = "x", ["role"] = "member", ["disabled"] = false }, []),
        new("POST /v1/users/{id}/password-reset", $"/v1/users/{things.User}/password-reset", null, []),
        new("POST /v1/invitations", "/v1/invitations", new() { ["email"] = "a@b.example", ["role"] = "x", ["groups"] = new JsonArray() }, ["email", "role"]),
        new("POST /v1/auth/password-reset", "/v1/auth/password-reset", new() { ["email"] = "x" }, ["email"]),
        new("POST /v1/auth/password-reset/redeem", "/v1/auth/password-reset/redeem",
            new() { ["token"] = "x", ["password"] = "a long enough password" }, ["token", "password"]),
        new("POST /v1/auth/password", "/v1/auth/password",
            new() { ["current"] = "x", ["password"] = "a long enough password" }, ["current", "password"]),
        new("POST /v1/auth/totp", "/v1/auth/totp", new() { ["password"] = "x" }, [], IsOptional: true),
        new("POST /v1/auth/totp/confirm", "/v1/auth/totp/confirm", new() { ["code"] = "000000" }, ["code"]),
        new("POST /v1/auth/totp/recovery-codes", "/v1/auth/totp/recovery-codes", new() { ["password"] = "x", ["code"] = "x" }, [], IsOptional: true),
        new("POST /v1/auth/totp/disable", "/v1/auth/totp/disable", new() { ["password"] = "x" }, [], IsOptional: true),
        new("POST /v1/auth/second-factor", "/v1/auth/second-factor", new() { ["challenge"] = "x", ["code"] = "x", ["cookie"] = false }, ["challenge", "code"]),
        new("POST /v1/groups", "/v1/groups", new() { ["name"] = "x" }, ["name"]),
        new("PATCH /v1/groups/{id}", $"/v1/groups/{things.Group}", new() { ["name"] = "kept" }, ["name"]),
        new("PUT /v1/groups/{id}/members/{user}", $"/v1/groups/{things.Group}/members/{things.User}", null, []),
    ];

    private static IEnumerable<BodyShape> Federation(Things things) =>
    [
        new("POST /v1/auth/providers", "/v1/auth/providers",
            new()
            {
                ["name"] = "x",
                ["client_id"] = "x",
                ["issuer"] = "https://login.example.com",
                ["kind"] = "oidc",
                ["client_secret"] = "x",
                ["authorization_endpoint"] = "https://login.example.com",
                ["token_endpoint"] = "https://login.example.com",
                ["userinfo_endpoint"] = "https://login.example.com",
                ["emails_endpoint"] = "https://login.example.com",
                ["scopes"] = new JsonArray(),
                ["domains"] = new JsonArray(),
                ["groups_claim"] = "x",
                ["group_roles"] = new JsonObject(),
                ["default_role"] = "member",
                ["sync_groups"] = false,
                ["create_users"] = false,
                ["trust_emails"] = false,
                ["enabled"] = false,
            },
            ["name", "client_id", "issuer"]),
        new("PATCH /v1/auth/providers/{id}", $"/v1/auth/providers/{things.Provider}",
            new()
            {
                ["name"] = "x",
                ["issuer"] = "x",
                ["client_id"] = "x",
                ["client_secret"] = "x",
                ["scopes"] = new JsonArray(),
                ["domains"] = new JsonArray(),
                ["groups_claim"] = "x",
                ["group_roles"] = new JsonObject(),
                ["default_role"] = "member",
                ["sync_groups"] = false,
                ["create_users"] = false,
                ["trust_emails"] = false,
                ["enabled"] = false,
            },
            []),
        new("POST /v1/auth/providers/{id}/preview", $"/v1/auth/providers/{things.Provider}/preview",
            new() { ["claims"] = new JsonObject { ["sub"] = "x" } }, ["claims"]),
        new("POST /v1/auth/identities/{provider}", $"/v1/auth/identities/{things.Provider}",
            new() { ["password"] = "x", ["code"] = "x", ["return_to"] = "/" }, [], IsOptional: true),
        new("POST /v1/auth/identities/{provider}/unlink", $"/v1/auth/identities/{things.Provider}/unlink",
            new() { ["password"] = "x", ["code"] = "x" }, [], IsOptional: true),
        new("POST /v1/auth/domains", "/v1/auth/domains", new() { ["domain"] = "kept.example" }, ["domain"]),
        new("POST /v1/auth/domains/{id}/verify", $"/v1/auth/domains/{things.Domain}/verify", null, []),
        new("POST /v1/auth/providers/{id}/test", $"/v1/auth/providers/{things.Provider}/test", new() { ["return_to"] = "/" }, [], IsOptional: true),
    ];

    private static IEnumerable<BodyShape> Limits(Things things) =>
    [
        new("PUT /v1/plans/{name}", "/v1/plans/spoilt",
            new() { ["messages_per_day"] = 10, ["requests_per_minute"] = 10, ["streams_per_user"] = 10 }, []),
        new("PUT /v1/tenants/{id}/plan", $"/v1/tenants/{things.Tenant}/plan",
            new() { ["plan"] = "pro", ["messages_per_day"] = 10, ["requests_per_minute"] = 10, ["streams_per_user"] = 10 }, ["plan"]),
        new("POST /v1/budgets", "/v1/budgets",
            new()
            {
                ["scope"] = new JsonObject { ["kind"] = "tenant" },
                ["unit"] = "requests",
                ["limit"] = 10,
                ["window"] = "day",
                ["soft_at"] = 5,
            },
            ["scope", "unit", "limit", "window"]),
        new("PATCH /v1/budgets/{id}", $"/v1/budgets/{things.Budget}", new() { ["limit"] = 10, ["soft_at"] = 5 }, []),
    ];

    private static IEnumerable<BodyShape> Models(Things things) =>
    [
        new("POST /v1/deployments", "/v1/deployments", Deployment(), ["name", "provider", "model", "price"]),
        new("PATCH /v1/deployments/{id}", $"/v1/deployments/{things.Deployment}", Kept(Deployment()), []),
        new("PUT /v1/deployments/{id}", $"/v1/deployments/{things.Deployment}", Kept(Deployment()), ["model"]),
        new("POST /v1/deployments/{id}/prices", $"/v1/deployments/{things.Deployment}/prices",
            new() { ["input_per_mtok"] = "1", ["output_per_mtok"] = "2", ["cached_input_per_mtok"] = "0.5", ["valid_from"] = "2026-01-01T00:00:00Z" },
            ["input_per_mtok", "output_per_mtok"]),
        new("POST /v1/deployments/{id}/test", $"/v1/deployments/{things.Deployment}/test", new() { ["requests"] = 2 }, ["requests"], IsOptional: true),
        new("POST /v1/routes", "/v1/routes", Route("x"), ["name", "fallbacks"]),
        new("PUT /v1/routes/{name}", "/v1/routes/spoilt", Route("spoilt"), ["fallbacks"]),
    ];

    private static IEnumerable<BodyShape> Safety(Things things) =>
    [
        new("POST /v1/policies", "/v1/policies", Policy("x"), ["policy"]),
        new("PUT /v1/policies/{id}", $"/v1/policies/{things.Policy}", Policy("y"), ["policy"]),
        new("PUT /v1/safety/bans/{subject}", "/v1/safety/bans/sub_of_nobody", new() { ["reason"] = "It was too much." }, ["reason"]),
        new("POST /v1/policies/test", "/v1/policies/test", Policy("z"), ["policy"]),
        new("POST /v1/policies/{id}/test", $"/v1/policies/{things.Policy}/test", Policy("z"), []),
        new("POST /v1/policies/{id}/dry-run", $"/v1/policies/{things.Policy}/dry-run",
            new() { ["from"] = "2026-01-01T00:00:00Z", ["to"] = "2026-01-02T00:00:00Z", ["source"] = "user", ["policy"] = new JsonObject { ["name"] = "x" } }, []),
        new("POST /v1/policies/{id}/dry-runs/{run}/cancel", $"/v1/policies/{things.Policy}/dry-runs/x/cancel", null, []),
        new("POST /v1/safety/redact", "/v1/safety/redact", new() { ["text"] = "ann@example.com", ["policy"] = "strict" }, ["text"]),
        new("POST /v1/reviews/{id}/claim", $"/v1/reviews/{things.Review}/claim", null, []),
        new("POST /v1/reviews/{id}/decision", $"/v1/reviews/{things.Review}/decision",
            new()
            {
                ["decision"] = "allow",
                ["reason"] = "x",
                ["reply"] = "x",
                ["effect"] = new JsonObject { ["kind"] = "threshold", ["category"] = "hate", ["block_at"] = 0.9 },
            },
            ["decision", "reason"]),
        new("POST /v1/turns/{id}/appeal", $"/v1/turns/{things.Turn}/appeal", new() { ["reason"] = "x" }, ["reason"]),
        new("PUT /v1/training-examples/settings", "/v1/training-examples/settings", new() { ["collects"] = false }, ["collects"]),
        new("POST /v1/safety/restore", "/v1/safety/restore", new() { ["message_id"] = things.Answer }, ["message_id"]),
        new("POST /v1/moderations", "/v1/moderations", new() { ["input"] = "x", ["parley"] = new JsonObject { ["source"] = "user" } }, ["input"]) { Loose = "input" },
    ];

    private static IEnumerable<BodyShape> RedTeam() =>
    [
        new(
            "POST /v1/redteam/runs", "/v1/redteam/runs", new() { ["families"] = new JsonArray("direct"), ["model"] = "extractive", ["limit"] = 1, ["max_turns"] = 1 }, []),
        new("POST /v1/redteam/runs/{id}/cancel", "/v1/redteam/runs/redrun_none/cancel", null, []),
        new("POST /v1/redteam/runs/{id}/accept", "/v1/redteam/runs/redrun_none/accept", null, []),
    ];

    private static JsonObject Policy(string assistant) => new()
    {
        ["policy"] = new JsonObject
        {
            ["name"] = "x",
            ["assistant"] = assistant,
            ["injection"] = new JsonObject { ["block_at"] = 0.7, ["review_at"] = 0.4, ["action"] = "block" },
            ["topics"] = new JsonArray(new JsonObject { ["name"] = "x", ["examples"] = new JsonArray("boats"), ["action"] = "allow", ["at"] = 0.5 }),
            ["off_topic"] = "review",
            ["provider"] = new JsonObject { ["ask"] = false, ["on_failure"] = "closed" },
            ["deny"] = new JsonArray(new JsonObject { ["name"] = "x", ["terms"] = new JsonArray("acme"), ["languages"] = new JsonArray("en") }),
        },
    };

    private static JsonObject Deployment() => new()
    {
        ["name"] = "x",
        ["provider"] = "openai",
        ["base_url"] = "http://127.0.0.1:9/v1",
        ["api_key"] = "x",
        ["model"] = "m",
        ["region"] = "eu",
        ["weight"] = 1,
        ["context_tokens"] = 8_000,
        ["max_output_tokens"] = 1_000,
        ["abilities"] = new JsonArray("chat"),
        ["limits"] = new JsonObject { ["rpm"] = 60 },
        ["price"] = new JsonObject { ["input_per_mtok"] = "1", ["output_per_mtok"] = "2" },
        ["access"] = new JsonObject { ["roles"] = new JsonArray("member") },
        ["enabled"] = false,
        ["probe"] = false,
    };

    private static JsonObject Kept(JsonObject deployment)
    {
        deployment["name"] = "kept";
        return deployment;
    }

    private static JsonObject Route(string name) => new()
    {
        ["name"] = name,
        ["rules"] = new JsonArray(new JsonObject { ["when"] = new JsonObject { ["plan"] = "pro" }, ["use"] = new JsonArray(new JsonObject { ["deployment"] = "extractive", ["max_cost"] = "1" }), ["max_cost"] = "2" }),
        ["fallbacks"] = new JsonArray("extractive"),
        ["balance"] = "least_busy",
        ["cache"] = new JsonObject { ["exact"] = false },
        ["rollout"] = new JsonObject { ["deployment"] = "extractive", ["percent"] = 0 },
        ["experiment"] = new JsonObject
        {
            ["name"] = $"of-{name}",
            ["by"] = "conversation",
            ["variants"] = new JsonArray(new JsonObject { ["name"] = "a" }, new JsonObject { ["name"] = "b", ["weight"] = 2, ["use"] = new JsonArray(new JsonObject { ["deployment"] = "extractive" }) }),
        },
        ["access"] = new JsonObject { ["roles"] = new JsonArray("owner") },
    };

    private static JsonObject Chat() => new()
    {
        ["prompt"] = "x",
        ["conversation_id"] = "x",
        ["temperature"] = 1,
        ["top_p"] = 1,
        ["frequency_penalty"] = 0,
        ["max_tokens"] = 10,
        ["preset"] = "x",
    };

    private static JsonObject Messages() => new()
    {
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "x" }),
        ["conversation_id"] = "x",
        ["temperature"] = 1,
        ["top_p"] = 1,
        ["frequency_penalty"] = 0,
        ["max_tokens"] = 10,
        ["tools"] = new JsonArray(),
    };

    private static JsonObject Anthropic(bool isCounted)
    {
        var body = Messages();
        body.Remove("frequency_penalty");
        body["model"] = "extractive";
        body["stop_sequences"] = new JsonArray("x");
        if (isCounted)
        {
            body.Remove("max_tokens");
        }

        return body;
    }

    private static JsonObject Document() => new()
    {
        ["text"] = "x",
        ["title"] = "x",
        ["external_id"] = "x",
        ["media_type"] = "text/plain",
        ["url"] = "x",
        ["acl"] = new JsonArray(),
        ["metadata"] = new JsonObject(),
    };
}
