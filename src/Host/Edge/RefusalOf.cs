using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Storage;

namespace Parley.Host.Edge;

/// <summary>Reads from an exception what the sender of the request should be told, when it is the sender's to know.</summary>
internal static partial class RefusalOf
{
    /// <param name="body">The type that the route reads its body as, when it reads one.</param>
    /// <returns>Null when the exception is a fault of ours.</returns>
    public static Refusal? Exception(Exception exception, Type? body) => exception switch
    {
        RefusedException refused => refused.Refusal,
        StorageUnavailableException => PlainRefusals.StorageUnavailable,
        KeyShreddedException => PlainRefusals.Shredded,
        BadHttpRequestException { StatusCode: 413 } => PlainRefusals.TooLarge(BytesIn(exception.Message)),
        BadHttpRequestException { InnerException: JsonException json } => JsonErrors.Explain(json, body),
        BadHttpRequestException { StatusCode: 415 } => new(415, "unsupported_media_type", exception.Message + " JSON is application/json."),
        BadHttpRequestException { InnerException: { } inner } bad when Exception(inner, body) is { Status: < 500 } refusal => refusal with { Status = bad.StatusCode },
        BadHttpRequestException bad => Binding(bad),
        JsonException json => JsonErrors.Explain(json, body),
        InvalidDataException invalid => new(400, "invalid_form", $"The form could not be read: {Sentence(invalid.Message)}"),
        { InnerException: RefusedException refused } => refused.Refusal,
        _ => null,
    };

    private static Refusal Binding(BadHttpRequestException bad)
    {
        if (ParameterFailed().Match(bad.Message) is { Success: true } failed)
        {
            return Refusal.Invalid(failed.Groups["name"].Value, $"'{failed.Groups["name"].Value}' must be {Words(failed.Groups["type"].Value)}.");
        }

        if (bad.Message.Contains("no body was provided", StringComparison.Ordinal) || bad.Message.Contains("from body", StringComparison.Ordinal))
        {
            return new(400, "invalid_request", "This route needs a JSON body, sent with the header Content-Type: application/json.");
        }

        return ParameterMissing().Match(bad.Message) is { Success: true } missing
            ? Refusal.Invalid(missing.Groups["name"].Value, $"'{missing.Groups["name"].Value}' is required.")
            : new(bad.StatusCode is >= 400 and < 500 ? bad.StatusCode : 400, "invalid_request", Sentence(bad.Message));
    }

    private static string Words(string type) => type.Replace("Nullable<", "", StringComparison.Ordinal).TrimEnd('>', '?') switch
    {
        "int" or "long" => "a whole number",
        "double" or "float" or "decimal" => "a number",
        "bool" => "true or false",
        "DateTimeOffset" => "a time such as 2026-01-31T12:00:00Z",
        var id when id.StartsWith("Id<", StringComparison.Ordinal) => "an id",
        _ => FieldTypes.AnyForm,
    };

    private static string Sentence(string message) =>
        message.Length > 300 ? "it is not well formed." : message.EndsWith('.') ? message : message + ".";

    private static long? BytesIn(string message) =>
        Number().Match(message) is { Success: true } found && long.TryParse(found.Value, out var bytes) ? bytes : null;

    [GeneratedRegex("""Failed to bind parameter "(?<type>\S+) (?<name>[^"]+)" from""")]
    private static partial Regex ParameterFailed();

    [GeneratedRegex("""Required parameter "\S+ (?<name>[^"]+)" was not provided from (?<from>.+)\.""")]
    private static partial Regex ParameterMissing();

    [GeneratedRegex("[0-9]{3,}")]
    private static partial Regex Number();
}
