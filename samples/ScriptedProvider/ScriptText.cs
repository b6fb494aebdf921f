using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace Parley.ScriptedProvider;

/// <summary>Reads scripts: as JSON, as <c>key=value</c> pairs, and out of a message.</summary>
internal static partial class ScriptText
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The names that a script may use, in snake_case.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Json.GetTypeInfo(typeof(Script)).Properties.Select(property => property.Name)];

    /// <summary>The script written as <c>[[script: tokens=400 fault=stall at=20]]</c> or <c>[[script: {…}]]</c>, or null.</summary>
    public static Script? InMessage(string message) =>
        Directive().Match(message) is { Success: true } match ? Parse(match.Groups[1].Value) : null;

    /// <summary>Reads a JSON object, or pairs: <c>key=value</c> and <c>key="value with spaces"</c>.</summary>
    public static Script Parse(string text)
    {
        var trimmed = text.Trim();
        return trimmed.StartsWith('{')
            ? FromJson(trimmed)
            : FromPairs(Pair().Matches(trimmed).Select(match => KeyValuePair.Create(
                match.Groups[1].Value,
                match.Groups[2].Success ? Regex.Unescape(match.Groups[2].Value) : match.Groups[3].Value)));
    }

    public static Script FromPairs(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var json = new JsonObject();
        foreach (var (key, value) in pairs)
        {
            json[Name(key)] = Name(key) == "gullible" && bool.TryParse(value, out var yes) ? yes : value;
        }

        return FromJson(json.ToJsonString());
    }

    public static Script FromJson(string json)
    {
        try
        {
            return Check(JsonSerializer.Deserialize<Script>(json, Json) ?? new());
        }
        catch (JsonException exception)
        {
            throw new ScriptException($"The script cannot be read: {exception.Message}");
        }
    }

    public static Script Check(Script script)
    {
        Fault.Parse(script.Fault);
        Within(script.Tokens, 0, 1_000_000, "tokens");
        Within(script.TtftMs, 0, 3_600_000, "ttft_ms");
        Within(script.FaultAt, 0, 1_000_000, "fault_at");
        Within(script.HoldAt, 0, 1_000_000, "hold_at");
        Within(script.FaultMs, 0, 3_600_000, "fault_ms");
        Within(script.RetryAfter, 0, 3_600, "retry_after");
        return script.Rate is < 0 or > 1_000_000 ? throw new ScriptException("rate must lie between 0 and 1000000.") : script;
    }

    private static void Within(int? value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ScriptException($"{name} must lie between {least} and {most}.");
        }
    }

    private static string Name(string key) => key.Replace('-', '_').ToLowerInvariant() switch
    {
        "at" => "fault_at",
        "ttft" => "ttft_ms",
        var name => name,
    };

    [GeneratedRegex(@"\[\[script:(.*?)\]\](?!\])", RegexOptions.Singleline)]
    private static partial Regex Directive();

    [GeneratedRegex("""([A-Za-z_-]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))""")]
    private static partial Regex Pair();
}
