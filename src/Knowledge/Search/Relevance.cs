using Parley.Text;

namespace Parley.Knowledge.Search;

/// <summary>Judges whether what was found speaks of what was asked.</summary>
internal static class Relevance
{
    private const double SentenceShare = 0.5;

    /// <summary>
    /// 0 to 1: the weight of the query's terms that the best passage holds, and of those that stand close together in two of its sentences.
    /// </summary>
    public static double Score(IReadOnlyList<SearchTerm> terms, double[] shares, IEnumerable<(string Text, double Coverage)> passages)
    {
        var all = shares.Sum();
        return all <= 0 ? 0 : passages.Select(passage =>
            (SentenceShare * Closest(terms, shares, passage.Text) / all) + ((1 - SentenceShare) * passage.Coverage)).DefaultIfEmpty().Max();
    }

    private static double Closest(IReadOnlyList<SearchTerm> terms, double[] shares, string text)
    {
        var language = LanguageDetector.Detect(text, Language.Find("en"));
        var best = 0.0;
        HashSet<string> before = [];
        foreach (var sentence in Sentences.In(text, 0, text.Length))
        {
            var here = TextAnalyzer.Terms(sentence.Of(text), language).ToHashSet(StringComparer.Ordinal);
            var held = 0.0;
            for (var i = 0; i < terms.Count; i++)
            {
                held += terms[i].Forms.Any(here.Contains) ? shares[i] : terms[i].Forms.Any(before.Contains) ? shares[i] / 2 : 0;
            }

            best = Math.Max(best, held);
            before = here;
        }

        return best;
    }
}
