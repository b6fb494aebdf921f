using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Orchestration;

namespace Parley.Doors.Tests;

/// <summary>Logs as a run writes them, and what a door makes of them.</summary>
internal static class Tails
{
    public const string Turn = "turn_019ac3f0a1b27c3d9e00112233445566";

    public static LogEntry Started { get; } = Entry("turn.started", """{"turn_id":"turn_1","model":"fast \"one\""}""");

    public static LogEntry Completed(string text, string reason = "stop", string calls = "null") => Entry("turn.completed", $$"""
        {"turn_id":"{{Turn}}","finish_reason":"{{reason}}","message":{"content":{{JsonSerializer.Serialize(text)}},"model":"fast","tool_calls":{{calls}}},"usage":{"input_tokens":7,"output_tokens":5,"cached_tokens":2,"cost":"0"},"citations":[{"label":"S1"}],"knobs":{"temperature":0.3},"adjusted":[{"knob":"temperature"}]}
        """.Trim());

    public static LogEntry Failed(string code, string retryAfter = "null") =>
        Entry("turn.failed", $$"""{"turn_id":"{{Turn}}","code":"{{code}}","detail":"It broke.","retry_after_s":{{retryAfter}},"message":null}""");

    public static LogEntry Delta(string json) => Entry("delta", $$"""{"text":{{json}}}""");

    public static LogEntry Entry(string name, string json) => new(1, name, Encoding.UTF8.GetBytes(json));

    /// <summary>The body that a reader of the stream gets.</summary>
    public static Task<string> StreamAsync(AnswerWire wire, params LogEntry[] entries) => StreamAsync(wire, int.MaxValue, entries);

    public static async Task<string> StreamAsync(AnswerWire wire, int mostCalls, params LogEntry[] entries)
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        await new AnswerTail(context.Response, wire, mostCalls: mostCalls).FollowAsync(Batches(entries), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    /// <summary>The data of each event.</summary>
    public static List<JsonElement> Events(string body) =>
        [.. body.Split('\n')
            .Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line["data: ".Length..]))];

    public static string Text(IEnumerable<JsonElement> chunks) => string.Concat(chunks
        .Where(chunk => chunk.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0)
        .Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : ""));

    // Each event in a batch of its own, and a silence at the end of it all.
    private static async IAsyncEnumerable<IReadOnlyList<LogEntry>> Batches(LogEntry[] entries)
    {
        foreach (var entry in entries)
        {
            await Task.Yield();
            yield return entry.Name.Length == 0 ? [] : [entry];
        }
    }
}
