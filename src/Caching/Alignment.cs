namespace Parley.Caching;

/// <summary>How well the content of one question is found in another.</summary>
internal static class Alignment
{
    private const double SynonymCounts = 0.85;
    private const int LeastSpelled = 5;

    /// <returns>The share of the weight of a question's words that has its counterpart in the other, 0 to 1.</returns>
    public static double Covered(Question question, Question other)
    {
        var (all, covered) = (0.0, 0.0);
        foreach (var term in question.Terms.DistinctBy(term => term.Stem))
        {
            all += term.Weight;
            covered += term.Weight * other.Terms.Select(theirs => Closeness(term.Stem, theirs.Stem)).DefaultIfEmpty().Max();
        }

        return all == 0 ? 1 : covered / all;
    }

    public static bool IsSame(string stem, string other) => Closeness(stem, other) >= SynonymCounts;

    private static double Closeness(string stem, string other) =>
        stem == other ? 1
        : WordSets.Synonyms.ShareLine(stem, other) || IsMisspelled(stem, other) ? SynonymCounts
        : 0;

    // One slip of the finger in a long word; in a short one it makes another word.
    private static bool IsMisspelled(string one, string other)
    {
        if (Math.Min(one.Length, other.Length) < LeastSpelled || Math.Abs(one.Length - other.Length) > 1 || one[0] != other[0]
            || one.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return false;
        }

        var (start, end) = (0, 0);
        var shortest = Math.Min(one.Length, other.Length);
        while (start < shortest && one[start] == other[start])
        {
            start++;
        }

        while (end < shortest - start && one[^(end + 1)] == other[^(end + 1)])
        {
            end++;
        }

        var (left, right) = (one.Length - start - end, other.Length - start - end);
        return (left <= 1 && right <= 1)
            || (left == 2 && right == 2 && one[start] == other[start + 1] && one[start + 1] == other[start]);
    }
}
