using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Parley.Host.Edge;

/// <summary>
/// Reads members that may be of any form, and refuses names and texts in them that are none: bytes that are not UTF-8 and halves of a
/// surrogate pair pass for JSON, and would fail later in whoever reads them.
/// </summary>
internal sealed class SoundElements : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            var element = JsonMetadataServices.JsonElementConverter.Read(ref reader, typeToConvert, options);
            var bytes = JsonMarshal.GetRawUtf8Value(element);
            if (!Utf8.IsValid(bytes))
            {
                throw new JsonException(Json.NoText);
            }

            // Only what is escaped can hold half of a pair when the bytes are sound.
            if (bytes.Contains((byte)'\\'))
            {
                ReadTexts(element);
            }

            return element;
        }
        catch (InvalidOperationException)
        {
            throw new JsonException(Json.NoText);
        }
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);

    private static void ReadTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
        }
    }
}
