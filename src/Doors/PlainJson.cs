using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Parley.Doors;

/// <summary>JSON as it goes out of a door: snake_case, and text as itself, since its reader is a parser and never a page.</summary>
internal static class PlainJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(IBufferWriter<byte> output, Action<Utf8JsonWriter> write)
    {
        using var writer = new Utf8JsonWriter(output, new() { Encoder = Options.Encoder });
        write(writer);
    }
}
