namespace Parley.Ranking;

/// <summary>Finds what a word that no text holds was meant to be.</summary>
public static class Spelling
{
    private const int LeastLength = 4;
    private const int LongLength = 8;

    /// <summary>Spellings that are taken for one word.</summary>
    public const int Most = 3;

    private const double OneOff = 0.7;
    private const double TwoOff = 0.5;

    /// <summary>How many first letters of a form an index need look up: spellings that differ in these are not found.</summary>
    public const int Prefix = 1;

    /// <summary>The forms whose neighbours are wanted: those of terms that the index does not hold at all.</summary>
    /// <param name="isHeld">Whether a chunk that may be found holds a form.</param>
    public static IEnumerable<string> Unknown(QueryPlan plan, Func<string, bool> isHeld) => plan.Terms
        .Where(term => term.Origin == TermOrigin.Question && IsSpelled(term.Forms[0].Form) && !term.Forms.Any(form => isHeld(form.Form)))
        .Select(term => term.Forms[0].Form);

    /// <summary>The plan with likely spellings of unknown words; the same plan where there are none.</summary>
    /// <param name="vocabulary">For an unknown form the forms of the index that begin alike, each with the chunks that hold it.</param>
    public static QueryPlan Respell(
        QueryPlan plan, Func<string, bool> isHeld, Func<string, IEnumerable<(string Form, long Holding)>> vocabulary)
    {
        var unknown = Unknown(plan, isHeld).ToHashSet(StringComparer.Ordinal);
        return unknown.Count == 0 ? plan : plan with
        {
            Terms = [.. plan.Terms.Select(term => unknown.Contains(term.Forms[0].Form)
                ? term with { Forms = [.. term.Forms, .. Near(term.Forms[0].Form, vocabulary(term.Forms[0].Form))] }
                : term)],
        };
    }

    /// <summary>The likeliest spellings, the nearest and most frequent first.</summary>
    internal static IEnumerable<PlannedForm> Near(string form, IEnumerable<(string Form, long Holding)> vocabulary) =>
        All(form, vocabulary).Take(Most).Select(known => new PlannedForm(known.Form, known.Distance == 1 ? OneOff : TwoOff));

    /// <summary>
    /// All spellings that a form may have been meant to have, the likeliest first: for whoever has to leave out some of the vocabulary, before
    /// the likeliest few are taken.
    /// </summary>
    public static IEnumerable<(string Form, long Holding, int Distance)> All(string form, IEnumerable<(string Form, long Holding)> vocabulary) => vocabulary
        .Select(known => (known.Form, known.Holding, Distance: Distance(form, known.Form, form.Length >= LongLength ? 2 : 1)))
        .Where(known => known.Distance > 0)
        .OrderBy(known => known.Distance).ThenByDescending(known => known.Holding).ThenBy(known => known.Form, StringComparer.Ordinal);

    /// <summary>Letters to insert, delete, replace or swap with their neighbour; -1 when more than the limit.</summary>
    internal static int Distance(string one, string other, int limit)
    {
        if (Math.Abs(one.Length - other.Length) > limit)
        {
            return -1;
        }

        var (older, old, row) = (new int[other.Length + 1], new int[other.Length + 1], new int[other.Length + 1]);
        for (var j = 0; j <= other.Length; j++)
        {
            old[j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= other.Length; j++)
            {
                row[j] = Math.Min(Math.Min(old[j], row[j - 1]) + 1, old[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    row[j] = Math.Min(row[j], older[j - 2] + 1);
                }

                least = Math.Min(least, row[j]);
            }

            if (least > limit)
            {
                return -1;
            }

            (older, old, row) = (old, row, older);
        }

        return old[^1] <= limit ? old[^1] : -1;
    }

    private static bool IsSpelled(string form) => form.Length >= LeastLength && form.All(char.IsLetter);
}
