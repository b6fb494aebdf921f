using System.Net.Http.Json;
using System.Text.Json;
using Parley.Server.Tests.BadInput;
using Parley.TestKit;

namespace Parley.Server.Tests.Fuzz;

/// <summary>
/// Things that addresses name: one of each kind that stays, and one for each way of deleting it. What chance erased is made anew from
/// time to time, and what would refuse everything after it is taken back.
/// </summary>
internal sealed class FuzzThings(Things things)
{
    private const string Password = "a long enough password";
    private const int RenewalsOfPerson = 10;
    private const string Read = "/documents/read";

    private readonly Dictionary<string, string> _kept = new()
    {
        ["/v1/tenants"] = things.Tenant,
        ["namespace"] = Things.Namespace,
        ["name"] = "spoilt",
        ["model"] = "extractive",
        ["month"] = "2025-01",
        ["/v1/reviews"] = things.Review,
    };

    private Dictionary<string, string> _spare = [];
    private Dictionary<string, string> _last = [];
    private int _renewals;
    private string? _person;

    /// <summary>Ids of everything that stays.</summary>
    public IReadOnlyList<string> All => [.. _kept.Values];

    /// <summary>An access token of somebody who signed in with a password, for what a key may not do.</summary>
    public string Token { get; private set; } = "";

    public string Email => $"{_person}@people.example";

    /// <summary>What a parameter of an operation's address stands for.</summary>
    /// <param name="isPlain">True for the one thing that nobody else deletes.</param>
    public string Of(ApiOperation operation, string parameter, bool isPlain)
    {
        if (isPlain && parameter == "name" && operation.Method == "PUT")
        {
            // A name of its own: requests beside it make, change and delete the others.
            return $"r{Guid.NewGuid():n}";
        }

        var kind = parameter is not ("id" or "user" or "provider") ? parameter
            : operation.Path.Contains("/documents/{id}/", StringComparison.Ordinal) && operation.Method == "GET" ? Read
            : operation.Path.Contains("/documents/", StringComparison.Ordinal) ? "/documents"
            : operation.Path.Contains("/sources/", StringComparison.Ordinal) ? "/sources"
            : parameter == "user" ? "/v1/users"
            : parameter == "provider" ? "/v1/auth/providers"
            : operation.Path[..operation.Path.IndexOf("/{", StringComparison.Ordinal)];
        var from = operation.Method != "DELETE" || !operation.Path.EndsWith("/{id}", StringComparison.Ordinal) ? _kept : isPlain ? _last : _spare;
        return from.GetValueOrDefault(kind) ?? _kept.GetValueOrDefault(kind, "x");
    }

    public async Task RenewAsync()
    {
        using var plan = await things.Client.PutAsJsonAsync($"/v1/tenants/{things.Tenant}/plan", new { plan = "enterprise" });

        // Budgets refuse everything after them, and there is an upper bound to the others. The environment's key stays: it cannot be deleted.
        foreach (var (kind, list) in ((string, string)[])
        [
            ("/v1/budgets", "?limit=200"), ($"/v1/knowledge/{Things.Namespace}/sources", "?limit=200"), ("/v1/api-keys", "?limit=200"), ("/v1/auth/providers", "/all"), ("/v1/auth/domains", ""),
            ("/v1/routes", ""), ("/v1/deployments", ""), ("/v1/policies", ""),
        ])
        {
            foreach (var one in JsonElement.Parse(await things.Client.GetStringAsync(kind + list)).GetProperty("data").EnumerateArray())
            {
                using var gone = await things.Client.DeleteAsync($"{kind}/{(one.TryGetProperty("id", out var id) ? id : one.GetProperty("name")).GetString()}");
            }
        }

        foreach (var (kind, id) in await MakeAsync())
        {
            _kept[kind] = id;
        }

        if (!_kept.ContainsKey(Read))
        {
            _kept[Read] = await ReadyAsync();
        }

        _kept["/v1/turns"] = await MakeAsync(
            $"/v1/conversations/{_kept["/v1/conversations"]}/turns", new { message = "Hello.", response = new { stream = false } }, "turn_id") ?? "x";
        _kept["run"] = await MakeAsync($"/v1/policies/{_kept.GetValueOrDefault("/v1/policies", "x")}/dry-run", new { }, "id") ?? "x";
        (_spare, _last) = (await MakeAsync(), await MakeAsync());
        (_kept["/v1/messages"], _spare["/v1/messages"], _last["/v1/messages"]) = (await AnswerAsync(), await AnswerAsync(), await AnswerAsync());
        (_kept["/v1/files"], _spare["/v1/files"], _last["/v1/files"]) = (await FileAsync(), await FileAsync(), await FileAsync());
        _kept["/v1/batches"] = await BatchAsync();

        // One at a time: while there is one under way it stays the one that is known.
        _kept["/v1/redteam/runs"] = await MakeAsync("/v1/redteam/runs", new { limit = 1 }, "run", "id") ?? _kept.GetValueOrDefault("/v1/redteam/runs", "x");
        (_kept["/v1/shares"], _spare["/v1/shares"], _last["/v1/shares"]) = (await ShareAsync(), await ShareAsync(), await ShareAsync());
        if (_renewals++ % RenewalsOfPerson == 0)
        {
            await SignInAsync();
        }
    }

