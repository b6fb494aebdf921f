using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.Host.Edge;

/// <summary>Says what is wrong with a JSON body: the field by its path, and what was expected there.</summary>
internal static partial class JsonErrors
{
    private const int LongestEcho = 100;

    /// <param name="body">The type that the body was read as, when it is known.</param>
    public static Refusal Explain(JsonException exception, Type? body)
    {
        var field = Field(exception.Path);
        if (Missing().Match(exception.Message) is { Success: true } missing)
        {
            return Required([.. Names().Matches(missing.Groups["names"].Value).Select(name => Join(field, name.Groups[1].Value))]);
        }

        if (Duplicate().Match(exception.Message) is { Success: true } twice)
        {
            // Of an object with names of the sender's own it tells the place alone.
            var name = twice.Groups[1].Success ? twice.Groups[1].Value : field[(field.LastIndexOf('.') + 1)..];
            return Refusal.Invalid(field, $"'{(name.Length is > 0 and <= LongestEcho ? name : "A member")}' stands twice in one object; leave one of them out.");
        }

        if (field.Length > 0 && exception.Message.Contains("nullability annotation", StringComparison.Ordinal))
        {
            return Required([field]);
        }

        if (exception.Message.Contains("could not be converted to", StringComparison.Ordinal))
        {
            var expected = body is null ? FieldTypes.AnyForm : FieldTypes.InWords(FieldTypes.At(body, field));
            return field.Length == 0
                ? new(400, "invalid_json", $"The body must be {expected}.")
                : Refusal.Invalid(field, $"'{field}' must be {expected}.");
        }

        var sentence = Sentence(exception);
        return field.Length > 0 && exception.InnerException is null
            ? Refusal.Invalid(field, $"'{field}': {sentence}")
            : new(400, "invalid_json", $"The body is not valid JSON: {sentence}");
    }

    private static Refusal Required(IReadOnlyList<string> names) =>
        new(400, "invalid_request", string.Join(" ", names.Select(name => $"'{name}' is required.")))
        {
            Errors = names.ToDictionary(name => name, name => new[] { $"'{name}' is required." }),
        };

    private static string Sentence(JsonException exception)
    {
        if (exception.Message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return $"it is nested more deeply than {Json.MaxDepth} levels.";
        }

        // The reader repeats what it stumbled over, which may be anything and as long as the body.
        var message = Place().Replace(exception.Message, "").Trim();
        message = message.Length <= 2 * LongestEcho && !message.Any(symbol => char.IsControl(symbol) || symbol == '\ufffd') ? message : "it holds what JSON has no place for.";
        return exception.LineNumber is { } line && exception.InnerException is not null
            ? $"{message} (Line {line + 1}, byte {exception.BytePositionInLine + 1}.)"
            : message;
    }

    private static string Field(string? path) =>
        path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');

    private static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    [GeneratedRegex("missing required properties[^:]*: (?<names>.+)")]
    private static partial Regex Missing();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Names();

    [GeneratedRegex("^Duplicate propert(?:y '([^']+)'|ies not allowed)")]
    private static partial Regex Duplicate();

    [GeneratedRegex(@" ?(Path: \$\S* ?)?\|? ?LineNumber: .*$| Path: \$.*$")]
    private static partial Regex Place();
}
