using System.Buffers;
using System.Text.Json;

namespace Parley.Safety;

/// <summary>The texts of a JSON value: names, strings and, since an account may be written as one, numbers.</summary>
public static class JsonTexts
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
                    json.WritePropertyName(change(NameOf(member)));
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
                json.WriteStringValue(change(TextOf(value)));
                break;
            case JsonValueKind.Number when change(value.GetRawText()) is { } number && number != value.GetRawText():
                json.WriteStringValue(number);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    // Half a surrogate pair is no text: what stands there is then taken as it is spelled.
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText()[1..^1];
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "unreadable";
        }
    }
}
