namespace Parley.Ranking;

/// <summary>Finds the place of a text where most of what is asked stands together.</summary>
internal static class Closeness
{
    /// <returns>The best sentence's weight, what the sentence before it holds counted half.</returns>
    public static double Best(IReadOnlyList<Occurrence> found, int sentences, IReadOnlyList<double> weights)
    {
        var held = new double[sentences + 1, weights.Count];
        foreach (var one in found)
        {
            held[one.Sentence, one.Term] = Math.Max(held[one.Sentence, one.Term], one.Closeness);
            held[one.Sentence + 1, one.Term] = Math.Max(held[one.Sentence + 1, one.Term], one.Closeness / 2);
        }

        var best = 0.0;
        for (var sentence = 0; sentence < sentences; sentence++)
        {
            var sum = 0.0;
            for (var term = 0; term < weights.Count; term++)
            {
                sum += held[sentence, term] * weights[term];
            }

            best = Math.Max(best, sum);
        }

        return best;
    }
}
