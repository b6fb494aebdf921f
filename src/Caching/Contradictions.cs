using System.Collections.Frozen;

namespace Parley.Caching;

/// <summary>What makes two questions different questions, however alike their words are.</summary>
internal static class Contradictions
{
    public static string? Find(Question one, Question other) =>
        !one.Numbers.SequenceEqual(other.Numbers) ? "numbers"
        : one.IsNegated != other.IsNegated ? "negation"
        : Differ(one.Identifiers, other) || Differ(other.Identifiers, one) ? "identifiers"
        : Exclude(one, other) ? "exclusive"
        : Names(one, other) || Names(other, one) ? "names"
        : AsksOtherwise(one.Asks, other.Asks) || (one.AsksTimes != other.AsksTimes && Math.Max(one.AsksTimes, other.AsksTimes) > 1) ? "asked"
        : AreSwapped(one, other) || AreReversed(one, other) ? "order"
        : one.Directions.Any(direction => other.Directions.Any(direction.IsReverse)) ? "direction"
        : null;

    private static bool Differ(IReadOnlyList<string> identifiers, Question other) =>
        identifiers.Any(identifier => !Holds(other.Text, identifier));

    private static bool Holds(string text, string identifier)
    {
        for (var at = text.IndexOf(identifier, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(identifier, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + identifier.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]) || (text[end] == 's' && (end + 1 == text.Length || !char.IsLetterOrDigit(text[end + 1])))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Exclude(Question one, Question other)
    {
        var lines = one.Places.Concat(other.Places).Select(place => place.Line).Distinct();
        return lines.Any(line => Of(one, line) is var mine && Of(other, line) is var theirs && !mine.IsSubsetOf(theirs) && !theirs.IsSubsetOf(mine));
    }

    private static HashSet<int> Of(Question question, int line) => [.. question.Places.Where(place => place.Line == line).Select(place => place.Word)];

    private static bool Names(Question one, Question other) =>
        one.Terms.Where(term => term.IsName).Any(name => !other.Terms.Any(term => Alignment.IsSame(name.Stem, term.Stem)));

    private static bool AsksOtherwise(AskedKind one, AskedKind other) =>
        one != other && one != AskedKind.Unknown && other != AskedKind.Unknown && (one, other) is not ((AskedKind.Thing, AskedKind.Way) or (AskedKind.Way, AskedKind.Thing));

    /// <summary>Whether the same words stand in another order. English tells by the order who does it and to whom.</summary>
    private static bool AreSwapped(Question one, Question other)
    {
        var (mine, theirs) = (InOrder(one), InOrder(other));
        return one.Language.Code == "en" && !mine.SequenceEqual(theirs) && mine.Order(StringComparer.Ordinal).SequenceEqual(theirs.Order(StringComparer.Ordinal))
            && !one.WordForms.Any(Joins.Contains) && one.WordForms.Any(Passive.Contains) == other.WordForms.Any(Passive.Contains);
    }

    /// <summary>Whether words that exclude each other, or names beside a word of direction, stand in another order.</summary>
    private static bool AreReversed(Question one, Question other)
    {
        if (one.WordForms.Any(Joins.Contains))
        {
            return false;
        }

        var (mine, theirs) = (Lines(one), Lines(other));
        if (mine.Keys.Any(line => mine[line].Length > 1 && theirs.TryGetValue(line, out var there) && !there.SequenceEqual(mine[line]) && there.Order().SequenceEqual(mine[line].Order())))
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

    private static readonly FrozenSet<string> Particles = ((string[])["on", "off", "in", "out", "up", "down", "away", "back", "over"]).ToFrozenSet();
    private static readonly FrozenSet<string> Joins = ((string[])["and", "or", "between"]).ToFrozenSet();
    private static readonly FrozenSet<string> Passive = ((string[])["is", "are", "be", "was", "were", "been", "s", "has"]).ToFrozenSet();
}
