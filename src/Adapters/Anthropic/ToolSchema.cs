using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Parley.Anthropic;

/// <summary>Writes what tools take, and which of them is to be called.</summary>
internal static class ToolSchema
{
    /// <summary>The wire wants an object's schema, also of a tool that takes nothing.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out _))
        {
            schema.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "object"u8);
        foreach (var member in schema.ValueKind == JsonValueKind.Object ? schema.EnumerateObject() : default)
        {
            member.WriteTo(json);
        }

        json.WriteEndObject();
    }

    public static void WriteChoice(Utf8JsonWriter json, ChatToolMode? mode, bool? several)
    {
        var (type, name) = mode switch
        {
            RequiredChatToolMode { RequiredFunctionName: { } one } => ("tool", one),
            RequiredChatToolMode => ("any", null),
            NoneChatToolMode => ("none", null),
            AutoChatToolMode => ("auto", null),
            _ => (several is null ? null : "auto", (string?)null),
        };
        if (type is null)
        {
            return;
        }

        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, type);
        if (name is not null)
        {
            json.WriteString("name"u8, name);
        }

        if (several == false && type != "none")
        {
            json.WriteBoolean("disable_parallel_tool_use"u8, true);
        }

        json.WriteEndObject();
    }
}
