using System.Text.RegularExpressions;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>Tells what a failure on the wire means. Nothing of a server's own words gets into a message but its short code.</summary>
internal static partial class Faults
{
    private const int LongestCode = 60;

    /// <summary>The server answered with an error status.</summary>
    public static ProviderException FromStatus(HttpResponseMessage response, WireError error, TimeProvider time)
    {
        var status = response.StatusCode;
        var kind = (int)status switch
        {
            401 or 403 => ProviderFailure.Unauthorized,
            402 => ProviderFailure.OutOfQuota,
            404 => ProviderFailure.NotFound,
            408 or 504 => ProviderFailure.Timeout,
            429 => IsOutOfQuota(error) ? ProviderFailure.OutOfQuota : ProviderFailure.RateLimited,
            413 => ProviderFailure.ContextTooLong,
            >= 500 => IsTooLong(error) ? ProviderFailure.ContextTooLong : ProviderFailure.Unavailable,
            >= 400 => IsTooLong(error) ? ProviderFailure.ContextTooLong : ProviderFailure.BadRequest,
            _ => ProviderFailure.Malformed,
        };
        return new(kind, $"The provider answered with status {(int)status}{CodeOf(error)}.")
        {
            Status = status,
            RetryAfter = ProviderHttp.RetryAfter(response.Headers, time),
        };
    }

    /// <summary>The server refuses a field that was asked for.</summary>
    public static ProviderException FieldNotTaken(System.Net.HttpStatusCode status, ModelFields field) =>
        new(ProviderFailure.FieldNotTaken, $"The provider refused a field of the request with status {(int)status}.") { Status = status, Fields = field };

    /// <summary>The server reported an error in the middle of its stream.</summary>
    public static ProviderException FromFrame(WireError error)
    {
        var kind = IsTooLong(error) ? ProviderFailure.ContextTooLong
            : IsOutOfQuota(error) ? ProviderFailure.OutOfQuota
            : Says(error, "rate_limit", "429") ? ProviderFailure.RateLimited
            : Says(error, "invalid_request", "BadRequest", "400") ? ProviderFailure.BadRequest
            : Says(error, "authentication", "permission", "invalid_api_key") ? ProviderFailure.Unauthorized
            : ProviderFailure.Unavailable;
        return new(kind, $"The provider reported an error in its stream{CodeOf(error)}.");
    }

    /// <summary>The connection failed, before the answer's headers or after them.</summary>
    public static ProviderException FromTransport(Exception exception, bool begun) => begun
        ? new(ProviderFailure.Cut, "The connection to the provider broke in the middle of the answer.", exception)
        : exception is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } or IOException
            ? new(ProviderFailure.Unavailable, "The provider closed the connection without an answer.", exception)
            : new(ProviderFailure.Unavailable, "The provider cannot be reached.", exception);

    public static ProviderException Malformed(string what, Exception? exception = null) => new(ProviderFailure.Malformed, what, exception);

    private static bool IsTooLong(WireError error) =>
        Says(error, "context_length_exceeded", "exceed_context_size") || (error.Message is { } message && TooLong().IsMatch(message));

    private static bool IsOutOfQuota(WireError error) => Says(error, "insufficient_quota", "billing");

    private static bool Says(WireError error, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (error.Code?.Contains(word, StringComparison.OrdinalIgnoreCase) == true
                || error.Type?.Contains(word, StringComparison.OrdinalIgnoreCase) == true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The server's code when it looks like one: letters and underscores. A key or a user's words do not.</summary>
    private static string CodeOf(WireError error) =>
        (error.Code ?? error.Type) is { Length: > 0 and <= LongestCode } code && ShortCode().IsMatch(code) ? $" ({code})" : "";

    [GeneratedRegex("^[A-Za-z]+(?:_[A-Za-z]+)*$")]
    private static partial Regex ShortCode();

    [GeneratedRegex(
        "maximum context length|context length|context window|context size|exceeds? the (?:model|available)|prompt is too long|too many tokens|max_model_len",
        RegexOptions.IgnoreCase)]
    private static partial Regex TooLong();
}
