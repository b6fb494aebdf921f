using System.Globalization;
using System.Text.Json;

namespace Parley.Doors;

/// <summary>The parts of OpenAI's answers that its stream and its whole form share.</summary>
internal static class Completion
{
    private const int DigitsOfTime = 12;

    public static string Id(TurnId turn) => $"chatcmpl-{turn.Value}";

    /// <summary>When the turn was accepted, in unix seconds: its id begins with the milliseconds, so a repeated send gets the same.</summary>
    public static long Created(TurnId turn)
    {
        var digits = turn.Value.AsSpan(turn.Value.IndexOf('_', StringComparison.Ordinal) + 1);
        return digits.Length >= DigitsOfTime && long.TryParse(digits[..DigitsOfTime], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds)
            ? milliseconds / 1000
            : 0;
    }

    public static string FinishReason(string ours) => ours switch
    {
        "length" => "length",
        "tool" => "tool_calls",
        "refused" => "content_filter",
        _ => "stop",
    };

    /// <summary>The whole answer as one object.</summary>
    public static void Write(Utf8JsonWriter writer, TurnId turn, AnswerEnd end)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, Id(turn));
        writer.WriteString("object"u8, "chat.completion"u8);
        writer.WriteNumber("created"u8, Created(turn));
        writer.WriteString("model"u8, end.Model);
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        writer.WriteStartObject("message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        WriteContent(writer, end);
        writer.WriteNull("refusal"u8);
        writer.WriteEndObject();
        WriteLogprobs(writer, end.Logprobs);
        writer.WriteString("finish_reason"u8, FinishReason(end.FinishReason));
        writer.WriteEndObject();
        writer.WriteEndArray();
        WriteUsage(writer, end);
        ParleyMember.Write(writer, end);
        writer.WriteEndObject();
    }

    /// <param name="tokens">Null where nobody asked for them.</param>
    public static void WriteLogprobs(Utf8JsonWriter writer, IEnumerable<JsonElement>? tokens)
    {
        if (tokens is null)
        {
            writer.WriteNull("logprobs"u8);
            return;
        }

        writer.WriteStartObject("logprobs"u8);
        writer.WriteStartArray("content"u8);
        foreach (var token in tokens)
        {
            token.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteNull("refusal"u8);
        writer.WriteEndObject();
    }

    /// <summary>One call.</summary>
    /// <param name="call"><c>{call_id, name, arguments}</c>.</param>
    /// <param name="index">Its place in a stream; null in a whole answer.</param>
    public static void WriteCall(Utf8JsonWriter writer, JsonElement call, int? index)
    {
        writer.WriteStartObject();
        if (index is { } place)
        {
            writer.WriteNumber("index"u8, place);
        }

        writer.WriteString("id"u8, call.GetProperty("call_id").GetString());
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, call.GetProperty("name").GetString());
        writer.WriteString("arguments"u8, call.GetProperty("arguments").GetRawText());
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void WriteUsage(Utf8JsonWriter writer, AnswerEnd end)
    {
        var input = end.Usage.GetProperty("input_tokens").GetInt64();
        var output = end.Usage.GetProperty("output_tokens").GetInt64();
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("prompt_tokens"u8, input);
        writer.WriteNumber("completion_tokens"u8, output);
        writer.WriteNumber("total_tokens"u8, input + output);
        writer.WriteStartObject("prompt_tokens_details"u8);
        writer.WriteNumber("cached_tokens"u8, end.Usage.GetProperty("cached_tokens").GetInt64());
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, AnswerEnd end)
    {
        var calls = end.Calls;
        if (calls.Count == 0 || end.Text.Length > 0)
        {
            writer.WriteString("content"u8, end.Text);
        }
        else
        {
            writer.WriteNull("content"u8);
        }

        if (calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls"u8);
            foreach (var call in calls)
            {
                WriteCall(writer, call, null);
            }

            writer.WriteEndArray();
        }
    }
}
