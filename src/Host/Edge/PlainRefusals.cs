namespace Parley.Host.Edge;

/// <summary>The sentences for what is refused before any room sees it.</summary>
internal static class PlainRefusals
{
    public static Refusal Unexpected { get; } = new(
        503, "unexpected", "Something failed that should not have. Nothing is known to be lost; the trace id names it in the log.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    public static Refusal StorageUnavailable { get; } = new(
        503, "storage_unavailable", "The database does not answer at the moment. Try again shortly.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    /// <summary>For the pages that only break-ins ask for.</summary>
    public static Refusal Nowhere { get; } = new(404, "not_found", "There is no route of that name.");

    public static Refusal TookTooLong(TimeSpan limit) => new(
        503, "took_too_long", $"This was not done within {limit.TotalSeconds:0.#} seconds and was given up. Try again shortly.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    public static Refusal BodyTooSlow { get; } = new(408, "body_too_slow", "The request's body did not arrive in time.");

    public static Refusal Shredded { get; } = new(
        410, "erased", "The key that this was sealed with has been destroyed. Its content is gone for good.");

    public static Refusal TooLarge(long? limit) => new(
        413, "body_too_large", limit is { } bytes
            ? $"The request's body is larger than the {bytes} bytes that this route accepts."
            : "The request's body is larger than this route accepts.");

    /// <summary>Words for a status that was set without a body.</summary>
    public static Refusal ForStatus(HttpContext context) => context.Response.StatusCode switch
    {
        400 => new(400, "invalid_request", "The request could not be understood."),
        401 => new(401, "unauthorized", "This needs a valid access token or API key in the Authorization header (Bearer …)."),
        403 => new(403, "forbidden", "This token or key may not do that."),
        404 when context.GetEndpoint() is null => new(404, "not_found", $"There is no route {context.Request.Method} {Shown(context)}."),
        404 => new(404, "not_found", "There is no such thing, or it is not yours to see."),
        405 => new(405, "method_not_allowed", $"This route does not answer {Word(context.Request.Method)}; the Allow header lists what it answers."),
        406 => new(406, "not_acceptable", "This route cannot answer in a form that the Accept header allows."),
        408 => BodyTooSlow,
        413 => TooLarge(null),
        415 => new(415, "unsupported_media_type", "This route does not read bodies of that Content-Type; JSON is application/json."),
        429 => new(429, "rate_limited", "Too many requests. The Retry-After header says when to try again."),
        var status and >= 500 => new(status == 500 ? 503 : status, "unavailable", "This cannot be answered at the moment. Try again shortly."),
        var status => new(status, "refused", "The request was refused."),
    };

    // A path may hold anything; it is repeated only where it is plain.
    private static string Shown(HttpContext context) =>
        context.Request.Path.Value is { Length: <= 200 } path && path.All(symbol => char.IsAsciiLetterOrDigit(symbol) || "/-_.:".Contains(symbol, StringComparison.Ordinal))
            ? path
            : "of that name";

    private static string Word(string method) => method.All(char.IsAsciiLetter) && method.Length <= 16 ? method : "that method";
}
