namespace Parley.Text;

/// <summary>One word of a query and the forms under which texts of different languages hold it.</summary>
public sealed record SearchTerm(IReadOnlyList<string> Forms);

/// <summary>Takes a query apart.</summary>
public static class SearchTerms
{
    private const int LongestQuery = 4_000;
    private const int MostTerms = 64;

    /// <param name="languages">The languages of what is searched, the most frequent first.</param>
    public static IReadOnlyList<SearchTerm> Of(string query, IReadOnlyList<Language> languages)
    {
        query = query.Length > LongestQuery ? query[..LongestQuery] : query;
        var spoken = LanguageDetector.Detect(query, languages.Count > 0 ? languages[0] : Language.Find("en"));
        var terms = new List<SearchTerm>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in Words.In(query))
        {
            foreach (var term in Forms(query, word, spoken, languages))
            {
                if (terms.Count < MostTerms && seen.Add(term.Forms[0]))
                {
                    terms.Add(term);
                }
            }
        }

        return terms;
    }

    private static IEnumerable<SearchTerm> Forms(string query, Word word, Language spoken, IReadOnlyList<Language> languages)
    {
        var own = TextAnalyzer.TermsOf(query, word, spoken).ToList();
        if (word.Script is Script.Cjk or Script.SouthEast || own.Count != 1)
        {
            return own.Select(term => new SearchTerm([term]));
        }

        var forms = languages.Append(spoken).Where(language => language.Script == word.Script)
            .SelectMany(language => TextAnalyzer.TermsOf(query, word, language));
        return [new SearchTerm([.. own.Concat(forms).Distinct(StringComparer.Ordinal)])];
    }
}
