using System.Text.RegularExpressions;
using Parley.Models;

namespace Parley.Anthropic;

/// <summary>Tells what a failure on the wire means. Nothing of a server's own words gets into a message but its short type.</summary>
internal static partial class Faults
{
    private const int LongestType = 60;
    private const string Unsigned = " A block of thinking that was sent back is not as the model gave it; send it unchanged, with its signature.";

    /// <summary>The server answered with an error status.</summary>
    public static ProviderException FromStatus(RefusedCall refused)
    {
        var status = (int)refused.Status;
        var kind = KindOf(refused.Error) is { } said && said is not ProviderFailure.Unavailable ? said : status switch
        {
            401 or 403 => ProviderFailure.Unauthorized,
            402 => ProviderFailure.OutOfQuota,
            404 => ProviderFailure.NotFound,
            408 or 504 => ProviderFailure.Timeout,
            413 => ProviderFailure.ContextTooLong,
            429 => ProviderFailure.RateLimited,
            >= 500 => ProviderFailure.Unavailable,
            >= 400 => ProviderFailure.BadRequest,
            _ => ProviderFailure.Malformed,
        };
        return new(kind, $"The provider answered with status {status}{TypeOf(refused.Error)}.{(IsAboutSignature(refused.Error) ? Unsigned : "")}")
        {
            Status = refused.Status,
            RetryAfter = refused.RetryAfter,
        };
    }

    /// <summary>The server refuses a field that was asked for.</summary>
    public static ProviderException FieldNotTaken(RefusedCall refused, ModelFields field) =>
        new(ProviderFailure.FieldNotTaken, $"The provider refused a field of the request with status {(int)refused.Status}.") { Status = refused.Status, Fields = field };

    /// <summary>The server reported an error in the middle of its stream.</summary>
    public static ProviderException FromFrame(WireError error) =>
        new(KindOf(error) ?? ProviderFailure.Unavailable, $"The provider reported an error in its stream{TypeOf(error)}.");

    /// <summary>The connection failed, before the answer's headers or after them.</summary>
    public static ProviderException FromTransport(Exception exception, bool begun) => begun
        ? new(ProviderFailure.Cut, "The connection to the provider broke in the middle of the answer.", exception)
        : new(ProviderFailure.Unavailable, "The provider cannot be reached, or closed the connection without an answer.", exception);

    public static ProviderException Malformed(string what, Exception? exception = null) => new(ProviderFailure.Malformed, what, exception);

    /// <returns>Null when the type says nothing of its own.</returns>
    private static ProviderFailure? KindOf(WireError error) => error.Type switch
    {
        "invalid_request_error" or "request_too_large" when error.Type == "request_too_large" || IsTooLong(error) => ProviderFailure.ContextTooLong,
        "invalid_request_error" when IsOutOfQuota(error) => ProviderFailure.OutOfQuota,
        "invalid_request_error" => ProviderFailure.BadRequest,
        "authentication_error" or "permission_error" => ProviderFailure.Unauthorized,
        "billing_error" => ProviderFailure.OutOfQuota,
        "not_found_error" => ProviderFailure.NotFound,
        "rate_limit_error" => ProviderFailure.RateLimited,
        "timeout_error" => ProviderFailure.Timeout,
        "overloaded_error" or "api_error" => ProviderFailure.Unavailable,
        _ => null,
    };

    private static bool IsTooLong(WireError error) => error.Message is { } message && TooLong().IsMatch(message);

    private static bool IsAboutSignature(WireError error) =>
        error.Message is { } message && message.Contains("thinking", StringComparison.OrdinalIgnoreCase) && message.Contains("signature", StringComparison.OrdinalIgnoreCase);

    private static bool IsOutOfQuota(WireError error) =>
        error.Message?.Contains("credit balance", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The server's type when it looks like one: letters and underscores. A key or a user's words do not.</summary>
    private static string TypeOf(WireError error) =>
        error.Type is { Length: > 0 and <= LongestType } type && ShortType().IsMatch(type) ? $" ({type})" : "";

    [GeneratedRegex("^[a-z]+(?:_[a-z]+)*$")]
    private static partial Regex ShortType();

    [GeneratedRegex(
        "prompt is too long|context (?:window|limit|length)|exceeds? the (?:model|maximum|context)|too many tokens|input length and `max_tokens`",
        RegexOptions.IgnoreCase)]
    private static partial Regex TooLong();
}
