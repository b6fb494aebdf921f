using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Parley.Orchestration;

/// <summary>Has the texts in a JSON text looked at one by one, and puts what may be shown in their places; the rest stays as it was written.</summary>
internal static class GuardedJson
{
    private const int MostNested = 256;

    /// <param name="look">Gives the text as it may be shown; null where it may not.</param>
    /// <returns>Null where something in it may not be shown at all, or it is no JSON.</returns>
    public static string? Of(string json, Func<string, string?> look)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MostNested });
        var (written, at) = (new ArrayBufferWriter<byte>(bytes.Length), 0);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName or JsonTokenType.Number))
                {
                    continue;
                }

                var isNumber = reader.TokenType == JsonTokenType.Number;
                var text = isNumber ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString()!;
                var shown = look(text);
                if (shown is null || (isNumber && shown != text))
                {
                    return null;
                }

                if (shown != text)
                {
                    // A text begins after its quotation mark, and the value is without both.
                    var start = (int)reader.TokenStartIndex;
                    written.Write(bytes.AsSpan(at..start));
                    written.Write(JsonSerializer.SerializeToUtf8Bytes(shown));
                    at = start + reader.ValueSpan.Length + 2;
                }
            }
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null;
        }

        written.Write(bytes.AsSpan(at));
        return Encoding.UTF8.GetString(written.WrittenSpan);
    }
}
