namespace Parley.Doors;

/// <summary>Refusals in the shape of Anthropic's API: <c>{"type": "error", "error": {"type", "message"}, "request_id"}</c>.</summary>
internal static class AnthropicErrors
{
    private const int Overloaded = 529;

    public static ErrorShape Shape { get; } = new((refusal, traceId) => Body(refusal, traceId))
    {
        IdHeader = "request-id",
        Status = refusal => refusal.Status == 503 ? Overloaded : refusal.Status,
    };

    public static AnthropicFailure Body(Refusal refusal, string? requestId = null) =>
        new("error", new(TypeOf(refusal.Status), Message(refusal), refusal.Code), requestId);

    // That API's errors name their field in the text alone.
    private static string Message(Refusal refusal) =>
        refusal.Errors?.Keys.FirstOrDefault() is { Length: > 0 } field && !refusal.Detail.Contains(field, StringComparison.Ordinal)
            ? $"{field}: {refusal.Detail}"
            : refusal.Detail;

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        404 or 410 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 or Overloaded => "overloaded_error",
        504 => "timeout_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}

/// <param name="RequestId">Names the request in our log; null within a stream, whose header has it.</param>
internal sealed record AnthropicFailure(string Type, AnthropicError Error, string? RequestId);

/// <param name="Code">Ours, as in the errors of all other doors.</param>
internal sealed record AnthropicError(string Type, string Message, string Code);
