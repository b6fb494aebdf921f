using Parley.Embedding;
using Parley.Ranking;
using Parley.Text;

namespace Parley.Models;

/// <summary>Ranks texts by the features of the built-in ranker, with the given texts as all there is to know of how rare words are.</summary>
internal sealed class BuiltInReranker : IRerankClient
{
    public Task<RerankScores> ScoreAsync(string query, IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        Task.FromResult(new RerankScores(Score(query, texts, cancellationToken), null));

    private static double[] Score(string query, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var language = LanguageDetector.Detect(query, Language.Find("en"));
        var plan = QueryPlanner.Plan(query, [], [language]);
        var asked = BuiltInEmbedder.Embed(query);
        var postings = plan.Forms.Distinct(StringComparer.Ordinal).ToDictionary(form => form, _ => new List<Posting>(), StringComparer.Ordinal);
        var lengths = new long[texts.Count];
        for (var i = 0; i < texts.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lengths[i] = Count(texts[i], i, language, postings);
        }

        var lexical = LexicalRanker.Rank(
            plan, new ListedPostings(postings, texts.Count), new(texts.Count, texts.Count > 0 ? lengths.Average() : 0), new(), texts.Count);
        var found = lexical.Found.ToDictionary(one => one.Chunk, one => one.Score);
        var candidates = texts.Select((text, i) => new Candidate(
            i, text, null, null, null, null, language, found.GetValueOrDefault(i), Cosine.Of(asked, BuiltInEmbedder.Embed(text)))).ToList();
        cancellationToken.ThrowIfCancellationRequested();
        var scores = new double[texts.Count];
        foreach (var one in FeatureRanker.Rank(plan, lexical, candidates))
        {
            scores[one.Candidate.Chunk] = 1 - Math.Exp(-Math.Max(0, one.Score));
        }

        return scores;
    }

    private static int Count(string text, int number, Language language, Dictionary<string, List<Posting>> postings)
    {
        var terms = TextAnalyzer.Terms(text, language).ToList();
        foreach (var term in terms.CountBy(term => term).Where(term => postings.ContainsKey(term.Key)))
        {
            postings[term.Key].Add(new(number, term.Value, 0, 0, 0, terms.Count));
        }

        return terms.Count;
    }
}
