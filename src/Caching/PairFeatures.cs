namespace Parley.Caching;

/// <summary>What is measured of two questions to tell whether they are the same one.</summary>
internal static class PairFeatures
{
    private const double Alike = 0.5;

    /// <returns>
    /// How much the two differ, each 0 to 1: the content of the kept question that the asked one lacks, the larger lack of both ways, and
    /// how far fewer than half of the runs of three letters are common.
    /// </returns>
    public static double[] Of(Question asked, Question kept)
    {
        var lacking = 1 - Alignment.Covered(kept, asked);
        return
        [
            lacking,
            Math.Max(lacking, 1 - Alignment.Covered(asked, kept)),
            Math.Max(0, 1 - Dice(asked.Trigrams, kept.Trigrams) - Alike) / Alike,
        ];
    }

    private static double Dice(HashSet<string> one, HashSet<string> other) =>
        one.Count + other.Count == 0 ? 0 : 2.0 * one.Count(other.Contains) / (one.Count + other.Count);
}
