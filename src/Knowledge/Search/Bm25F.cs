using Parley.Knowledge.Indexing;

namespace Parley.Knowledge.Search;

/// <summary>A chunk with its score, and the share of the query's weight that it speaks of.</summary>
internal readonly record struct Ranked(string Namespace, int Chunk, double Score, double Coverage);

/// <param name="Chunks">Chunks in all that is searched.</param>
/// <param name="AverageLength">Mean number of terms of a chunk's body.</param>
internal sealed record Corpus(long Chunks, double AverageLength);

/// <summary>How BM25F counts; the defaults were chosen on half of a question set and measured on the other, see docs/benchmarks.md.</summary>
/// <param name="Saturation">How soon a further occurrence of a term stops to count; <c>k1</c>.</param>
/// <param name="LengthShare">How much a chunk's length counts, 0 to 1; <c>b</c>.</param>
/// <param name="Title">Occurrences that one in the title is worth.</param>
/// <param name="Heading">Occurrences that one in the heading path is worth.</param>
/// <param name="Question">Occurrences that one in the question is worth that the chunk answers.</param>
internal sealed record FieldWeights(
    double Saturation = 0.8, double LengthShare = 0.75, double Title = 2, double Heading = 2, double Question = 2);

/// <summary>
/// Scores chunks by BM25F: the fields of a chunk count as one text in which a title's or heading's word is said several times.
/// </summary>
/// <remarks>S. Robertson, H. Zaragoza: "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).</remarks>
internal static class Bm25F
{
    private const int ImaginedChunks = 100;

    public static double Weight(long chunks, long holding) => Math.Log(1 + ((chunks - holding + 0.5) / (holding + 0.5)));

    /// <summary>
    /// How much of a question's sense a term carries. In a small namespace every word is rare or absent, so this reckons with more chunks
    /// than there are.
    /// </summary>
    public static double Share(long chunks, long holding) => Math.Log(1 + ((chunks + ImaginedChunks) / (holding + 1.0)));

    public static double Saturated(double frequency, FieldWeights fields) => frequency * (fields.Saturation + 1) / (frequency + fields.Saturation);

    public static double Frequency(FieldCounts counts, int bodyLength, Corpus corpus, FieldWeights fields)
    {
        var length = corpus.AverageLength > 0 ? bodyLength / corpus.AverageLength : 1;
        return (counts.Body / (1 - fields.LengthShare + (fields.LengthShare * length)))
            + (fields.Title * counts.Title) + (fields.Heading * counts.Heading) + (fields.Question * counts.Question);
    }
}
