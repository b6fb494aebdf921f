using System.Buffers;
using System.Text.Json;

namespace Parley.Orchestration;

/// <summary>The texts of a JSON value: names, strings and, since an account may be written as one, numbers.</summary>
internal static class JsonTexts
{
    /// <param name="change">Gives the text that takes a text's place. A number that is changed becomes a string.</param>
    public static JsonElement Map(JsonElement value, Func<string, string> change)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return value;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, value, change);
        }

        using var whole = JsonDocument.Parse(buffer.WrittenMemory);
        return whole.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter json, JsonElement value, Func<string, string> change)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(change(member.Name));
                    Write(json, member.Value, change);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item, change);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(change(value.GetString()!));
                break;
            case JsonValueKind.Number when change(value.GetRawText()) is { } number && number != value.GetRawText():
                json.WriteStringValue(number);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
