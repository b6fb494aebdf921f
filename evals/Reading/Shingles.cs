using System.Text.RegularExpressions;

namespace Parley.Extraction;

/// <summary>How far a text agrees with another: precision and recall over runs of four words, each counted as often as it stands.</summary>
internal readonly record struct Agreement(double Precision, double Recall)
{
    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    /// <summary>The mean of the precisions and of the recalls; F1 is that of the means.</summary>
    public static Agreement Mean(IReadOnlyCollection<Agreement> pages) =>
        new(pages.Average(page => page.Precision), pages.Average(page => page.Recall));
}

internal static partial class Shingles
{
    private const int Length = 4;

    public static Agreement Compare(string found, string wanted)
    {
        var (mine, theirs) = (Of(found), Of(wanted));
        var common = mine.Sum(run => Math.Min(run.Value, theirs.GetValueOrDefault(run.Key)));
        return new(Share(common, mine.Values.Sum()), Share(common, theirs.Values.Sum()));
    }

    public static IEnumerable<string> Words(string text) => Word().Matches(text).Select(match => match.Value);

    private static double Share(int common, int all) => all == 0 ? 0 : (double)common / all;

    private static Dictionary<string, int> Of(string text)
    {
        var words = Words(text).ToArray();
        var runs = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Max(words.Length > 0 ? 1 : 0, words.Length - Length + 1); i++)
        {
            var run = string.Join(' ', words[i..Math.Min(words.Length, i + Length)]);
            runs[run] = runs.GetValueOrDefault(run) + 1;
        }

        return runs;
    }

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
