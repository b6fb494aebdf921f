using Parley.Text;

namespace Parley.Ranking;

/// <summary>
/// How much of a passage the assistant has said before in so many words. Who asks on wants what was not said yet, and what was said is in the
/// conversation anyway.
/// </summary>
internal sealed class AlreadySaid(IReadOnlyList<string> said)
{
    private const int Run = 5;

    private readonly HashSet<string> _known = said.SelectMany(Runs).ToHashSet(StringComparer.Ordinal);

    /// <returns>The share of the passage's runs of five words that stand in what was said, 0 to 1.</returns>
    public double Share(string passage)
    {
        if (_known.Count == 0)
        {
            return 0;
        }

        var (all, again) = (0, 0);
        foreach (var run in Runs(passage))
        {
            (all, again) = (all + 1, again + (_known.Contains(run) ? 1 : 0));
        }

        return all == 0 ? 0 : (double)again / all;
    }

    private static IEnumerable<string> Runs(string text)
    {
        var words = Words.In(text).Select(word => text.Substring(word.Start, word.Length).ToLowerInvariant()).ToArray();
        for (var i = 0; i + Run <= words.Length; i++)
        {
            yield return string.Join(' ', words[i..(i + Run)]);
        }
    }
}
