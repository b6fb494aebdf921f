using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Orchestration;

/// <summary>Keeps a value compressed inside other JSON, for what is large, says much the same again and again, and is seldom read.</summary>
internal sealed class PackedJson<T> : JsonConverter<T>
{
    private const int Quality = 4;
    private const int Window = 18;

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // What was kept before it was compressed stands there as it is.
        if (reader.TokenType != JsonTokenType.String)
        {
            return JsonSerializer.Deserialize<T>(ref reader, options);
        }

        using var packed = new BrotliStream(new MemoryStream(reader.GetBytesFromBase64()), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(packed, options);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, options);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(json.Length)];
        if (!BrotliEncoder.TryCompress(json, packed, out var length, Quality, Window))
        {
            throw new InvalidOperationException("The room for compressed JSON was too small.");
        }

        writer.WriteBase64StringValue(packed.AsSpan(0, length));
    }
}
