using Parley.Text;

namespace Parley.Evaluation;

/// <summary>
/// The baseline: BM25 as Lucene counts it (k1 = 1.2, b = 0.75), one field of title and text, with the same words and stems as our own search.
/// A conversation's question is taken as it was asked.
/// </summary>
public sealed class PlainBm25
{
    private const double Saturation = 1.2;
    private const double LengthShare = 0.75;

    private readonly string[] _ids;
    private readonly int[] _lengths;
    private readonly double _average;
    private readonly Dictionary<string, List<(int Document, int Count)>> _postings = [];
    private readonly IReadOnlyList<Language> _languages;
    private readonly bool _analyses;

    public PlainBm25(RetrievalSet set, bool analyses = true)
    {
        _analyses = analyses;
        _ids = [.. set.Documents.Select(document => document.Id)];
        _lengths = new int[_ids.Length];
        var languages = new List<Language>();
        foreach (var (i, document) in set.Documents.Index())
        {
            var text = $"{document.Title}\n{document.Text}";
            var language = LanguageDetector.Detect(text, Language.Find("en"));
            languages.Add(language);
            foreach (var group in Terms(text, language).GroupBy(term => term))
            {
                if (!_postings.TryGetValue(group.Key, out var list))
                {
                    _postings[group.Key] = list = [];
                }

                list.Add((i, group.Count()));
                _lengths[i] += group.Count();
            }
        }

        _average = _lengths.Average();
        _languages = [.. languages.CountBy(language => language).OrderByDescending(pair => pair.Value).Select(pair => pair.Key).Take(4)];
    }

    public ValueTask<RetrievalAnswer> SearchAsync(RetrievalQuestion question, int top, CancellationToken cancellationToken)
    {
        var scores = new Dictionary<int, double>();
        foreach (var term in Asked(question.Text))
        {
            foreach (var list in term.Forms.Select(form => _postings.GetValueOrDefault(form)).OfType<List<(int, int)>>())
            {
                var weight = Math.Log(1 + ((_ids.Length - list.Count + 0.5) / (list.Count + 0.5)));
                foreach (var (document, count) in list)
                {
                    var norm = Saturation * (1 - LengthShare + (LengthShare * _lengths[document] / _average));
                    scores[document] = scores.GetValueOrDefault(document) + (weight * count / (count + norm));
                }
            }
        }

        return ValueTask.FromResult(new RetrievalAnswer(
            [.. scores.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(top).Select(pair => _ids[pair.Key])]));
    }

    private IEnumerable<string> Terms(string text, Language language) => _analyses
        ? TextAnalyzer.Terms(text, language)
        : Words.In(text).Select(word => text.Substring(word.Start, word.Length).ToLowerInvariant());

    private IEnumerable<SearchTerm> Asked(string question) => _analyses
        ? SearchTerms.Of(question, _languages)
        : Terms(question, Language.Unknown).Distinct().Select(word => new SearchTerm([word]));
}
