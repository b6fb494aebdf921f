using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>Writes one message. A message with several tool results becomes several, as the wire wants them.</summary>
internal static class MessageWriter
{
    public static void Write(Utf8JsonWriter json, ChatMessage message)
    {
        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "tool"u8);
            json.WriteString("tool_call_id"u8, result.CallId);
            json.WriteString("content"u8, ResultText.Of(result.Result));
            json.WriteEndObject();
        }

        if (results.Count > 0 && message.Contents.Count == results.Count)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role"u8, message.Role.Value);
        if (!string.IsNullOrEmpty(message.AuthorName))
        {
            json.WriteString("name"u8, message.AuthorName);
        }

        WriteContent(json, message);
        WriteCalls(json, message);
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, ChatMessage message)
    {
        if (message.Contents.Any(IsImage))
        {
            json.WriteStartArray("content"u8);
            foreach (var content in message.Contents)
            {
                WritePart(json, content);
            }

            json.WriteEndArray();
        }
        else if (message.Text.Length == 0 && message.Contents.Any(content => content is FunctionCallContent))
        {
            json.WriteNull("content"u8);
        }
        else
        {
            json.WriteString("content"u8, message.Text);
        }
    }

    private static void WritePart(Utf8JsonWriter json, AIContent content)
    {
        var image = content switch
        {
            DataContent data => data.Uri,
            UriContent uri => uri.Uri.ToString(),
            _ => null,
        };
        if (content is TextContent text)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, text.Text);
            json.WriteEndObject();
        }
        else if (image is not null)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "image_url"u8);
            json.WriteStartObject("image_url"u8);
            json.WriteString("url"u8, image);
            if (content.AdditionalProperties?.GetValueOrDefault(ImageDetail.Key) is string detail)
            {
                json.WriteString("detail"u8, detail);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static void WriteCalls(Utf8JsonWriter json, ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().ToList();
        if (calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.CallId);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, call.Arguments is null ? "{}" : JsonSerializer.Serialize(call.Arguments));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool IsImage(AIContent content) => content is DataContent or UriContent;
}
