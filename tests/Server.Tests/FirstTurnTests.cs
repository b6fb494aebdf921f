using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Tests;

/// <summary>The shortest way through the whole house, on both databases.</summary>
public abstract class FirstTurnSuite : IAsyncLifetime
{
    private ProviderServer _provider = null!;
    private ServerProcess _server = null!;

    protected abstract Task<string?> MakeDatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        var database = await MakeDatabaseAsync();
        _provider = await ProviderServer.StartAsync(new() { Tokens = 40 });
        _server = await ServerProcess.StartAsync(new ServerOptions { Database = database, Provider = _provider.BaseUrl });
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            await _provider.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_message_is_answered_as_a_stream_whose_end_says_what_its_deltas_said()
    {
        var client = _server.Client;
        var created = await client.PostAsJsonAsync("/v1/conversations", new { });
        var conversation = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/conversations/{conversation}/turns") { Content = JsonContent.Create(new { message = "Hello" }) };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var shown = await (await EventStream.OpenAsync(response)).ReadToEndAsync();

        Assert.Equal(Enumerable.Range(1, shown.Count).Select(number => (long?)number), shown.Select(entry => entry.Id));
        Assert.Equal(("turn.started", "turn.completed"), (shown[0].Name, shown[^1].Name));
        Assert.Equal(
            string.Concat(shown.Where(entry => entry.Name == "delta").Select(entry => entry.Json.GetProperty("text").GetString())),
            shown[^1].Json.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("scripted", shown[0].Json.GetProperty("model").GetString());
        Assert.Single(_provider.Requests.All, request => request.Path == "/v1/chat/completions");

        var me = await client.GetFromJsonAsync<JsonElement>("/v1/me");
        Assert.Equal("owner", me.GetProperty("user").GetProperty("role").GetString());
        Assert.DoesNotContain(_server.Log.All, line => line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal));
        Assert.Equal(0, await _server.StopAsync());
    }
}

public sealed class SqliteFirstTurnTests : FirstTurnSuite
{
    protected override Task<string?> MakeDatabaseAsync() => Task.FromResult<string?>(null);
}

public sealed class PostgreSqlFirstTurnTests : FirstTurnSuite
{
    private PostgresDatabase? _database;

    protected override async Task<string?> MakeDatabaseAsync() => (_database = await PostgresDatabase.CreateAsync()).Connection;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
