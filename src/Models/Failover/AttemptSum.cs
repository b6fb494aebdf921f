namespace Parley.Models;

/// <summary>Sums up what the attempts at one answer came to.</summary>
internal static class AttemptSum
{
    /// <summary>
    /// The tokens of those whose text the answer is, the prompt counted once; the cost of all. Null when none was made.
    /// </summary>
    public static CallReceipt? Of(IReadOnlyList<CallAttempt> attempts)
    {
        if (attempts.Count == 0)
        {
            return null;
        }

        // The one that lost against another may end after it.
        var last = attempts.LastOrDefault(attempt => attempt.Wrote || attempt.Outcome == "completed") ?? attempts[^1];
        var counted = attempts.Where(attempt => attempt.Wrote || attempt.Outcome == "completed").ToList() is { Count: > 0 } wrote ? wrote : [last];
        return new()
        {
            InputTokens = counted.Max(attempt => attempt.Receipt.InputTokens),
            OutputTokens = counted.Sum(attempt => attempt.Receipt.OutputTokens),
            CachedTokens = counted.Max(attempt => attempt.Receipt.CachedTokens),
            Cost = new(attempts.Sum(attempt => attempt.Receipt.Cost.Micros)),
            Estimated = attempts.Any(attempt => attempt.Receipt.Estimated),
            LeftOut = [.. attempts.SelectMany(attempt => attempt.Receipt.LeftOut).Distinct()],
            Outcome = last.Outcome,
        };
    }
}
