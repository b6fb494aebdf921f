using System.Collections.Frozen;

namespace Parley.Caching;

/// <summary>Tells whether two questions have the same words in another order that changes what they ask.</summary>
internal static class Reordering
{
    private static readonly FrozenSet<string> Particles = ((string[])["on", "off", "in", "out", "up", "down", "away", "back", "over"]).ToFrozenSet();
    private static readonly FrozenSet<string> Joins = ((string[])["and", "or", "between"]).ToFrozenSet();
    private static readonly FrozenSet<string> Passive = ((string[])["is", "are", "be", "was", "were", "been", "s", "has"]).ToFrozenSet();

    /// <summary>Whether the same words stand in another order. English tells by the order who does it and to whom.</summary>
    public static bool AreSwapped(Question one, Question other)
    {
        var (mine, theirs) = (InOrder(one), InOrder(other));
        return one.Language.Code == "en" && !mine.SequenceEqual(theirs) && mine.Order(StringComparer.Ordinal).SequenceEqual(theirs.Order(StringComparer.Ordinal))
            && !one.WordForms.Any(Joins.Contains) && one.WordForms.Any(Passive.Contains) == other.WordForms.Any(Passive.Contains);
    }

    /// <summary>Whether words that exclude each other, or names beside a word of direction, stand in another order.</summary>
    public static bool AreReversed(Question one, Question other)
    {
        if (one.WordForms.Any(Joins.Contains))
        {
            return false;
        }

        var (mine, theirs) = (Lines(one), Lines(other));
        if (mine.Any(line => line.Value.Length > 1 && theirs.TryGetValue(line.Key, out var there)
            && !there.SequenceEqual(line.Value) && there.Order().SequenceEqual(line.Value.Order())))
        {
            return true;
        }

        string[] named = [.. Named(one)], again = [.. Named(other)];
        return one.Directions.Count > 0 && other.Directions.Count > 0 && named.Length > 1
            && named.Where(again.Contains).ToArray() is { Length: > 1 } both && !both.SequenceEqual(again.Where(named.Contains));
    }

    private static Dictionary<int, int[]> Lines(Question question) =>
        question.Places.GroupBy(place => place.Line).ToDictionary(line => line.Key, line => line.Select(place => place.Word).ToArray());

    private static IEnumerable<string> Named(Question question) => question.Terms.Where(term => term.IsName).Select(term => term.Stem).Distinct();

    private static string[] InOrder(Question question) => [.. question.Terms.Select(term => term.Stem).Where(stem => !Particles.Contains(stem))];
}
