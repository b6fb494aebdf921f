using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Conversations;

namespace Parley.Orchestration;

/// <summary>The one way in which events become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(GuardActionJson)])]
[JsonSerializable(typeof(TurnStarted))]
[JsonSerializable(typeof(IntentTold))]
[JsonSerializable(typeof(Retrieved))]
[JsonSerializable(typeof(GuardFound))]
[JsonSerializable(typeof(Citation))]
[JsonSerializable(typeof(TextSpan))]
[JsonSerializable(typeof(Usage))]
[JsonSerializable(typeof(ThinkingEnded))]
[JsonSerializable(typeof(LogprobsTold))]
[JsonSerializable(typeof(TurnCompleted))]
[JsonSerializable(typeof(TurnFailed))]
[JsonSerializable(typeof(TurnCancelled))]
[JsonSerializable(typeof(TurnOptions))]
[JsonSerializable(typeof(Provenance))]
[JsonSerializable(typeof(ToolDecision))]
[JsonSerializable(typeof(KeptText))]
internal sealed partial class TurnJson : JsonSerializerContext
{
    // Text goes out as itself: the reader is a JSON parser, never a page that would run it.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static ReadOnlySpan<byte> Before => "{\"text\":\""u8;

    private static ReadOnlySpan<byte> After => "\"}"u8;

    public static TurnJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new GuardActionJson() },
    });

    /// <summary>The event's data, UTF-8, one line.</summary>
    public static byte[] Write(TurnEvent turnEvent) => turnEvent switch
    {
        TurnStarted started => JsonSerializer.SerializeToUtf8Bytes(started, Relaxed.TurnStarted),
        IntentTold intent => JsonSerializer.SerializeToUtf8Bytes(intent, Relaxed.IntentTold),
        Retrieved retrieved => JsonSerializer.SerializeToUtf8Bytes(retrieved, Relaxed.Retrieved),
        GuardFound finding => JsonSerializer.SerializeToUtf8Bytes(finding, Relaxed.GuardFound),
        Delta delta => WriteDelta(delta.Text),
        ThinkingTold thinking => WriteDelta(thinking.Text),
        ThinkingEnded ended => JsonSerializer.SerializeToUtf8Bytes(ended, Relaxed.ThinkingEnded),
        LogprobsTold told => JsonSerializer.SerializeToUtf8Bytes(told, Relaxed.LogprobsTold),
        QueuePosition queued => WriteObject(writer =>
        {
            writer.WriteNumber("position", queued.Position);
            if (queued.EtaS is { } eta)
            {
                writer.WriteNumber("eta_s", eta);
            }
            else
            {
                writer.WriteNull("eta_s");
            }
        }),
        Retract retract => WriteObject(writer =>
        {
            writer.WriteNumber("from", retract.From);
            writer.WriteString("reason", retract.Reason);
        }),
        Cited cited => JsonSerializer.SerializeToUtf8Bytes(cited.Citation, Relaxed.Citation),
        Unsupported unsupported => JsonSerializer.SerializeToUtf8Bytes(unsupported.Span, Relaxed.TextSpan),
        ToolCalled call => WriteCall(call.CallId, call.ToolName, call.Arguments, null),
        ApprovalRequired approval => WriteCall(approval.CallId, approval.ToolName, approval.Arguments, approval.Reason),
        ToolResulted result => WriteObject(writer =>
        {
            writer.WriteString("call_id", result.CallId);
            writer.WriteBoolean("ok", result.Ok);
            writer.WriteString("summary", result.Summary);
        }),
        UsageReported usage => JsonSerializer.SerializeToUtf8Bytes(usage.Usage, Relaxed.Usage),
        TurnCompleted completed => JsonSerializer.SerializeToUtf8Bytes(completed, Relaxed.TurnCompleted),
        TurnFailed failed => JsonSerializer.SerializeToUtf8Bytes(failed, Relaxed.TurnFailed),
        TurnCancelled cancelled => JsonSerializer.SerializeToUtf8Bytes(cancelled, Relaxed.TurnCancelled),
        _ => throw new InvalidOperationException($"The event {turnEvent.Name} has no JSON form."),
    };

    /// <summary>The hot path: the text of a delta and nothing else.</summary>
    public static byte[] WriteDelta(string text)
    {
        var json = new byte[Before.Length + Encoding.UTF8.GetByteCount(text) + After.Length];
        var plain = json.AsSpan(Before.Length, json.Length - Before.Length - After.Length);
        Encoding.UTF8.GetBytes(text, plain);
        if (Plain.Encoder!.FindFirstCharacterToEncodeUtf8(plain) >= 0)
        {
            return WriteEscaped(text);
        }

        Before.CopyTo(json);
        After.CopyTo(json.AsSpan(json.Length - After.Length));
        return json;
    }

    // By itself, so that the others make no closure.
    private static byte[] WriteEscaped(string text) => WriteObject(writer => writer.WriteString("text"u8, text));

    /// <summary>The event of an entry, as far as it bears on the draft of an answer; null for the others.</summary>
    public static TurnEvent? Read(LogEntry entry)
    {
        switch (entry.Name)
        {
            case "turn.started":
                return JsonSerializer.Deserialize(entry.Json.Span, Relaxed.TurnStarted);
            case "intent":
                return JsonSerializer.Deserialize(entry.Json.Span, Relaxed.IntentTold);
            case "retrieval":
                return JsonSerializer.Deserialize(entry.Json.Span, Relaxed.Retrieved);
            case "guard.finding":
                return JsonSerializer.Deserialize(entry.Json.Span, Relaxed.GuardFound);
            case "citation":
                return new Cited(JsonSerializer.Deserialize(entry.Json.Span, Relaxed.Citation)!);
            case "unsupported":
                return new Unsupported(JsonSerializer.Deserialize(entry.Json.Span, Relaxed.TextSpan)!);
            case "usage":
                return new UsageReported(JsonSerializer.Deserialize(entry.Json.Span, Relaxed.Usage)!);
            case "delta":
                return new Delta(Member(entry, "text").GetString()!);
            case "thinking":
                return new ThinkingTold(Member(entry, "text").GetString()!);
            case "thinking.end":
                return JsonSerializer.Deserialize(entry.Json.Span, Relaxed.ThinkingEnded);
            case "logprobs":
                return JsonSerializer.Deserialize(entry.Json.Span, Relaxed.LogprobsTold);
            case "retract":
                return new Retract(Member(entry, "from").GetInt32(), Member(entry, "reason").GetString()!);
            case "tool.call":
                return new ToolCalled(Member(entry, "call_id").GetString()!, Member(entry, "name").GetString()!, Member(entry, "arguments"));
            case "approval.required":
                return new ApprovalRequired(
                    Member(entry, "call_id").GetString()!, Member(entry, "name").GetString()!, Member(entry, "arguments"),
                    Member(entry, "reason").GetString()!);
            default:
                return null;
        }
    }

    private static System.Text.Json.JsonElement Member(LogEntry entry, string name) => System.Text.Json.JsonElement.Parse(entry.Json.Span).GetProperty(name);

    private static byte[] WriteCall(string callId, string name, JsonElement arguments, string? reason) => WriteObject(writer =>
    {
        writer.WriteString("call_id", callId);
        writer.WriteString("name", name);
        writer.WritePropertyName("arguments");
        arguments.WriteTo(writer);
        if (reason is not null)
        {
            writer.WriteString("reason", reason);
        }
    });

    private static byte[] WriteObject(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using var writer = new Utf8JsonWriter(buffer, Plain);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
