namespace Parley.Models;

/// <summary>Chooses the one to four pieces of the passages that answer a question best, in an order that reads well.</summary>
internal static class SentenceSelection
{
    /// <summary>Below this the model says that it does not know. Measured; see docs/benchmarks.md.</summary>
    public const double Floor = 0.92;

    private const int Most = 4;
    private const double ShareOfBest = 0.55;

    /// <summary>Who asked for more takes what says less.</summary>
    private const double ShareOfBestForMore = 0.15;
    private const double Redundancy = 0.8;
    private const double FollowerBonus = 0.3;

    /// <returns>Empty when nothing is relevant enough.</returns>
    /// <param name="most">The most pieces; null for one to four.</param>
    public static IReadOnlyList<TextUnit> Choose(QueryTerms query, IReadOnlyList<Passage> passages, int? most = null)
    {
        var units = passages.SelectMany((passage, rank) => PassageReader.Read(passage, rank)).ToList();
        if (query.Count == 0 || units.Count == 0)
        {
            return [];
        }

        var scorer = new UnitScorer(query, units);
        if (scorer.Relevance(passages, units) < Floor)
        {
            return [];
        }

        var ranked = units.Select(unit => (Unit: unit, Score: scorer.Score(unit))).OrderByDescending(candidate => candidate.Score).ToList();
        return InReadingOrder(Diverse(ranked, most ?? Most));
    }

    /// <summary>Maximal marginal relevance: what says again what is said already counts less.</summary>
    private static List<TextUnit> Diverse(List<(TextUnit Unit, double Score)> ranked, int most)
    {
        var best = ranked[0];
        List<TextUnit> chosen = [best.Unit];
        var least = best.Score * (most > Most ? ShareOfBestForMore : ShareOfBest);

        // What follows the best sentence often finishes its thought.
        var follower = ranked.FindIndex(candidate => Follows(candidate.Unit, best.Unit));
        if (follower > 0)
        {
            ranked[follower] = (ranked[follower].Unit, ranked[follower].Score + (FollowerBonus * best.Score));
        }

        while (chosen.Count < most)
        {
            var next = ranked
                .Where(candidate => candidate.Score >= least && !chosen.Contains(candidate.Unit))
                .Select(candidate => (candidate.Unit, Gain: candidate.Score * (1 - (Redundancy * chosen.Max(one => Likeness(one, candidate.Unit))))))
                .OrderByDescending(candidate => candidate.Gain)
                .FirstOrDefault();
            if (next.Unit is null || next.Gain < least)
            {
                break;
            }

            chosen.Add(next.Unit);
        }

        return chosen;
    }

    private static bool Follows(TextUnit unit, TextUnit other) =>
        !unit.IsBlock && unit.PassageRank == other.PassageRank && unit.Order == other.Order + 1;

    private static IReadOnlyList<TextUnit> InReadingOrder(List<TextUnit> chosen)
    {
        var passageOrder = chosen.Select(unit => unit.PassageRank).Distinct().ToList();
        return [.. chosen.OrderBy(unit => passageOrder.IndexOf(unit.PassageRank)).ThenBy(unit => unit.Order)];
    }

    private static double Likeness(TextUnit left, TextUnit right)
    {
        var a = left.Terms.ToHashSet();
        var b = right.Terms.ToHashSet();
        var shared = a.Count(b.Contains);
        return shared == 0 ? 0 : (double)shared / Math.Min(a.Count, b.Count);
    }
}
