using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Parley.Exchange;

/// <summary>Reads what others wrote: what is missing or of another kind is nothing, and no text breaks the reader.</summary>
internal static class JsonReading
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null ? member : null;

    public static string? Text(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.String } text ? Text(text) : null;

    public static bool IsTrue(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True };

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : Enumerable.Empty<JsonElement>();

    /// <summary>A text that can be kept: half pairs, bytes that are no text and U+0000 become U+FFFD.</summary>
    public static string Text(JsonElement text)
    {
        string read;
        try
        {
            read = text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            read = Lenient(JsonMarshal.GetRawUtf8Value(text)[1..^1]);
        }

        return read.Contains('\0', StringComparison.Ordinal) ? read.Replace('\0', '\uFFFD') : read;
    }

    /// <summary>Seconds since 1970 as a number or text, or RFC 3339.</summary>
    /// <returns>Null for what is no time, before the year 2000 or after now.</returns>
    public static DateTimeOffset? Time(this JsonElement element, string name, DateTimeOffset now)
    {
        var member = element.Member(name);
        var text = member is { ValueKind: JsonValueKind.String } written ? Text(written) : null;
        if (text is not null && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
        {
            return at >= Earliest && at <= now ? at : null;
        }

        var isNumber = member is { ValueKind: JsonValueKind.Number } number
            ? number.TryGetDouble(out var seconds)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds) && text is not null;
        return isNumber && seconds >= Earliest.ToUnixTimeSeconds() && seconds <= now.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;
    }

    private static string Lenient(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder(raw.Length);
        var from = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                continue;
            }

            text.Append(Encoding.UTF8.GetString(raw[from..i]));
            var isCode = raw[i + 1] == 'u';
            text.Append(isCode ? (char)ushort.Parse(raw.Slice(i + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : Escaped(raw[i + 1]));
            i += isCode ? 5 : 1;
            from = i + 1;
        }

        text.Append(Encoding.UTF8.GetString(raw[from..]));

        // Through runes, halves of pairs become the mark of what could not be read.
        var sound = new StringBuilder(text.Length);
        foreach (var rune in text.ToString().EnumerateRunes())
        {
            sound.Append(rune.ToString());
        }

        return sound.ToString();
    }

    private static char Escaped(byte letter) => letter switch
    {
        (byte)'n' => '\n',
        (byte)'t' => '\t',
        (byte)'r' => '\r',
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        _ => (char)letter,
    };
}
