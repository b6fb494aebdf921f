namespace Parley.Ranking;

/// <summary>How BM25F counts; see docs/benchmarks.md for how the defaults were chosen.</summary>
/// <param name="Saturation">How soon a further occurrence of a term stops to count; <c>k1</c>.</param>
/// <param name="LengthShare">How much a chunk's length counts, 0 to 1; <c>b</c>.</param>
/// <param name="Title">Occurrences that one in the title is worth.</param>
/// <param name="Heading">Occurrences that one in the heading path is worth.</param>
/// <param name="Question">Occurrences that one in the question of an FAQ's entry is worth.</param>
public sealed record FieldWeights(double Saturation = 1.0, double LengthShare = 0.65, double Title = 3, double Heading = 3, double Question = 4.5);

/// <summary>
/// BM25F: the fields of a chunk count as one text in which a title's or heading's word is said several times. Pure formulas, so that an index
/// may also score postings as it reads them and bound what a term can still add.
/// </summary>
/// <remarks>S. Robertson, H. Zaragoza: "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).</remarks>
public static class Bm25F
{
    private const int ImaginedChunks = 100;

    /// <summary>The weight of a term that some of the chunks hold, in nats.</summary>
    public static double Weight(long chunks, long holding) => Math.Log(1 + ((Math.Max(chunks, holding) - holding + 0.5) / (holding + 0.5)));

    /// <summary>
    /// How much of a question's sense a term carries. In a small namespace every word is rare or absent, so this reckons with more chunks
    /// than there are.
    /// </summary>
    public static double Share(long chunks, long holding) => Math.Log(1 + ((chunks + ImaginedChunks) / (holding + 1.0)));

    /// <summary>The occurrences of a term in all fields of a chunk, those of the body by the chunk's length.</summary>
    public static double Frequency(in Posting posting, CorpusSize corpus, FieldWeights fields)
    {
        var length = corpus.AverageLength > 0 ? posting.BodyLength / corpus.AverageLength : 1;
        return (posting.Body / (1 - fields.LengthShare + (fields.LengthShare * length)))
            + (fields.Title * posting.Title) + (fields.Heading * posting.Heading) + (fields.Question * posting.Question);
    }

    /// <summary>What a term adds to a chunk's score, as a share of the term's weight: 0 to <see cref="Most"/>.</summary>
    public static double Saturated(double frequency, FieldWeights fields) => frequency * (fields.Saturation + 1) / (frequency + fields.Saturation);

    /// <summary>No frequency adds more than this share of a term's weight.</summary>
    public static double Most(FieldWeights fields) => fields.Saturation + 1;
}
