using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Server.Tests.Fuzz;

/// <summary>Makes values, sensible ones by a schema and senseless ones by chance.</summary>
/// <param name="known">Ids and names of things that are there.</param>
internal sealed class Values(ApiOperations api, IReadOnlyList<string> known, Random chance)
{
    private static readonly string[] Words =
    [
        "x", "user", "assistant", "system", "tool", "text", "json", "json_schema", "required", "preferred", "auto", "none", "lexical", "hybrid",
        "creative", "balanced", "up", "down", "member", "viewer", "admin", "owner", "tenant", "key", "group", "requests", "tokens", "money", "minute",
        "day", "month", "free", "pro", "enterprise", "extractive", "text/plain", "text/markdown", "public", "approve", "deny", "chat", "platform",
        "a@b.example", "2026-01-31T12:00:00Z", "https://example.com/", "0.5", "1000", "Grüße 你好 😀",
    ];

    private static readonly string[] Junk =
    [
        "", " ", "\u0000", "\u0007", "\u202e\ufeff", "\ud83d\ude00", "'; drop table turns; --", "<script>alert(1)</script>", "../../etc/passwd", "%00%ff",
        "{{7*7}}", "${jndi:ldap://x}", "-1", "99999999999999999999999", "NaN", "1e999", "null", "true", "\r\nX-Injected: 1", "..", "\\", "\"",
        "conv_", "turn_zzzz", "2026-13-45T99:99:99Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9999999-14:00",
    ];

    private static readonly double[] Numbers =
        [0, 1, -1, 2, 5, 10, 0.5, 1.5, 100, 1000, int.MaxValue, int.MinValue, long.MaxValue, 1e18, 1e308, -1e308, 5e-324, 0.1, 4294967296];

    public string Word() => chance.Next(4) == 0 ? known[chance.Next(known.Count)] : Words[chance.Next(Words.Length)];

    public string Known() => known[chance.Next(known.Count)];

    public string Text() => chance.Next(6) switch
    {
        0 => Junk[chance.Next(Junk.Length)],
        1 => new string((char)chance.Next(0x20, 0x2000), chance.Next(1, 3000)),
        2 => string.Concat(Enumerable.Range(0, chance.Next(1, 40)).Select(_ => (char)chance.Next(0, 0xd7ff))),
        _ => Word(),
    };

    public double Number() => Numbers[chance.Next(Numbers.Length)];

    /// <summary>What a schema allows, most of the time.</summary>
    public JsonNode? Sensible(JsonElement given, int depth = 0)
    {
        var schema = api.Resolve(given);
        if (depth > 6 || schema.ValueKind != JsonValueKind.Object)
        {
            return Word();
        }

        foreach (var choice in (string[])["oneOf", "anyOf"])
        {
            if (schema.TryGetProperty(choice, out var choices))
            {
                return Sensible(choices[chance.Next(choices.GetArrayLength())], depth + 1);
            }
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            return JsonNode.Parse(values[chance.Next(values.GetArrayLength())].GetRawText());
        }

        return TypeOf(schema) switch
        {
            "null" => null,
            "string" => Word(),
            "integer" => chance.Next(0, 50),
            "number" => Math.Round(chance.NextDouble() * 2, 2),
            "boolean" => chance.Next(2) == 0,
            "array" => new JsonArray([.. Enumerable.Range(0, chance.Next(0, 3)).Select(_ => schema.TryGetProperty("items", out var item) ? Sensible(item, depth + 1) : Any(depth + 1))]),
            "object" => Object(schema, depth),
            _ => Any(depth + 1),
        };
    }

    /// <summary>Anything that JSON can say.</summary>
    public JsonNode? Any(int depth = 0) => chance.Next(depth > 4 ? 5 : 7) switch
    {
        0 => null,
        1 => Number(),
        2 => chance.Next(2) == 0,
        3 or 4 => Text(),
        5 => new JsonArray([.. Enumerable.Range(0, chance.Next(0, 4)).Select(_ => Any(depth + 1))]),
        _ => Members(Enumerable.Range(0, chance.Next(0, 4)).Select(_ => (Text(), Any(depth + 1)))),
    };

    public static JsonObject Members(IEnumerable<(string Name, JsonNode? Value)> members)
    {
        var made = new JsonObject();
        foreach (var (name, value) in members)
        {
            made[name] = value;
        }

        return made;
    }

    private JsonObject Object(JsonElement schema, int depth) =>
        schema.TryGetProperty("properties", out var properties)
            ? Members(properties.EnumerateObject().Where(_ => chance.Next(3) > 0).Select(one => (one.Name, Sensible(one.Value, depth + 1))))
            : [];

    private string? TypeOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? null
        : type.ValueKind == JsonValueKind.String ? type.GetString()
        : type[chance.Next(type.GetArrayLength())].GetString();
}
