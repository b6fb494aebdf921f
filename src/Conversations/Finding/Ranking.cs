namespace Parley.Conversations;

/// <summary>A message that speaks of what is looked for.</summary>
internal readonly record struct RankedSlot(int Slot, double Score);

/// <param name="Slots">The messages, the best first; among equals the newer first.</param>
/// <param name="Shares">How much of the query's sense each of its terms carries.</param>
internal sealed record Ranked(IReadOnlyList<RankedSlot> Slots, double[] Shares);

/// <summary>
/// Ranks messages by BM25 with each message's own weights, newer ones a little above older ones. A message has to hold the weightier half of
/// the query's terms, and every term of its phrases.
/// </summary>
internal static class Ranking
{
    /// <summary>What the newest message gains over the oldest.</summary>
    public const double Newness = 0.2;

    private const double LeastCoverage = 0.5;

    // Sums of shares taken in another order differ in their last digits.
    private const double Rounding = 1e-9;

    public static Ranked Rank(MessageQuery query, TermKey key, IndexView view)
    {
        var shares = new double[query.Terms.Count];
        var scores = new double[view.Slots];
        var coverage = new double[view.Slots];
        var held = new byte[view.Slots];
        var weights = new byte[view.Slots];
        var required = query.Phrases.SelectMany(phrase => phrase).SelectMany(term => term.Forms).ToHashSet(StringComparer.Ordinal);
        var (touched, found, needed) = (new List<int>(), new List<Posting>(), 0);
        for (var i = 0; i < shares.Length; i++)
        {
            touched.Clear();
            foreach (var form in query.Terms[i].Forms.Where(form => form.Length is > 0 and <= MessageTerms.LongestTerm))
            {
                found.Clear();
                view.Find(key.Hash(form), found);
                foreach (var posting in found)
                {
                    if (weights[posting.Place] == 0)
                    {
                        touched.Add(posting.Place);
                    }

                    weights[posting.Place] = Math.Max(weights[posting.Place], posting.Weight);
                }
            }

            var isRequired = query.Terms[i].Forms.Any(required.Contains);
            needed += isRequired ? 1 : 0;
            shares[i] = Math.Log(1 + ((view.Messages - touched.Count + 0.5) / (touched.Count + 0.5)));
            foreach (var slot in touched)
            {
                scores[slot] += shares[i] * weights[slot] / byte.MaxValue;
                coverage[slot] += shares[i];
                held[slot] += (byte)(isRequired ? 1 : 0);
                weights[slot] = 0;
            }
        }

        var least = (LeastCoverage * shares.Sum()) - Rounding;
        var ranked = new List<RankedSlot>();
        for (var slot = 0; slot < view.Slots; slot++)
        {
            if (scores[slot] > 0 && coverage[slot] >= least && held[slot] == needed)
            {
                ranked.Add(new(slot, scores[slot] * (1 + (Newness * slot / view.Slots))));
            }
        }

        ranked.Sort(static (a, b) => b.Score.CompareTo(a.Score) is not 0 and var order ? order : b.Slot.CompareTo(a.Slot));
        return new(ranked, shares);
    }

    /// <returns>What a text that holds some of the terms scores as if each were all that it says; 0 when they carry too little.</returns>
    public static double Score(MessageQuery query, double[] shares, IReadOnlySet<string> terms)
    {
        var score = 0.0;
        for (var i = 0; i < shares.Length; i++)
        {
            score += query.Terms[i].Forms.Any(terms.Contains) ? shares[i] : 0;
        }

        return score > 0 && score >= (LeastCoverage * shares.Sum()) - Rounding ? score * (1 + Newness) : 0;
    }
}
