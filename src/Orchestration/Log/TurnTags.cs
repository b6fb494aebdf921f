using System.Diagnostics;
using System.Text.Json;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>What a request that showed the end of a turn has on its span, for the span's readers and for the log of requests.</summary>
public static class TurnTags
{
    public const string Turn = "parley.turn.id";

    /// <summary><c>completed failed cancelled</c>.</summary>
    public const string Outcome = "parley.turn.outcome";

    public const string InputTokens = "parley.turn.input_tokens";
    public const string OutputTokens = "parley.turn.output_tokens";

    /// <summary>A decimal in the tenant's currency.</summary>
    public const string Cost = "parley.turn.cost";

    /// <summary>The experiment that the answer is part of.</summary>
    public const string Experiment = "parley.experiment";

    /// <summary>Its variant.</summary>
    public const string Variant = "parley.variant";

    internal static void Put(Activity? span, ExperimentArm? arm)
    {
        if (arm is not null)
        {
            span?.SetTag(Experiment, arm.Name).SetTag(Variant, arm.Variant);
        }
    }

    internal static void Put(Activity? span, TurnId turn, LogEntry end)
    {
        if (span is null)
        {
            return;
        }

        var data = JsonElement.Parse(end.Json.Span);
        span.SetTag(Turn, turn.Value);
        span.SetTag(Outcome, end.Name["turn.".Length..]);
        if (UsageOf(data) is { } usage)
        {
            span.SetTag(InputTokens, usage.GetProperty("input_tokens").GetInt64());
            span.SetTag(OutputTokens, usage.GetProperty("output_tokens").GetInt64());
            span.SetTag(Cost, usage.GetProperty("cost").GetString());
        }
    }

    // A turn that failed has what it used in its message only.
    private static JsonElement? UsageOf(JsonElement data) =>
        Member(data, "usage") ?? (Member(data, "message") is { } message ? Member(message, "usage") : null);

    private static JsonElement? Member(JsonElement data, string name) =>
        data.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object ? member : null;
}
