using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.Host.Edge;

/// <summary>Says what is wrong with a JSON body: the field by its path, and what was expected there.</summary>
internal static partial class JsonErrors
{
    public static Refusal Explain(JsonException exception)
    {
        var field = Field(exception.Path);
        if (Missing().Match(exception.Message) is { Success: true } missing)
        {
            var names = missing.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries).Select(name => Join(field, name.Trim('\'', '.', ' '))).ToList();
            return new(400, "invalid_request", $"{string.Join(", ", names.Select(name => $"'{name}'"))} is required.")
            {
                Errors = names.ToDictionary(name => name, name => new[] { $"'{name}' is required." }),
            };
        }

        if (Unconvertible().Match(exception.Message) is { Success: true } wrong)
        {
            var expected = WordsFor(wrong.Groups["type"].Value);
            return field.Length == 0
                ? new(400, "invalid_json", $"The body must be {expected}.")
                : Refusal.Invalid(field, $"'{field}' must be {expected}.");
        }

        var sentence = Sentence(exception);
        return field.Length == 0 || exception.InnerException is not null
            ? new(400, "invalid_json", field.Length == 0 ? $"The body is not valid JSON: {sentence}" : $"The body is not valid JSON near '{field}': {sentence}")
            : Refusal.Invalid(field, $"'{field}': {sentence}");
    }

    /// <summary>A type of C# in the words of JSON.</summary>
    public static string WordsFor(string type)
    {
        var bare = type.StartsWith("System.Nullable`1[", StringComparison.Ordinal) ? type[18..].TrimEnd(']') : type.TrimEnd('?');
        return bare switch
        {
            "System.String" or "string" => "a string",
            "System.Boolean" or "bool" => "true or false",
            "System.Int16" or "System.Int32" or "System.Int64" or "short" or "int" or "long" => "a whole number",
            "System.Double" or "System.Single" or "System.Decimal" or "double" or "float" or "decimal" => "a number",
            "System.DateTimeOffset" or "System.DateTime" or "DateTimeOffset" => "a time such as 2026-01-31T12:00:00Z",
            _ when bare.Contains("Parley.Kernel.Id`1", StringComparison.Ordinal) || bare.StartsWith("Id<", StringComparison.Ordinal) => "an id",
            _ when bare.EndsWith("[]", StringComparison.Ordinal) || bare.Contains("List`1", StringComparison.Ordinal) => "a list",
            _ when bare.Contains('.', StringComparison.Ordinal) => "an object of the form that the API description gives",
            _ => "of the expected form",
        };
    }

    private static string Sentence(JsonException exception)
    {
        if (exception.Message.Contains("depth", StringComparison.OrdinalIgnoreCase))
        {
            return "it is nested more deeply than 32 levels.";
        }

        if (exception.Message.Contains("UTF-8", StringComparison.Ordinal) || exception.InnerException is InvalidOperationException)
        {
            return "it contains text that is not valid UTF-8 or UTF-16.";
        }

        var message = Place().Replace(exception.Message, "").Trim();
        return exception.LineNumber is { } line && exception.InnerException is not null
            ? $"{message} (line {line + 1}, byte {exception.BytePositionInLine + 1})"
            : message;
    }

    private static string Field(string? path) => path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');

    private static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    [GeneratedRegex("missing required properties[^:]*: (?<names>.+?)\\.?$")]
    private static partial Regex Missing();

    [GeneratedRegex("could not be converted to (?<type>[^ ]+)\\.( |$)")]
    private static partial Regex Unconvertible();

    [GeneratedRegex(" ?(Path: .*?)?\\| LineNumber: .*$| Path: \\$.*$| LineNumber: .*$")]
    private static partial Regex Place();
}
