using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.ScriptedProvider.Tests;

/// <summary>The provider on a free port, with its client.</summary>
internal sealed class RunningProvider : IAsyncDisposable
{
    private readonly WebApplication app;

    private RunningProvider(WebApplication app)
    {
        this.app = app;
        Client = new() { BaseAddress = new(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public ScriptBook Book => app.Services.GetRequiredService<ScriptBook>();

    public RequestLog Log => app.Services.GetRequiredService<RequestLog>();

    public static async Task<RunningProvider> StartAsync(Script? script = null, ScriptedProviderOptions? options = null)
    {
        var app = ScriptedProviderApp.Create((options ?? new()) with { Urls = "http://127.0.0.1:0", Script = script ?? new() });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    public async Task<HttpResponseMessage> PostAsync(object body, string path = "/v1/chat/completions", CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The whole answer to one message, not streamed.</summary>
    public async Task<JsonNode> AskAsync(object body)
    {
        using var response = await PostAsync(body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>The data of each event, until the stream ends or breaks.</summary>
    public async Task<List<string>> StreamAsync(object body)
    {
        var events = new List<string>();
        using var response = await PostAsync(body);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            events.Add(item.Data);
        }

        return events;
    }

    public async Task<RecordedRequest> RecordAsync(Func<RecordedRequest, bool> until)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (Log.All.FirstOrDefault(until) is { } record)
            {
                return record;
            }

            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "Nothing was recorded: " + JsonSerializer.Serialize(Log.All));
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}

/// <summary>Requests and what is read out of answers.</summary>
internal static class Wire
{
    public static JsonObject Ask(string message, bool stream = false) => new()
    {
        ["model"] = "scripted",
        ["stream"] = stream,
        ["messages"] = new JsonArray(Message("user", message)),
    };

    public static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    public static string Text(JsonNode answer) => (string?)answer["choices"]![0]!["message"]!["content"] ?? "";

    public static string Text(IEnumerable<string> events) => string.Concat(events.Select(Parsed).Select(frame => (string?)Delta(frame)?["content"]));

    public static JsonNode? Delta(JsonNode? frame) => frame?["choices"] is JsonArray { Count: > 0 } choices ? choices[0]!["delta"] : null;

    /// <summary>The frame, or null when it is no JSON.</summary>
    public static JsonNode? Parsed(string data)
    {
        try
        {
            return JsonNode.Parse(data);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
