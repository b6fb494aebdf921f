using System.Collections.Concurrent;
using System.Text.Json;

namespace Parley.ScriptedProvider;

/// <summary>One request as it was seen here.</summary>
public sealed record RecordedRequest(string Id, string Path, DateTimeOffset ReceivedAt, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>What was sent, or null when it was no JSON.</summary>
    public JsonElement? Body { get; internal set; }

    /// <summary>The fault that struck, as its script names it.</summary>
    public string? Fault { get; internal set; }

    /// <summary>Whether the text to be continued was the beginning of the scripted one; null when nothing was continued.</summary>
    public bool? ContinuesGivenText { get; internal set; }

    public DateTimeOffset? FirstTokenAt { get; internal set; }

    public int TokensSent { get; internal set; }

    public DateTimeOffset? FinishedAt { get; internal set; }

    /// <summary>When the client left before the end.</summary>
    public DateTimeOffset? DisconnectedAt { get; internal set; }

    /// <summary><c>running</c>, <c>completed</c>, <c>disconnected</c>, <c>refused</c>, <c>cut</c> or <c>broken</c> (another fault ended it).</summary>
    public string Outcome { get; internal set; } = "running";
}

/// <summary>The last 20,000 requests, oldest first.</summary>
public sealed class RequestLog(TimeProvider time)
{
    private const int Kept = 20_000;

    private readonly ConcurrentQueue<RecordedRequest> requests = new();
    private long last;

    public IReadOnlyList<RecordedRequest> All => [.. requests];

    public void Clear() => requests.Clear();

    internal DateTimeOffset Now => time.GetUtcNow();

    internal RecordedRequest Open(HttpContext context)
    {
        var request = new RecordedRequest(
            $"req_{Interlocked.Increment(ref last)}", context.Request.Path, Now,
            context.Request.Headers.ToDictionary(header => header.Key, Shown, StringComparer.OrdinalIgnoreCase));
        requests.Enqueue(request);
        while (requests.Count > Kept)
        {
            requests.TryDequeue(out _);
        }

        context.Response.Headers["x-request-id"] = request.Id;
        return request;
    }

    internal void Close(RecordedRequest request, string outcome)
    {
        lock (request)
        {
            if (request.Outcome == "running")
            {
                request.FinishedAt = Now;
                request.Outcome = outcome;
            }
        }
    }

    internal void Disconnect(RecordedRequest request)
    {
        lock (request)
        {
            if (request.Outcome == "running")
            {
                request.DisconnectedAt = Now;
                request.Outcome = "disconnected";
            }
        }
    }

    /// <summary>A header's value, of a secret only its kind.</summary>
    private static string Shown(KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> header) =>
        header.Key.ToUpperInvariant() is "AUTHORIZATION" or "API-KEY" or "X-API-KEY" or "COOKIE"
            ? header.Value.ToString().Split(' ') is [var scheme, _, ..] ? $"{scheme} …" : "…"
            : header.Value.ToString();
}
