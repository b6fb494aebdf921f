using System.Text.Json;

namespace Parley.Anthropic;

/// <summary>Writes the members of one block; the object around them is the caller's, who may have more to say in it.</summary>
internal static class BlockWriter
{
    public static void Write(Utf8JsonWriter json, Block block)
    {
        switch (block)
        {
            case SaidText text:
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, text.Text);
                break;
            case ShownImage image:
                json.WriteString("type"u8, "image"u8);
                json.WriteStartObject("source"u8);
                if (image.Data is { } data)
                {
                    json.WriteString("type"u8, "base64"u8);
                    json.WriteString("media_type"u8, image.MediaType);
                    json.WriteString("data"u8, data.Span);
                }
                else
                {
                    json.WriteString("type"u8, "url"u8);
                    json.WriteString("url"u8, image.Address);
                }

                json.WriteEndObject();
                break;
            case Thought thought:
                json.WriteString("type"u8, "thinking"u8);
                json.WriteString("thinking"u8, thought.Text);
                json.WriteString("signature"u8, thought.Signature);
                break;
            case HiddenThought hidden:
                json.WriteString("type"u8, "redacted_thinking"u8);
                json.WriteString("data"u8, hidden.Data);
                break;
            case CallOfTool call:
                json.WriteString("type"u8, "tool_use"u8);
                json.WriteString("id"u8, call.Id);
                json.WriteString("name"u8, call.Name);
                json.WritePropertyName("input"u8);
                JsonSerializer.Serialize(json, call.Arguments ?? new Dictionary<string, object?>());
                break;
            case ResultOfTool result:
                json.WriteString("type"u8, "tool_result"u8);
                json.WriteString("tool_use_id"u8, result.Id);
                if (result.Text.Length > 0)
                {
                    json.WriteString("content"u8, result.Text);
                }

                if (result.IsError)
                {
                    json.WriteBoolean("is_error"u8, true);
                }

                break;
        }
    }
}
