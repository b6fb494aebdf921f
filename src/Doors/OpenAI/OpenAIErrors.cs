namespace Parley.Doors;

/// <summary>Refusals in the shape of OpenAI's API: <c>{"error": {"message", "type", "param", "code"}}</c>.</summary>
internal static class OpenAIErrors
{
    public static ErrorShape Shape { get; } = new((refusal, traceId) => new { error = Body(refusal, traceId) }) { IdHeader = "x-request-id" };

    /// <summary>For routes that are ours as well as OpenAI's: the error as a member of the problem document.</summary>
    public static ErrorShape Beside { get; } = new(Body) { IdHeader = Shape.IdHeader, Beside = "error" };

    public static OpenAIError Body(Refusal refusal, string? traceId = null) => new(
        refusal.Detail, TypeOf(refusal.Status), refusal.Errors?.Keys.FirstOrDefault(), CodeOf(refusal), traceId);

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };

    private static string CodeOf(Refusal refusal) => refusal.Code switch
    {
        "unauthorized" => "invalid_api_key",
        "rate_limited" or "too_many_turns" => "rate_limit_exceeded",
        "quota_exceeded" or "budget_exceeded" => "insufficient_quota",
        var code => code,
    };
}

/// <param name="Param">The field that is wrong, where one is.</param>
/// <param name="TraceId">Ours: names the request in our log.</param>
internal sealed record OpenAIError(string Message, string Type, string? Param, string? Code, string? TraceId);
