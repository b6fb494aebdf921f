using System.Globalization;

namespace Parley.Models;

/// <summary>Why a new deployment is taken back, with the figures of the node that judged it.</summary>
/// <param name="Calls">The attempts that were looked at.</param>
/// <param name="Errors">How many of them failed.</param>
/// <param name="Ms">Its median time to the first token; null while too few were measured.</param>
/// <param name="OthersMs">That of the others.</param>
internal sealed record RolloutVerdict(string Reason, int Calls, int Errors, double? Ms, double? OthersMs)
{
    public (string Name, string? Value)[] ToDetail(string deployment) =>
    [
        ("deployment", deployment), ("reason", Reason), ("calls", Shown(Calls)), ("errors", Shown(Errors)), ("ms_to_first_token", Shown(Ms)), ("others_ms_to_first_token", Shown(OthersMs)),
    ];

    /// <returns>Null where it keeps within its limits, or nothing can be said yet.</returns>
    public static RolloutVerdict? Of(Rollout rollout, int calls, int errors, double? ms, double? othersMs)
    {
        var reason = calls < rollout.MinCalls ? null
            : errors > rollout.MaxErrorRate * calls
                ? $"{Shown(errors)} of its last {Shown(calls)} attempts failed, which is more than {Shown(100 * rollout.MaxErrorRate)} %."
            : ms > rollout.MaxLatencyRatio * othersMs
                ? $"Its first token came after {Shown(ms)} ms, that of the others after {Shown(othersMs)} ms, which is more than {Shown(rollout.MaxLatencyRatio)} times as long."
            : null;
        return reason is null ? null : new(reason, calls, errors, ms, othersMs);
    }

    private static string? Shown(double? number) => number?.ToString("0.##", CultureInfo.InvariantCulture);
}
