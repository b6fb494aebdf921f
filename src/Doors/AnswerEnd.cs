using System.Text.Json;
using Parley.Models;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>How a turn ended, read from the terminal event of its log.</summary>
/// <param name="Json">The data of <c>turn.completed</c>.</param>
internal sealed record AnswerEnd(JsonElement Json)
{
    public string TurnId => Json.GetProperty("turn_id").GetString()!;

    public string FinishReason => Json.GetProperty("finish_reason").GetString()!;

    public JsonElement Message => Json.GetProperty("message");

    public string Text => Message.GetProperty("content").GetString()!;

    /// <summary>The deployment that answered, by its name.</summary>
    public string Model => Message.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String ? model.GetString()! : "";

    /// <summary>Calls of the caller's own tools; empty when there are none.</summary>
    public IReadOnlyList<JsonElement> Calls =>
        Message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array ? [.. calls.EnumerateArray().Take(MostCalls)] : [];

    /// <summary>How many calls the caller wants to hear of.</summary>
    public int MostCalls { get; init; } = int.MaxValue;

    /// <summary>Which of the texts that end the answer ended it; null where none did, or nobody knows.</summary>
    public string? StopSequence => Json.TryGetProperty("stop_sequence", out var sequence) ? sequence.GetString() : null;

    /// <summary>What the model thought, where that was asked for.</summary>
    public IReadOnlyList<JsonElement> Thinking => Json.TryGetProperty("thinking", out var thoughts) ? [.. thoughts.EnumerateArray()] : [];

    /// <inheritdoc cref="ToldTokens.All"/>
    public IReadOnlyList<JsonElement>? Logprobs { get; init; }

    public JsonElement Usage => Json.GetProperty("usage");

    public JsonElement Citations => Json.GetProperty("citations");

    /// <summary><c>sources</c> or <c>none</c>; null where no document was searched.</summary>
    public string? Grounding => Message.TryGetProperty("grounding", out var grounding) ? grounding.GetString() : null;

    public JsonElement Knobs => Json.GetProperty("knobs");

    public JsonElement Adjusted => Json.GetProperty("adjusted");

    /// <summary>Waits for the end of a turn, and gathers what the log alone tells of its answer.</summary>
    /// <exception cref="RefusedException">There is no answer to give; the refusal says why.</exception>
    public static async Task<AnswerEnd> WaitAsync(LogReader log, Caller caller, TurnId turn, CancellationToken cancellationToken)
    {
        var tokens = new ToldTokens();
        return Of(await log.WaitForEndAsync(caller.Tenant, caller.Subject, turn, tokens.Take, cancellationToken)) with { Logprobs = tokens.All };
    }

    /// <summary>The end as an answer.</summary>
    /// <param name="last">The terminal event; null when the turn was erased.</param>
    /// <exception cref="RefusedException">There is no answer to give; the refusal says why.</exception>
    public static AnswerEnd Of(LogEntry? last) => last?.Name switch
    {
        "turn.completed" => new(JsonElement.Parse(last.Json.Span)),
        "turn.failed" => throw new RefusedException(Failure(JsonElement.Parse(last.Json.Span))),
        "turn.cancelled" => throw new RefusedException(Cancelled),
        "approval.required" => throw new RefusedException(new(
            409, "approval_required", "The turn waits for somebody to allow a tool's call, which this wire format cannot say.")),
        _ => throw new RefusedException(Erased),
    };

    public static Refusal Cancelled { get; } = new(410, "turn_cancelled", "The turn was cancelled before its answer was complete.");

    public static Refusal Erased { get; } = new(410, "erased", "The conversation was erased while it was answered.");

    public static Refusal Stopping { get; } = new(503, "stopping", "The server stops. The turn is kept and goes on; send the same request again to join it.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    /// <summary>The refusal that tells of a failed turn.</summary>
    public static Refusal Failure(JsonElement failed)
    {
        var code = failed.GetProperty("code").GetString()!;
        var wait = failed.TryGetProperty("retry_after_s", out var seconds) && seconds.ValueKind == JsonValueKind.Number
            ? TimeSpan.FromSeconds(Math.Min(seconds.GetDouble(), 86_400))
            : (TimeSpan?)null;
        return Failure(code, failed.GetProperty("detail").GetString()!, wait);
    }

    /// <summary>The refusal that tells how a model failed.</summary>
    public static Refusal Failure(string code, string detail, TimeSpan? retryAfter) =>
        new(StatusOf(code), code == "provider_context_too_long" ? "context_length_exceeded" : code, detail) { RetryAfter = retryAfter };

    private static int StatusOf(string code) => code switch
    {
        "provider_rate_limited" or "budget_exceeded" => 429,
        "provider_bad_request" or "provider_context_too_long" or ModelAsks.NotTaken => 400,
        "max_cost_exceeded" or "answer_not_valid" => 422,
        "provider_timeout" or "time_limit" => 504,
        _ => 503,
    };
}
