using System.Globalization;
using System.Text.Json;

namespace Parley.Models;

/// <summary>Reads the <c>when</c> of a rule. Whatever it does not know it refuses by name: a rule that is half understood would apply too often.</summary>
internal static class ConditionInput
{
    private const int LongestWord = 60;
    private const long MostTokens = 100_000_000;

    private static readonly string[] Keys =
        ["plan", "intent", "task", "language", "modality", "complexity_min", "complexity_max", "context_tokens_min", "context_tokens_max"];

    private static readonly string[] Modalities = ["text", "image"];

    /// <returns>Null where there is none, and the rule is for every question.</returns>
    public static RouteCondition? Read(JsonElement when, string field)
    {
        if (when.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        return when.ValueKind != JsonValueKind.Object
            ? throw DeploymentRules.Invalid(field, $"A condition is an object with some of {string.Join(", ", Keys)}.")
            : Read(when.EnumerateObject().Select(one => (one.Name, Text(one.Value), one.Value.ValueKind == JsonValueKind.Number)), field);
    }

    /// <summary>The same from a configuration, where every value is a text.</summary>
    public static RouteCondition? Read(IReadOnlyDictionary<string, string> when, string field) =>
        when.Count == 0 ? null : Read(when.Select(one => (Name(one.Key), (string?)one.Value, IsNumber(Name(one.Key)))), field);

    private static RouteCondition? Read(IEnumerable<(string Key, string? Value, bool IsNumber)> pairs, string field)
    {
        var read = new RouteCondition();
        foreach (var (key, value, isNumber) in pairs)
        {
            if (!Keys.Contains(key))
            {
                throw DeploymentRules.Invalid(
                    field, $"A rule cannot ask for '{(key.Length <= 40 ? key : key[..40] + "…")}'; it asks for {string.Join(", ", Keys)}.");
            }

            read = value is null || isNumber != IsNumber(key)
                ? throw DeploymentRules.Invalid($"{field}.{key}", IsNumber(key) ? $"{key} is a number." : $"{key} is a word.")
                : Put(read, key, value, $"{field}.{key}");
        }

        return (read.ComplexityMin, read.ComplexityMax) is ({ } least, { } most) && least > most
                ? throw DeploymentRules.Invalid(field, "complexity_min lies above complexity_max, so the rule never applies.")
            : (read.ContextTokensMin, read.ContextTokensMax) is ({ } fewest, { } many) && fewest > many
                ? throw DeploymentRules.Invalid(field, "context_tokens_min lies above context_tokens_max, so the rule never applies.")
            : read == new RouteCondition() ? null : read;
    }

    private static RouteCondition Put(RouteCondition read, string key, string value, string field) => key switch
    {
        "plan" => read with { Plan = Word(value, field) },
        "intent" => read with { Intent = Word(value, field) },
        "task" => read with { Task = Word(value, field) },
        "language" => read with { Language = Word(value, field) },
        "modality" => read with { Modality = Modalities.Contains(value) ? value : throw DeploymentRules.Invalid(field, "A modality is text or image.") },
        "complexity_min" => read with { ComplexityMin = Part(value, field) },
        "complexity_max" => read with { ComplexityMax = Part(value, field) },
        "context_tokens_min" => read with { ContextTokensMin = Tokens(value, field) },
        _ => read with { ContextTokensMax = Tokens(value, field) },
    };

    internal static string Word(string value, string field) =>
        value.Length is > 0 and <= LongestWord && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? value
            : throw DeploymentRules.Invalid(field, $"Give 1 to {LongestWord} letters, digits, hyphens and underscores.");

    private static double Part(string value, string field) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var part) && part is >= 0 and <= 1
            ? part
            : throw DeploymentRules.Invalid(field, "Complexity is a number from 0 to 1.");

    private static long Tokens(string value, string field) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) && tokens <= MostTokens
            ? tokens
            : throw DeploymentRules.Invalid(field, $"A number of tokens is a whole number from 0 to {MostTokens:N0}.");

    private static bool IsNumber(string key) => key.EndsWith("_min", StringComparison.Ordinal) || key.EndsWith("_max", StringComparison.Ordinal);

    // The configuration writes names as it likes: ComplexityMin, complexity_min.
    private static string Name(string key) => key.Contains('_', StringComparison.Ordinal)
        ? key.ToLowerInvariant()
        : JsonNamingPolicy.SnakeCaseLower.ConvertName(key);

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }
}
