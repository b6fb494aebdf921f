using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Parley.Accounts;

/// <summary>Reads claims, which may be of any form: what is not as it should be is not there.</summary>
internal static class Claims
{
    private const int LongestText = 2000;
    private const int MostTexts = 1000;

    /// <summary>Whether every name and text is one: half of a surrogate pair and bytes that are no text pass for JSON, and break whoever reads them.</summary>
    public static bool AreSound(JsonElement claims)
    {
        try
        {
            if (!Utf8.IsValid(JsonMarshal.GetRawUtf8Value(claims)))
            {
                return false;
            }

            using var nowhere = new Utf8JsonWriter(Stream.Null);
            claims.WriteTo(nowhere);
            return true;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    public static string? Text(JsonElement claims, string name) =>
        Find(claims, name) is { } value ? TextOf(value) : null;

    /// <summary>A text, or a whole number written as one: GitHub counts its people.</summary>
    public static string? IdText(JsonElement claims, string name) => Find(claims, name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        { } value => TextOf(value),
        null => null,
    };

    /// <summary>A list of texts, or one.</summary>
    public static IReadOnlyList<string> Texts(JsonElement claims, string name) => Find(claims, name) switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Take(MostTexts).Select(TextOf).OfType<string>()],
        { } value when TextOf(value) is { } one => [one],
        _ => [],
    };

    /// <summary>True, also when somebody wrote it as a text.</summary>
    public static bool Is(JsonElement claims, string name) =>
        Find(claims, name) is { } value && (value.ValueKind == JsonValueKind.True || (TextOf(value) is { } text && bool.TryParse(text, out var yes) && yes));

    /// <summary>Seconds since 1970, as tokens tell the time.</summary>
    public static DateTimeOffset? Moment(JsonElement claims, string name) =>
        Find(claims, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var seconds) && seconds is > 0 and < 100_000_000_000
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    /// <summary>A claim by its name, or by a path such as <c>realm_access.roles</c>.</summary>
    public static JsonElement? Find(JsonElement claims, string name)
    {
        if (claims.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (claims.TryGetProperty(name, out var value))
        {
            return value;
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && claims.TryGetProperty(name[..dot], out var inner) ? Find(inner, name[(dot + 1)..]) : null;
    }

    private static string? TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= LongestText } text ? text : null;
}
