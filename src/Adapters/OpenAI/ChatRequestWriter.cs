using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>Writes the body of a chat completion.</summary>
internal static class ChatRequestWriter
{
    // The body goes to a JSON reader and never into a page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="continues">Whether a trailing assistant message is to be continued.</param>
    public static byte[] Write(string model, IReadOnlyList<ChatMessage> messages, ChatOptions? options, WireDialect dialect, bool continues)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Plain))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, model);
            json.WriteBoolean("stream"u8, true);
            if (dialect.Takes("stream_options"))
            {
                json.WriteStartObject("stream_options"u8);
                json.WriteBoolean("include_usage"u8, true);
                json.WriteEndObject();
            }

            WriteMessages(json, messages, options);
            if (continues && messages is [.., { } last] && last.Role == ChatRole.Assistant)
            {
                json.WriteBoolean("add_generation_prompt"u8, false);
                json.WriteBoolean("continue_final_message"u8, true);
            }

            WriteKnobs(json, options, dialect);
            AskedFields.Write(json, options);
            WriteTools(json, options, dialect);
            WriteFormat(json, options?.ResponseFormat, options.Asks()?.StrictSchema);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteMessages(Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        json.WriteStartArray("messages"u8);
        if (!string.IsNullOrEmpty(options?.Instructions))
        {
            MessageWriter.Write(json, new(ChatRole.System, options.Instructions));
        }

        foreach (var message in messages)
        {
            MessageWriter.Write(json, message);
        }

        json.WriteEndArray();
    }

    private static void WriteKnobs(Utf8JsonWriter json, ChatOptions? options, WireDialect dialect)
    {
        Number(json, dialect, "temperature", options?.Temperature);
        Number(json, dialect, "top_p", options?.TopP);
        Number(json, dialect, "frequency_penalty", options?.FrequencyPenalty);
        Number(json, dialect, "presence_penalty", options?.PresencePenalty);
        if (options?.MaxOutputTokens is { } most && dialect.TokenLimit is { } name)
        {
            json.WriteNumber(name, most);
        }

        if (options?.Seed is { } seed && dialect.Takes("seed"))
        {
            json.WriteNumber("seed"u8, seed);
        }

        if (options?.StopSequences is { Count: > 0 } stops)
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in stops)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteTools(Utf8JsonWriter json, ChatOptions? options, WireDialect dialect)
    {
        var functions = options?.Tools?.OfType<AIFunctionDeclaration>().ToList() ?? [];
        if (functions.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        foreach (var function in functions)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, function.Name);
            if (!string.IsNullOrEmpty(function.Description))
            {
                json.WriteString("description"u8, function.Description);
            }

            json.WritePropertyName("parameters"u8);
            function.JsonSchema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteToolChoice(json, options!.ToolMode);
        if (options.AllowMultipleToolCalls is { } several && dialect.Takes("parallel_tool_calls"))
        {
            json.WriteBoolean("parallel_tool_calls"u8, several);
        }
    }

    private static void WriteToolChoice(Utf8JsonWriter json, ChatToolMode? mode)
    {
        switch (mode)
        {
            case RequiredChatToolMode { RequiredFunctionName: { } name }:
                json.WriteStartObject("tool_choice"u8);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, name);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case RequiredChatToolMode:
                json.WriteString("tool_choice"u8, "required"u8);
                break;
            case NoneChatToolMode:
                json.WriteString("tool_choice"u8, "none"u8);
                break;
            case AutoChatToolMode:
                json.WriteString("tool_choice"u8, "auto"u8);
                break;
        }
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatResponseFormat? format, bool? isStrict)
    {
        if (format is not ChatResponseFormatJson structured)
        {
            return;
        }

        json.WriteStartObject("response_format"u8);
        if (structured.Schema is { } schema)
        {
            json.WriteString("type"u8, "json_schema"u8);
            json.WriteStartObject("json_schema"u8);
            json.WriteString("name"u8, structured.SchemaName ?? "answer");
            if (structured.SchemaDescription is { } description)
            {
                json.WriteString("description"u8, description);
            }

            if (isStrict is { } strict)
            {
                json.WriteBoolean("strict"u8, strict);
            }

            json.WritePropertyName("schema"u8);
            schema.WriteTo(json);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("type"u8, "json_object"u8);
        }

        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, WireDialect dialect, string name, float? value)
    {
        if (value is { } number && float.IsFinite(number) && dialect.Takes(name))
        {
            json.WriteNumber(name, number);
        }
    }
}
