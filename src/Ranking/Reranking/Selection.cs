namespace Parley.Ranking;

/// <summary>Takes the passages that are worth being shown, and leaves those that are only there because there was nothing nearer.</summary>
public static class Selection
{
    /// <summary>Of the best passage's score, the least that a passage has which holds none of the question's words. See docs/benchmarks.md.</summary>
    public const double LeastShare = 0.15;

    /// <param name="ranked">The best first.</param>
    /// <param name="top">The most that are taken.</param>
    public static IReadOnlyList<Reranked> Take(IReadOnlyList<Reranked> ranked, int top, double leastShare = LeastShare)
    {
        var least = ranked.Count == 0 ? 0 : leastShare * ranked.Max(one => one.Score);
        // Whoever read a passage together with the question knows better than its words.
        return [.. ranked.Take(top).Where(one => one.Candidate.Lexical > 0 || one.Opinion is not null || one.Score >= least)];
    }
}
