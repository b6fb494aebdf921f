using Parley.Text;

namespace Parley.Knowledge.Search;

/// <summary>How often one form of a term stands in a chunk; read from the index.</summary>
internal sealed record Posting(string Namespace, string Term, long Chunk, long Body, long Title, long Heading, long BodyLength);

/// <summary>A chunk with its score, and the share of the query's weight that it speaks of.</summary>
internal readonly record struct Ranked(string Namespace, long Chunk, double Score, double Coverage);

/// <param name="Chunks">Chunks in all that is searched.</param>
/// <param name="AverageLength">Mean number of terms of a chunk's body.</param>
internal sealed record Corpus(long Chunks, double AverageLength);

/// <summary>How BM25F counts; the defaults were chosen on half of a question set and measured on the other, see docs/benchmarks.md.</summary>
/// <param name="Saturation">How soon a further occurrence of a term stops to count; <c>k1</c>.</param>
/// <param name="LengthShare">How much a chunk's length counts, 0 to 1; <c>b</c>.</param>
/// <param name="Title">Occurrences that one in the title is worth.</param>
/// <param name="Heading">Occurrences that one in the heading path is worth.</param>
internal sealed record FieldWeights(double Saturation = 0.8, double LengthShare = 0.75, double Title = 2, double Heading = 2);

/// <summary>
/// Ranks chunks by BM25F: the fields of a chunk count as one text in which a title's or heading's word is said several times. Sums are
/// taken in the order of the query's terms and ties broken by the order of ingestion, so that every database ranks alike.
/// </summary>
/// <remarks>S. Robertson, H. Zaragoza: "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).</remarks>
internal static class Bm25F
{
    public const double Saturation = 1.2;
    public const double LengthShare = 0.75;
    public const double TitleWeight = 1.5;
    public const double HeadingWeight = 2.0;

    private const int ImaginedChunks = 100;

    public static double Weight(long chunks, long holding) => Math.Log(1 + ((chunks - holding + 0.5) / (holding + 0.5)));

    /// <summary>
    /// How much of a question's sense a term carries. In a small namespace every word is rare or absent, so this reckons with more chunks
    /// than there are.
    /// </summary>
    public static double Share(long chunks, long holding) => Math.Log(1 + ((chunks + ImaginedChunks) / (holding + 1.0)));

    /// <summary>The best chunks, the best first.</summary>
    /// <param name="shares">Receives how much of the question each term carries, in the order of the terms.</param>
    public static IReadOnlyList<Ranked> Rank(
        IReadOnlyList<SearchTerm> terms, IEnumerable<Posting> postings, Corpus corpus, FieldWeights fields, int top, out double[] shares)
    {
        var byForm = postings.ToLookup(posting => posting.Term, StringComparer.Ordinal);
        var found = new Dictionary<(string Namespace, long Chunk), (double Score, double Share)>();
        shares = new double[terms.Count];
        for (var i = 0; i < terms.Count; i++)
        {
            var holding = new Dictionary<(string Namespace, long Chunk), double>();
            foreach (var posting in terms[i].Forms.SelectMany(form => byForm[form]))
            {
                var place = (posting.Namespace, posting.Chunk);
                holding[place] = Math.Max(holding.GetValueOrDefault(place), Frequency(posting, corpus, fields));
            }

            var chunks = Math.Max(corpus.Chunks, holding.Count);
            var weight = Weight(chunks, holding.Count);
            shares[i] = Share(chunks, holding.Count);
            foreach (var (place, frequency) in holding)
            {
                var (score, share) = found.GetValueOrDefault(place);
                found[place] = (score + (weight * frequency * (fields.Saturation + 1) / (frequency + fields.Saturation)), share + shares[i]);
            }
        }

        var all = shares.Sum();
        return [.. found
            .Select(pair => new Ranked(pair.Key.Namespace, pair.Key.Chunk, pair.Value.Score, all > 0 ? pair.Value.Share / all : 0))
            .OrderByDescending(ranked => ranked.Score).ThenBy(ranked => ranked.Namespace, StringComparer.Ordinal).ThenBy(ranked => ranked.Chunk)
            .Take(top)];
    }

    private static double Frequency(Posting posting, Corpus corpus, FieldWeights fields)
    {
        var length = corpus.AverageLength > 0 ? posting.BodyLength / corpus.AverageLength : 1;
        return (posting.Body / (1 - fields.LengthShare + (fields.LengthShare * length))) + (fields.Title * posting.Title) + (fields.Heading * posting.Heading);
    }
}
