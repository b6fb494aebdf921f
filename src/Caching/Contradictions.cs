namespace Parley.Caching;

/// <summary>What makes two questions different questions, however alike their words are.</summary>
internal static class Contradictions
{
    /// <returns>What contradicts, in a word; null when nothing does.</returns>
    public static string? Find(Question one, Question other) =>
        !one.Numbers.SequenceEqual(other.Numbers) ? "numbers"
        : one.IsNegated != other.IsNegated ? "negation"
        : Differ(one.Identifiers, other) || Differ(other.Identifiers, one) ? "identifiers"
        : Exclude(one, other) ? "exclusive"
        : Names(one, other) || Names(other, one) ? "names"
        : AsksOtherwise(one.Asks, other.Asks) || (one.AsksTimes != other.AsksTimes && Math.Max(one.AsksTimes, other.AsksTimes) > 1) ? "asked"
        : Reordering.AreSwapped(one, other) || Reordering.AreReversed(one, other) ? "order"
        : one.Directions.Any(direction => other.Directions.Any(direction.IsReverse)) ? "direction"
        : null;

    private static bool Differ(IReadOnlyList<string> identifiers, Question other) =>
        identifiers.Any(identifier => !Holds(other.Text, identifier));

    private static bool Holds(string text, string identifier)
    {
        for (var at = text.IndexOf(identifier, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(identifier, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + identifier.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (Ends(text, end) || (text[end] == 's' && Ends(text, end + 1))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Ends(string text, int at) => at == text.Length || !char.IsLetterOrDigit(text[at]);

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
}
