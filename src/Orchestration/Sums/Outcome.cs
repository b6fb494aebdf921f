using Parley.Accounts;

namespace Parley.Orchestration;

/// <summary>What came of one turn, as far as variants are compared by it.</summary>
/// <param name="FirstTokenMs">Until its first token, failed attempts included; null where no model answered.</param>
/// <param name="TookMs">From the message to the end; null where no model completed it.</param>
internal sealed record Outcome(
    bool IsError, bool IsCancelled, bool IsReused, long FailedAttempts, long? FirstTokenMs, long? TookMs, long InputTokens, long OutputTokens, long Cost)
{
    public static Outcome Of(Turn turn, string state, long now)
    {
        var isReused = turn.Cache is not null;
        var usage = turn.Draft.Usage;
        return new(
            state is "failed" or "interrupted",
            state == "cancelled",
            isReused,
            turn.Attempts.Count(attempt => attempt.Outcome is not ("ok" or "cancelled")),
            FirstToken(turn.Attempts),
            state == "completed" && !isReused ? now - turn.AcceptedAt.ToUnixTimeMilliseconds() : null,
            usage?.InputTokens ?? 0,
            usage?.OutputTokens ?? 0,
            Math.Max(turn.Spent.Micros, Money.TryParse(usage?.Cost, out var cost) ? cost.Micros : 0));
    }

    // Whoever waits has waited for those that failed, too; one that lost a race against another was not waited for.
    private static long? FirstToken(IReadOnlyList<ModelAttempt> attempts)
    {
        var waited = 0.0;
        foreach (var attempt in attempts.Where(one => one.Outcome != "cancelled"))
        {
            if (attempt.MsToFirstToken is { } first)
            {
                return (long)(waited + first);
            }

            waited += attempt.Ms;
        }

        return null;
    }
}
