using System.Net.Http.Json;
using System.Text.Json;
using Parley.ServerKit;

namespace Parley.Server.Tests;

/// <summary>The shortest way through the whole house, on both databases.</summary>
public abstract class FirstTurnSuite : IAsyncLifetime
{
    private ServerProcess _server = null!;

    protected abstract Task<ServerProcess> StartAsync();

    public async ValueTask InitializeAsync() => _server = await StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
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
        var me = await client.GetFromJsonAsync<JsonElement>("/v1/me");
        Assert.Equal("owner", me.GetProperty("user").GetProperty("role").GetString());
        Assert.DoesNotContain(_server.Log.All, line => line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal));
        Assert.Equal(0, await _server.StopAsync());
    }
}

public sealed class SqliteFirstTurnTests : FirstTurnSuite
{
    protected override Task<ServerProcess> StartAsync() => ServerProcess.StartAsync();
}

public sealed class PostgreSqlFirstTurnTests : FirstTurnSuite
{
    private PostgresDatabase? _database;

    protected override async Task<ServerProcess> StartAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        return await ServerProcess.StartAsync(new ServerOptions { Database = _database.Connection });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
