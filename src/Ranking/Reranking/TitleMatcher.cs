using Parley.Text;

namespace Parley.Ranking;

/// <summary>Compares a question with titles and with the questions of an FAQ, word by word and letter by letter.</summary>
internal sealed class TitleMatcher(QueryPlan plan, IReadOnlyList<WeighedTerm> terms)
{
    private const double StopWord = 0.3;
    private const double Interrogative = 0.9;

    private static readonly HashSet<string> Interrogatives = ["who", "whom", "whose", "what", "when", "where", "why", "how", "which", "from"];

    private readonly TermFinder _finder = new(terms);
    private readonly double _mean = terms.Count > 0 ? terms.Average(term => term.Sense) : 0;
    private readonly HashSet<string> _stopWords = [.. StopWordsOf(plan.Question, plan.Language)];
    private readonly HashSet<string> _letters = Letters(plan.Question);

    /// <summary>The share of the title that the question speaks of; the likeness of both in words; and in letters.</summary>
    public (double Precision, double Words, double Letters) Of(Candidate candidate)
    {
        var (title, language) = (candidate.Question ?? candidate.Title, candidate.Language);
        if (string.IsNullOrWhiteSpace(title))
        {
            return default;
        }

        var found = _finder.In(candidate.Asked);
        var distinct = candidate.Asked.Terms.Distinct().Count();
        var matched = new Dictionary<int, double>();
        foreach (var one in found)
        {
            matched[one.Term] = Math.Max(matched.GetValueOrDefault(one.Term), one.Closeness);
        }

        var both = matched.Sum(pair => pair.Value * terms[pair.Key].Sense);
        var unmatched = Math.Max(0, distinct - matched.Count) * _mean;
        var stops = StopWordsOf(title, language).Distinct().ToList();
        double Weigh(IEnumerable<string> words) => words.Sum(word => Interrogatives.Contains(word) ? Interrogative : StopWord) * _mean;
        var common = Weigh(stops.Where(_stopWords.Contains));
        var asked = terms.Sum(term => term.Sense) + Weigh(_stopWords);
        var said = matched.Sum(pair => terms[pair.Key].Sense) + unmatched;
        var full = said + Weigh(stops);
        return (
            said > 0 ? both / said : 0,
            asked > 0 && full > 0 ? (both + common) / Math.Sqrt(asked * full) : 0,
            Likeness(_letters, Letters(title)));
    }

    private static IEnumerable<string> StopWordsOf(string text, Language language) =>
        Words.In(text).Select(word => Words.Fold(text.AsSpan(word.Start, word.Length), word.Script)).Where(language.StopWords.Contains);

    private static HashSet<string> Letters(string text)
    {
        var grams = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in Words.In(text))
        {
            var padded = $" {Words.Fold(text.AsSpan(word.Start, word.Length), word.Script)} ";
            for (var i = 0; i + 3 <= padded.Length; i++)
            {
                grams.Add(padded.Substring(i, 3));
            }
        }

        return grams;
    }

    private static double Likeness(HashSet<string> one, HashSet<string> other) =>
        one.Count + other.Count == 0 ? 0 : 2.0 * one.Count(other.Contains) / (one.Count + other.Count);
}
