using System.Text;
using System.Text.Json;

namespace Parley.Doors;

/// <summary>Takes the text out of a delta's JSON as it stands there, so that a wire format can copy it without decoding it.</summary>
internal static class DeltaText
{
    private static ReadOnlySpan<byte> Before => "{\"text\":\""u8;

    private static ReadOnlySpan<byte> After => "\"}"u8;

    /// <param name="json"><c>{"text": "…"}</c>.</param>
    /// <param name="quoted">The text as a JSON string, with its quotation marks.</param>
    /// <returns>The text's length in UTF-16 code units.</returns>
    public static int Read(ReadOnlySpan<byte> json, out ReadOnlySpan<byte> quoted)
    {
        // As nearly every delta stands in the log.
        if (json.StartsWith(Before) && json.EndsWith(After) && json[Before.Length..^After.Length] is var plain && !plain.ContainsAny((byte)'"', (byte)'\\'))
        {
            quoted = json[(Before.Length - 1)..^1];
            return Encoding.UTF8.GetCharCount(plain);
        }

        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("text"u8))
            {
                reader.Read();
                quoted = json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
                return reader.ValueIsEscaped ? reader.GetString()!.Length : Encoding.UTF8.GetCharCount(reader.ValueSpan);
            }
        }

        throw new InvalidDataException("A delta without a text.");
    }
}
