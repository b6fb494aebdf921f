using System.Net;

namespace Parley.Models;

/// <summary>How a provider failed.</summary>
public enum ProviderFailure
{
    /// <summary>Too many requests; <see cref="ProviderException.RetryAfter"/> says when to come again, where the provider does.</summary>
    RateLimited,

    /// <summary>The account at the provider is used up.</summary>
    OutOfQuota,

    /// <summary>Nobody listens, the connection broke before the answer began, or the server says that it is not able.</summary>
    Unavailable,

    /// <summary>It did not connect, begin or go on in time.</summary>
    Timeout,

    /// <summary>It refuses what was asked.</summary>
    BadRequest,

    /// <summary>It refuses the key.</summary>
    Unauthorized,

    /// <summary>It does not know the model.</summary>
    NotFound,

    /// <summary>Prompt and answer do not fit its context.</summary>
    ContextTooLong,

    /// <summary>It answered what is not in its wire format.</summary>
    Malformed,

    /// <summary>The answer ended before its end.</summary>
    Cut,

    /// <summary>It does not take a field that was asked for; see <see cref="ProviderException.Fields"/>.</summary>
    FieldNotTaken,

    /// <summary>Not the provider's: so many wait for it that this call would have come too late.</summary>
    Overloaded,
}

/// <summary>A provider failed. The message is ours and holds neither key nor user text.</summary>
public sealed class ProviderException(ProviderFailure kind, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public ProviderFailure Kind { get; } = kind;

    /// <summary>The kind in one word, as attempts, metrics and codes have it: <c>rate_limited</c>.</summary>
    public string Word => WordOf(Kind);

    internal static string WordOf(ProviderFailure kind) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    /// <summary>What it does not take.</summary>
    public ModelFields Fields { get; init; }

    /// <summary>The HTTP status, where there was one.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>How long the provider asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient => Kind is ProviderFailure.RateLimited or ProviderFailure.Unavailable or ProviderFailure.Timeout
        or ProviderFailure.Malformed or ProviderFailure.Cut or ProviderFailure.Overloaded;

    /// <summary>False when the provider certainly computed nothing: then nothing is charged.</summary>
    public bool MayHaveCost => Kind is ProviderFailure.Timeout or ProviderFailure.Malformed or ProviderFailure.Cut;
}
