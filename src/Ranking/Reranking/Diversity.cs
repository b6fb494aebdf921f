namespace Parley.Ranking;

/// <summary>Keeps the first places from saying one thing twice: a near-duplicate of a better passage goes behind all others.</summary>
/// <remarks>
/// After J. Carbonell, J. Goldstein: "The Use of MMR, Diversity-Based Reranking" (1998), with a threshold in place of the running trade-off:
/// passages that merely resemble each other often answer together.
/// </remarks>
public static class Diversity
{
    /// <summary>Share of terms in common, of all terms of both, from which two passages say the same.</summary>
    public const double SameThing = 0.85;

    /// <param name="top">How many places are kept free of duplicates.</param>
    public static IReadOnlyList<Reranked> Apply(IReadOnlyList<Reranked> ranked, int top, double sameThing = SameThing)
    {
        var (kept, behind) = (new List<(Reranked One, HashSet<string> Terms)>(), new List<Reranked>());
        foreach (var one in ranked)
        {
            if (kept.Count >= top)
            {
                behind.Add(one);
                continue;
            }

            var terms = one.Candidate.Body.Terms.ToHashSet(StringComparer.Ordinal);
            if (kept.Exists(better => Likeness(better.Terms, terms) >= sameThing))
            {
                behind.Add(one with { IsDuplicate = true });
            }
            else
            {
                kept.Add((one, terms));
            }
        }

        return [.. kept.Select(pair => pair.One), .. behind.OrderBy(one => one.IsDuplicate)];
    }

    private static double Likeness(HashSet<string> one, HashSet<string> other)
    {
        var both = one.Count(other.Contains);
        var all = one.Count + other.Count - both;
        return all == 0 ? 1 : (double)both / all;
    }
}
