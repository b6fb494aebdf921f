using Parley.Text;

namespace Parley.Ranking.Tests;

/// <summary>A few chunks with the postings that an index would keep of them.</summary>
internal sealed class Shelf
{
    private static readonly Language English = Language.Find("en");

    private readonly List<Candidate> _chunks = [];
    private readonly Dictionary<string, List<Posting>> _postings = [];

    public Shelf Add(string text, string? title = null, string? question = null, string? group = null)
    {
        var chunk = _chunks.Count;
        _chunks.Add(new(chunk, text, title, null, question, group, English, 0, null));
        var body = TextAnalyzer.Terms(text, English).ToList();
        var fields = new[] { body, [.. TextAnalyzer.Terms(title ?? "", English)], [.. TextAnalyzer.Terms(question ?? "", English)] };
        foreach (var term in fields.SelectMany(field => field).Distinct())
        {
            var counts = fields.Select(field => field.Count(one => one == term)).ToArray();
            (_postings.TryGetValue(term, out var list) ? list : _postings[term] = []).Add(new(chunk, counts[0], counts[1], 0, counts[2], body.Count));
        }

        return this;
    }

    public (QueryPlan Plan, LexicalResult Lexical) Find(string question, IReadOnlyList<SaidBefore>? history = null)
    {
        var plan = QueryPlanner.Plan(question, history ?? [], [English]);
        var size = new CorpusSize(_chunks.Count, _chunks.Average(chunk => TextAnalyzer.Terms(chunk.Text, English).Count()));
        return (plan, LexicalRanker.Rank(plan, new ListedPostings(_postings, _chunks.Count), size, new FieldWeights(), 50));
    }

    public IReadOnlyList<Reranked> Rank(string question, IReadOnlyList<SaidBefore>? history = null)
    {
        var (plan, lexical) = Find(question, history);
        return FeatureRanker.Rank(plan, lexical, [.. lexical.Found.Select(found => _chunks[(int)found.Chunk] with { Lexical = found.Score })]);
    }
}
