using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Parley.Server.Tests.Live;

/// <summary>A reader of <c>GET /v1/events</c>, by the framework's own parser.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _response;
    private readonly SseParser<string> _parser;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventReader(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _parser = SseParser.Create(body);
        _events = _parser.EnumerateAsync().GetAsyncEnumerator();
    }

    public string LastId => _parser.LastEventId;

    public TimeSpan Retry => _parser.ReconnectionInterval;

    /// <summary>Follows, and has seen its first event when this returns.</summary>
    public static async Task<EventReader> OpenAsync(HttpClient client, string? after = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events");
        if (after is not null)
        {
            request.Headers.Add("Last-Event-ID", after);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var reader = new EventReader(response, await response.Content.ReadAsStreamAsync());
        Assert.Equal("ready", (await reader.NextAsync())?.EventType);
        return reader;
    }

    /// <returns>Null at the end of the stream.</returns>
    public async Task<SseItem<string>?> NextAsync() =>
        await _events.MoveNextAsync().AsTask().WaitAsync(Longest) ? _events.Current : null;

    /// <summary>Reads on until one of that name came for which the condition holds.</summary>
    public async Task<JsonElement> NextAsync(string name, Func<JsonElement, bool>? isIt = null)
    {
        while (await NextAsync() is { } next)
        {
            if (next.EventType == name && JsonElement.Parse(next.Data) is var json && (isIt is null || isIt(json)))
            {
                return json;
            }
        }

        throw new InvalidOperationException($"The stream ended before {name} came.");
    }

    /// <summary>Reads to the end of the stream.</summary>
    public async Task ToEndAsync()
    {
        while (await NextAsync() is not null)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        try
        {
            await _events.DisposeAsync();
        }
        catch (NotSupportedException)
        {
            // It is still being read; with the answer gone that ends by itself.
        }
    }
}
