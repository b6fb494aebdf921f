using System.Text.Json.Nodes;
using Parley.Server.Tests.BadInput;

namespace Parley.Server.Tests.Fuzz;

/// <summary>What a reader of the documentation would send: bodies that are taken, in few words.</summary>
internal static class PlainBodies
{
    /// <summary>The operations that want somebody who signed in, and no key.</summary>
    public static bool WantsPerson(ApiOperation operation) =>
        operation.Path is "/v1/auth/password" or "/v1/auth/sessions/{id}" || IsTotp(operation)
        || operation.Path.StartsWith("/v1/auth/identities", StringComparison.Ordinal);

    /// <summary>
    /// Whether a refusal is the operation's own, though nothing is wrong with the request's form: it looked for a link, a code or a sign-in
    /// that only a browser or a letter could have brought.
    /// </summary>
    public static bool IsOwnRefusal(ApiOperation operation, int status) => (operation.Name, status) switch
    {
        (_, 409 or 410 or 422 or 424) => true,
        ("POST /v1/auth/login" or "POST /v1/auth/refresh" or "POST /v1/auth/second-factor", 401) => true,
        ("POST /v1/auth/login", 429) => true,
        ("POST /v1/auth/accept" or "POST /v1/auth/password-reset/redeem", 400 or 401 or 404) => true,
        (_, 400 or 401 or 403 or 404) when IsTotp(operation) => true,
        ("POST /v1/auth/identities/{provider}/unlink", 404) => true,
        ("GET /v1/auth/oidc/{provider}/callback", 400 or 404) => true,
        ("GET /v1/auth/providers/{id}/tests/{test}" or "POST /v1/turns/{id}/approvals" or "DELETE /v1/auth/sessions/{id}", 404) => true,
        ("DELETE /v1/groups/{id}/members/{user}" or "DELETE /v1/users/{id}/totp", 404) => true,
        ("POST /v1/conversations/import", 415) or ("GET /v1/imports/{id}", 404) => true,

        // Another request may have deleted it just before.
        ("GET /v1/routes/{name}" or "GET /v1/routes/{name}/experiment" or "DELETE /v1/routes/{name}", 404) => true,
        ("GET /v1/redteam/runs/{id}" or "GET /v1/redteam/runs/{id}/cases" or "POST /v1/redteam/runs/{id}/cancel" or "POST /v1/redteam/runs/{id}/accept", 404) => true,

        // Another dry run may have been under way when it was to be made.
        ("GET /v1/policies/{id}/dry-runs/{run}" or "POST /v1/policies/{id}/dry-runs/{run}/cancel", 404) => true,

        // Nobody of that name was ever banned.
        ("DELETE /v1/safety/bans/{subject}", 404) => true,

        // It names a file that nobody uploaded for a batch; and models are never deleted.
        ("POST /v1/batches", 400) or ("DELETE /v1/models/{model}" or "DELETE /v1/models/{**model}", 403) => true,

        // The message that it names may be of another conversation, or deleted by a request beside it.
        ("POST /v1/conversations/{id}/fork", 404) => true,

        // A branch may be deleted between the look at its end and the walk up from there.
        ("POST /v1/shared" or "POST /v1/conversations/{id}/shares", 404) => true,

        // Nothing was refused in it, and nothing was learned.
        ("GET /v1/turns/{id}/appeal" or "POST /v1/turns/{id}/appeal" or "DELETE /v1/training-examples/{id}", 404) => true,
        _ => false,
    };

    /// <returns>Null for an operation that reads none.</returns>
    public static JsonObject? Of(ApiOperation operation, BodyShape? shape, int number) => operation.Name switch
    {
        "POST /v1/users" => new() { ["email"] = $"plain{number}@people.example", ["role"] = "member" },
        "POST /v1/invitations" => new() { ["email"] = $"plain{number}@invited.example", ["role"] = "member" },
        "PATCH /v1/users/{id}" => new() { ["name"] = $"x{number}" },
        "PATCH /v1/conversations/{id}" => new() { ["title"] = $"x{number}" },
        "PATCH /v1/auth/providers/{id}" => new() { ["name"] = $"x{number}" },
        "PATCH /v1/budgets/{id}" => new() { ["limit"] = 1_000_000_000 },
        "POST /v1/groups" or "PATCH /v1/groups/{id}" => new() { ["name"] = $"plain{number}" },
        "POST /v1/auth/password-reset" => new() { ["email"] = $"plain{number}@people.example" },
        "POST /v1/auth/domains" => new() { ["domain"] = $"plain{number}.example" },
        "POST /v1/auth/identities/{provider}" or "POST /v1/auth/identities/{provider}/unlink" => new() { ["password"] = "a long enough password" },
        "POST /v1/auth/password" => new() { ["current"] = "a long enough password", ["password"] = "a long enough password" },
        "POST /v1/auth/totp" or "POST /v1/auth/totp/disable" => new() { ["password"] = "a long enough password" },
        "POST /v1/deployments" => Deployment($"plain{number}"),
        "PUT /v1/deployments/{id}" => new(Deployment("x").Where(field => field.Key != "name").Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))),
        "POST /v1/redteam/runs" => new() { ["families"] = new JsonArray("direct"), ["limit"] = 1 },
        "POST /v1/policies" => new() { ["policy"] = new JsonObject { ["name"] = "plain", ["assistant"] = $"plain{number}" } },
        "PUT /v1/policies/{id}" => new() { ["policy"] = new JsonObject { ["name"] = "plain", ["assistant"] = $"changed{number}" } },
        "POST /v1/policies/{id}/dry-run" => [],
        "POST /v1/routes" => new() { ["name"] = $"plain{number}", ["fallbacks"] = new JsonArray("extractive") },
        _ when shape?.Valid is { } valid =>
            [.. valid.Where(field => shape.Required.Contains(field.Key)).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))],
        _ => null,
    };

    // It only embeds, so that nothing is ever asked of it.
    private static JsonObject Deployment(string name) => new()
    {
        ["name"] = name,
        ["provider"] = "openai",
        ["model"] = "m",
        ["base_url"] = "https://9.9.9.9/v1",
        ["price"] = new JsonObject { ["input_per_mtok"] = "1", ["output_per_mtok"] = "2" },
        ["abilities"] = new JsonArray("embed"),
        ["enabled"] = false,
        ["probe"] = false,
    };

    private static bool IsTotp(ApiOperation operation) => operation.Path.StartsWith("/v1/auth/totp", StringComparison.Ordinal);
}
