using Parley.Embedding;
using Parley.Evaluation;
using Parley.Ranking;
using Parley.Text;

namespace Parley.Retrieval;

/// <summary>A set's corpus in memory, one chunk a document, with the postings that a database would keep.</summary>
internal sealed class MemoryIndex
{
    private readonly Dictionary<string, List<Posting>> _postings = new(StringComparer.Ordinal);
    private readonly Language[] _languageOf;
    private readonly Candidate?[] _known;

    public MemoryIndex(RetrievalSet set)
    {
        Set = set;
        _known = new Candidate?[set.Documents.Count];
        _languageOf = [.. set.Documents.Select(document => LanguageDetector.Detect(document.Text, Language.Find("en")))];
        Vectors = [.. set.Documents.Select(document => BuiltInEmbedder.Embed($"{document.Title}\n{document.Text}"))];
        Titles = [.. set.Documents.Select(document => document.Title is null ? null : BuiltInEmbedder.Embed(document.Title))];
        var length = 0L;
        foreach (var (i, document) in set.Documents.Index())
        {
            length += Add(i, document, _languageOf[i]);
        }

        Size = new(set.Documents.Count, (double)length / set.Documents.Count);
        Languages = [.. _languageOf.CountBy(language => language).OrderByDescending(pair => pair.Value).Select(pair => pair.Key).Take(4)];
    }

    public RetrievalSet Set { get; }

    public IReadOnlyList<float[]> Vectors { get; }

    public IReadOnlyList<float[]?> Titles { get; }

    public CorpusSize Size { get; }

    public IReadOnlyList<Language> Languages { get; }

    public IPostings Postings => new ListedPostings(_postings, Set.Documents.Count);

    public bool Holds(string form) => _postings.ContainsKey(form);

    /// <summary>The vector leg: exact, over all chunks.</summary>
    public IEnumerable<(long Chunk, double Similarity)> Nearest(float[] asked, int top) => Enumerable.Range(0, Vectors.Count)
        .Select(chunk => ((long)chunk, Cosine.Of(asked, Vectors[chunk]))).OrderByDescending(found => found.Item2).Take(top);

    public IEnumerable<(string Form, long Holding)> Beginning(string form) => _postings.Where(pair => pair.Key[0] == form[0]).Select(pair => (pair.Key, (long)pair.Value.Count));

    public Candidate Candidate(long chunk, double lexical, float[]? asked)
    {
        var document = Set.Documents[(int)chunk];
        var known = _known[chunk] ??= new(chunk, document.Text, document.Title, null, TitleQuestion.Of(document.Title), document.Title, _languageOf[chunk], 0, null);
        return known with
        {
            Lexical = lexical,
            Similarity = asked is null ? null : Cosine.Of(asked, Vectors[(int)chunk]),
            TitleSimilarity = asked is not null && Titles[(int)chunk] is { } title ? Cosine.Of(asked, title) : null,
        };
    }

    private int Add(int chunk, RetrievalDocument document, Language language)
    {
        var counts = new Dictionary<string, (int Body, int Title, int Question)>(StringComparer.Ordinal);
        var body = 0;
        foreach (var term in TextAnalyzer.Terms(document.Text, language))
        {
            counts[term] = counts.GetValueOrDefault(term) with { Body = counts.GetValueOrDefault(term).Body + 1 };
            body++;
        }

        var isQuestion = TitleQuestion.Of(document.Title) is not null;
        foreach (var term in TextAnalyzer.Terms(document.Title ?? "", language))
        {
            var (inBody, inTitle, inQuestion) = counts.GetValueOrDefault(term);
            counts[term] = isQuestion ? (inBody, inTitle, inQuestion + 1) : (inBody, inTitle + 1, inQuestion);
        }

        foreach (var (term, (inBody, inTitle, inQuestion)) in counts)
        {
            if (!_postings.TryGetValue(term, out var list))
            {
                _postings[term] = list = [];
            }

            list.Add(new(chunk, inBody, inTitle, 0, inQuestion, body));
        }

        return body;
    }
}
