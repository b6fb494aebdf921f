using System.Text.Json;

namespace Parley.Doors;

/// <summary>The parts of Anthropic's answers that its stream and its whole form share.</summary>
internal static class WholeMessage
{
    public static string Id(TurnId turn) => $"msg_{turn.Value}";

    /// <summary>A sequence that ended the answer is told apart where its provider says so.</summary>
    public static string StopReason(AnswerEnd end) => end.FinishReason switch
    {
        "stop" when end.StopSequence is not null => "stop_sequence",
        "length" => "max_tokens",
        "tool" => "tool_use",
        "refused" => "refusal",
        _ => "end_turn",
    };

    public static void Write(Utf8JsonWriter writer, TurnId turn, AnswerEnd end)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, Id(turn));
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("model"u8, end.Model);
        writer.WriteStartArray("content"u8);
        WriteContent(writer, end);
        writer.WriteEndArray();
        writer.WriteString("stop_reason"u8, StopReason(end));
        writer.WriteString("stop_sequence"u8, end.StopSequence);
        WriteUsage(writer, end);
        ParleyMember.Write(writer, end);
        writer.WriteEndObject();
    }

    /// <summary>Input from the cache is counted apart there; in ours it is a part of the input.</summary>
    public static void WriteUsage(Utf8JsonWriter writer, AnswerEnd end)
    {
        var cached = end.Usage.GetProperty("cached_tokens").GetInt64();
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, Math.Max(0, end.Usage.GetProperty("input_tokens").GetInt64() - cached));
        writer.WriteNumber("cache_creation_input_tokens"u8, 0);
        writer.WriteNumber("cache_read_input_tokens"u8, cached);
        writer.WriteNumber("output_tokens"u8, end.Usage.GetProperty("output_tokens").GetInt64());
        writer.WriteEndObject();
    }

    private static void WriteThought(Utf8JsonWriter writer, JsonElement thought)
    {
        writer.WriteStartObject();
        if (thought.GetProperty("redacted").GetString() is { } hidden)
        {
            writer.WriteString("type"u8, "redacted_thinking"u8);
            writer.WriteString("data"u8, hidden);
        }
        else
        {
            writer.WriteString("type"u8, "thinking"u8);
            writer.WriteString("thinking"u8, thought.GetProperty("text").GetString());
            writer.WriteString("signature"u8, thought.GetProperty("signature").GetString() ?? "");
        }

        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, AnswerEnd end)
    {
        foreach (var thought in end.Thinking)
        {
            WriteThought(writer, thought);
        }

        if (end.Text.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, end.Text);
            writer.WriteEndObject();
        }

        foreach (var call in end.Calls)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "tool_use"u8);
            writer.WriteString("id"u8, call.GetProperty("call_id").GetString());
            writer.WriteString("name"u8, call.GetProperty("name").GetString());
            writer.WritePropertyName("input"u8);
            call.GetProperty("arguments").WriteTo(writer);
            writer.WriteEndObject();
        }
    }
}
