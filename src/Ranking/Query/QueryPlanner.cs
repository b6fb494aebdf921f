using Parley.Text;

namespace Parley.Ranking;

/// <summary>How questions are understood; the defaults are what docs/benchmarks.md measures.</summary>
/// <param name="CommonWord">Weight of a word that many questions have.</param>
/// <param name="Synonym">Closeness of a word that means the same.</param>
/// <param name="Related">Closeness of a word that often stands where this one might.</param>
/// <param name="Joined">Closeness of two words written as one, and of one with a number taken apart.</param>
public sealed record PlanningWeights(double CommonWord = 0.55, double Synonym = 0.8, double Related = 0.3, double Joined = 0.9)
{
    /// <summary>What the conversation adds.</summary>
    public HistoryWeights History { get; init; } = new();
};

/// <summary>Takes a question apart into what is to be looked for.</summary>
public static class QueryPlanner
{
    private const int LongestQuestion = 4_000;
    private const int MostTerms = 64;
    private const int MostSaid = 10;

    /// <param name="history">The conversation before the question, the oldest message first.</param>
    /// <param name="languages">The languages of what is searched, the most frequent first.</param>
    public static QueryPlan Plan(
        string question, IReadOnlyList<SaidBefore> history, IReadOnlyList<Language> languages, PlanningWeights? weights = null)
    {
        weights ??= new();
        question = Cut(question);
        var spoken = LanguageDetector.Detect(question, languages.Count > 0 ? languages[0] : Language.Find("en"));
        var terms = Terms(question, spoken, languages, weights);
        var leans = history.Count > 0 && FollowUp.Leans(question, terms.Count(term => term.Weight >= 1));
        var tried = new List<string> { question };
        if (history.Count > 0)
        {
            AddHistory(terms, tried, FollowUp.Texts(history, leans, weights.History), spoken, languages, weights);
        }

        return new(question, spoken, !SmallTalk.IsAll(question), leans, terms, tried, [.. history.Where(said => !said.IsUser).TakeLast(MostSaid).Select(said => said.Text)]);
    }

    private static string Cut(string text) => text.Length > LongestQuestion ? text[..LongestQuestion] : text;

    private static void AddHistory(
        List<PlannedTerm> terms, List<string> tried, IEnumerable<(string Text, double Weight)> texts, Language spoken, IReadOnlyList<Language> languages,
        PlanningWeights weights)
    {
        var known = terms.Select(term => term.Forms[0].Form).ToHashSet(StringComparer.Ordinal);
        var added = new List<string>();
        foreach (var (text, share) in texts.Where(one => one.Weight > 0).OrderByDescending(one => one.Weight))
        {
            foreach (var term in Terms(Cut(text), spoken, languages, weights))
            {
                if (terms.Count < MostTerms && known.Add(term.Forms[0].Form))
                {
                    terms.Add(term with { Weight = term.Weight * share, Origin = TermOrigin.History });
                    added.Add(term.Word);
                }
            }
        }

        if (added.Count > 0)
        {
            tried.Add($"{tried[0]} {string.Join(' ', added)}");
        }
    }

    private static List<PlannedTerm> Terms(string text, Language spoken, IReadOnlyList<Language> languages, PlanningWeights weights)
    {
        var terms = new List<PlannedTerm>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var words = Words.In(text).ToArray();
        for (var i = 0; i < words.Length && terms.Count < MostTerms; i++)
        {
            var shown = text.Substring(words[i].Start, words[i].Length);
            foreach (var forms in Forms(text, words, i, spoken, languages, weights))
            {
                if (terms.Count < MostTerms && seen.Add(forms[0].Form))
                {
                    var folded = Words.Fold(shown, words[i].Script);
                    terms.Add(new(shown, forms, CommonWords.Contains(folded) ? weights.CommonWord : 1));
                }
            }
        }

        return terms;
    }

    private static IEnumerable<IReadOnlyList<PlannedForm>> Forms(
        string text, Word[] words, int at, Language spoken, IReadOnlyList<Language> languages, PlanningWeights weights)
    {
        var word = words[at];
        var own = TextAnalyzer.TermsOf(text, word, spoken).ToList();
        if (word.Script is Script.Cjk or Script.SouthEast || own.Count != 1)
        {
            return own.Select(term => (IReadOnlyList<PlannedForm>)[new(term, 1)]);
        }

        var forms = own.Concat(languages.Where(language => language.Script == word.Script).SelectMany(language => TextAnalyzer.TermsOf(text, word, language)))
            .Select(form => new PlannedForm(form, 1))
            .Concat(JoinedForms.Of(text, words, at, spoken).Select(form => new PlannedForm(form, weights.Joined)))
            .Concat(spoken.Code == "en" ? Synonyms.Of(own[0]).Select(form => new PlannedForm(form, weights.Synonym)) : [])
            .Concat(spoken.Code == "en" ? Synonyms.Near(own[0]).Select(form => new PlannedForm(form, weights.Related)) : [])
            .Where(form => form.Closeness > 0)
            .DistinctBy(form => form.Form, StringComparer.Ordinal);
        return [[.. forms]];
    }
}
