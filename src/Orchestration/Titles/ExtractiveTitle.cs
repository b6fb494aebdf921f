using System.Globalization;
using Parley.Conversations;
using Parley.Text;

namespace Parley.Orchestration;

/// <summary>
/// Finds a title in the words of a question and its answer: the stretch of the question with the most to say, by how often its terms stand
/// in both.
/// </summary>
/// <remarks>
/// score(stretch) = Σ over its distinct terms t of (1 + ln(1 + tf(t))) − 0.3 · (words without a term in it), over all stretches of at most
/// eight words of one sentence that begin and end with a term; the first of the best.
/// </remarks>
internal static class ExtractiveTitle
{
    private const int MostWords = 8;
    private const int MostRead = 4_000;
    private const double CostOfEmptyWord = 0.3;

    /// <returns>Empty when there are no words to choose from.</returns>
    public static string Of(string question, string answer)
    {
        question = Cut(question);
        answer = Cut(answer);
        var language = LanguageDetector.Detect(question, LanguageDetector.Detect(answer));
        var frequency = TextAnalyzer.Terms(question, language).Concat(TextAnalyzer.Terms(answer, language))
            .CountBy(term => term, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var best = (Score: 0.0, Start: 0, End: 0);
        foreach (var sentence in Sentences.In(question, 0, question.Length))
        {
            var words = Words.In(sentence.Of(question))
                .Select(word => (word, Terms: TextAnalyzer.TermsOf(sentence.Of(question), word, language).ToList())).ToList();
            for (var first = 0; first < words.Count; first++)
            {
                if (words[first].Terms.Count > 0)
                {
                    var found = BestFrom(words, first, frequency);
                    best = found.Score > best.Score + 1e-9
                        ? (found.Score, sentence.Start + words[first].word.Start, sentence.Start + words[found.Last].word.End)
                        : best;
                }
            }
        }

        return Capital(TitleText.From(question.AsSpan(best.Start, best.End - best.Start)));
    }

    private static (double Score, int Last) BestFrom(
        List<(Word word, List<string> Terms)> words, int first, Dictionary<string, int> frequency)
    {
        var (score, best) = (0.0, (Score: 0.0, Last: first));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var last = first; last < words.Count && last < first + MostWords && words[last].word.End - words[first].word.Start < TitleText.Longest; last++)
        {
            if (words[last].Terms.Count == 0)
            {
                score -= CostOfEmptyWord;
                continue;
            }

            score += words[last].Terms.Where(seen.Add).Sum(term => 1 + Math.Log(1 + frequency.GetValueOrDefault(term)));
            if (score > best.Score)
            {
                best = (score, last);
            }
        }

        return best;
    }

    private static string Cut(string text) => text.Length <= MostRead ? text : text[..(char.IsHighSurrogate(text[MostRead - 1]) ? MostRead - 1 : MostRead)];

    private static string Capital(string title)
    {
        if (title.Length == 0)
        {
            return title;
        }

        var length = StringInfo.GetNextTextElementLength(title);
        return title[..length].ToUpperInvariant() + title[length..];
    }
}