    private async Task<Dictionary<string, string>> MakeAsync()
    {
        var name = Guid.NewGuid().ToString("n");
        (string Kind, string Path, object Body, string[] Id)[] wanted =
        [
            ("/v1/conversations", "/v1/conversations", new { title = "Kept" }, ["id"]),
            ("/v1/folders", "/v1/folders", new { name }, ["id"]),
            ("/documents", $"/v1/knowledge/{Things.Namespace}/documents", new { text = "Kept." }, ["document", "id"]),
            ("/sources", $"/v1/knowledge/{Things.Namespace}/sources", new { kind = "push", name }, ["id"]),
            ("/v1/jobs", $"/v1/knowledge/{Things.Namespace}/documents", new { text = "Kept too." }, ["job_id"]),
            ("/v1/users", "/v1/users", new { email = $"{name}@kept.example", role = "member" }, ["id"]),
            ("/v1/groups", "/v1/groups", new { name }, ["id"]),
            ("/v1/auth/domains", "/v1/auth/domains", new { domain = $"{name}.example" }, ["id"]),
            ("/v1/api-keys", "/v1/api-keys", new { name }, ["id"]),
            ("/v1/invitations", "/v1/invitations", new { email = $"{name}@invited.example", role = "member" }, ["id"]),
            ("/v1/budgets", "/v1/budgets", new { scope = new { kind = "tenant" }, unit = "requests", limit = 1_000_000_000, window = "month" }, ["id"]),
            ("/v1/policies", "/v1/policies", new { policy = new { name, assistant = name } }, ["id"]),
            ("/v1/deployments", "/v1/deployments", new
            {
                name,
                provider = "openai",
                model = "m",
                base_url = "https://9.9.9.9/v1",
                price = new { input_per_mtok = "1", output_per_mtok = "2" },
                abilities = new[] { "embed" },
                enabled = false,
                probe = false,
            }, ["id"]),
            ("/v1/auth/providers", "/v1/auth/providers", new
            {
                name,
                kind = "oauth2",
                client_id = "x",
                client_secret = "x",
                authorization_endpoint = "https://login.example.com/authorize",
                token_endpoint = "https://login.example.com/token",
                userinfo_endpoint = "https://login.example.com/me",
            }, ["id"]),
        ];
        var made = new Dictionary<string, string>();
        foreach (var (kind, path, body, id) in wanted)
        {
            if (await MakeAsync(path, body, id) is { } one)
            {
                made[kind] = one;
            }
        }

        return made;
    }

    private async Task<string> AnswerAsync() => await MakeAsync(
        $"/v1/conversations/{_kept["/v1/conversations"]}/turns",
        new { message = "Hello.", parent_id = (string?)null, response = new { stream = false } },
        "message", "id") ?? "x";

    /// <summary>A file as a form brings it.</summary>
    public static MultipartFormDataContent File() => new() { { new StringContent("Kept."), "file", "kept.txt" } };

    // What is read of a document is there once it was ingested; of those that are made later, that is after much else.
    private async Task<string> ReadyAsync()
    {
        var id = await MakeAsync($"/v1/knowledge/{Things.Namespace}/documents", new { text = "Kept to be read." }, "document", "id");
        await Poll.UntilAsync(
            async () => JsonElement.Parse(await things.Client.GetStringAsync($"/v1/knowledge/{Things.Namespace}/documents/{id}")).GetProperty("state").GetString() == "ready",
            "a document is ready");
        return id!;
    }

    private async Task<string> BatchAsync() => await MakeAsync(
        "/v1/batches", new { input_file_id = await FileAsync("batch"), endpoint = "/v1/embeddings", completion_window = "24h" }, "id") ?? "x";

    private async Task<string> FileAsync(string purpose = "user_data")
    {
        using var form = File();
        form.Add(new StringContent(purpose), "purpose");
        using var response = await things.Client.PostAsync("/v1/files", form);
        return response.IsSuccessStatusCode ? JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("id").GetString()! : "x";
    }

    private async Task<string> ShareAsync() =>
        await MakeAsync($"/v1/conversations/{_kept["/v1/conversations"]}/shares", new { leaf = _kept["/v1/messages"] }, "id") ?? "x";

    private async Task SignInAsync()
    {
        _person = Guid.NewGuid().ToString("n");
        await MakeAsync("/v1/users", new { email = Email, role = "admin", password = Password }, "id");
        Token = await MakeAsync("/v1/auth/login", new { email = Email, password = Password }, "access_token") ?? "";
    }

    /// <returns>Null when it was refused, which chance may have brought about, too.</returns>
    private async Task<string?> MakeAsync(string path, object body, params string[] id)
    {
        using var response = await things.Client.PostAsJsonAsync(path, body);
        return response.IsSuccessStatusCode
            ? id.Aggregate(JsonElement.Parse(await response.Content.ReadAsStringAsync()), (made, name) => made.GetProperty(name)).GetString()
            : null;
    }
}
