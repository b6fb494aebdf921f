using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Storage;
using Parley.TestKit;

namespace Parley.Server.Tests.BadInput;

/// <summary>One server for a class, with one of each thing that a route may name.</summary>
public sealed class Things : IAsyncLifetime
{
    public const string Namespace = "inbox";

    internal InProcessServer Server { get; private set; } = null!;

    internal HttpClient Client { get; private set; } = null!;

    internal string Conversation { get; private set; } = "";

    internal string Folder { get; private set; } = "";

    internal string Turn { get; private set; } = "";

    internal string Answer { get; private set; } = "";

    internal string Document { get; private set; } = "";

    internal string ApiKey { get; private set; } = "";

    internal string User { get; private set; } = "";

    internal string Group { get; private set; } = "";

    internal string Tenant { get; private set; } = "";

    internal string Budget { get; private set; } = "";

    internal string Provider { get; private set; } = "";

    internal string Domain { get; private set; } = "";

    internal string Source { get; private set; } = "";

    internal string Deployment { get; private set; } = "";

    internal string Policy { get; private set; } = "";

    internal string Review { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Server = await InProcessServer.StartAsync();
        Client = Server.NewClient(Server.Key);
        Conversation = (await PostAsync("/v1/conversations", new { title = "Kept" })).GetProperty("id").GetString()!;
        Folder = (await PostAsync("/v1/folders", new { name = "Kept" })).GetProperty("id").GetString()!;
        var turn = await PostAsync($"/v1/conversations/{Conversation}/turns", new { message = "Hello.", response = new { stream = false } });
        Turn = turn.GetProperty("turn_id").GetString()!;
        Answer = turn.GetProperty("message").GetProperty("id").GetString()!;
        Document = (await PostAsync($"/v1/knowledge/{Namespace}/documents", new { text = "Kept." })).GetProperty("document").GetProperty("id").GetString()!;
        User = (await PostAsync("/v1/users", new { email = "kept@example.com", role = "member", name = "Kept" })).GetProperty("id").GetString()!;
        Group = (await PostAsync("/v1/groups", new { name = "kept" })).GetProperty("id").GetString()!;
        Tenant = JsonElement.Parse(await Client.GetStringAsync("/v1/me")).GetProperty("tenant").GetProperty("id").GetString()!;
        Budget = (await PostAsync("/v1/budgets", new { scope = new { kind = "tenant" }, unit = "requests", limit = 1_000_000, window = "month" })).GetProperty("id").GetString()!;
        Provider = (await PostAsync("/v1/auth/providers", new { name = "Kept", issuer = "https://login.example.com", client_id = "x", enabled = false }))
            .GetProperty("id").GetString()!;
        Domain = (await PostAsync("/v1/auth/domains", new { domain = "claimed.example" })).GetProperty("id").GetString()!;
        Source = (await PostAsync($"/v1/knowledge/{Namespace}/sources", new { kind = "push", name = "Kept" })).GetProperty("id").GetString()!;
        Policy = (await PostAsync("/v1/policies", new { policy = new { name = "spoilt", assistant = "spoilt" } })).GetProperty("id").GetString()!;
        Review = await PlantedReview.AddAsync(Server, Client, Client, Conversation, Turn, "Kept.");
        Deployment = (await PostAsync("/v1/deployments", new
        {
            name = "kept",
            provider = "openai",
            model = "m",
            base_url = "https://9.9.9.9/v1",
            price = new { input_per_mtok = "1", output_per_mtok = "2" },
            enabled = false,
            probe = false,
        })).GetProperty("id").GetString()!;
        ApiKey = (await PostAsync("/v1/api-keys", new { name = "kept" })).GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>All that requests could have stored, as numbers and as its owner sees it, once no document is being read.</summary>
    internal async Task<string> StoredAsync()
    {
        await Poll.UntilAsync(async () => await CountAsync("select count(*) from sys_jobs where finished_at is null") == 0, "all documents were read");
        var heads = new List<string>();
        foreach (var table in (string[])["sys_tenants", "sys_api_keys", "sys_emails", "sys_sessions", "sys_links", "sys_runs", "sys_jobs"])
        {
            heads.Add($"{table} {await CountAsync($"select count(*) from {table}")}");
        }

        foreach (var path in (string[])["/v1/conversations?limit=200", "/v1/folders", $"/v1/conversations/{Conversation}/messages?limit=200", $"/v1/knowledge/{Namespace}/documents", "/v1/knowledge", $"/v1/knowledge/{Namespace}/sources", "/v1/users", "/v1/groups", "/v1/invitations", "/v1/plans", "/v1/deployments", "/v1/routes", "/v1/auth/providers/all", "/v1/auth/domains", $"/v1/turns/{Turn}", "/v1/usage/records?limit=200"])
        {
            heads.Add(await Client.GetStringAsync(path));
        }

        return string.Join('\n', heads);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = await Server.Services.GetRequiredService<SystemDatabase>().OpenAsync(default);
        return await connection.ScalarAsync<long>(sql);
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {text}");
    }
}
