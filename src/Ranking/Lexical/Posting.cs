namespace Parley.Ranking;

/// <summary>How often one form of a term stands in the fields of a chunk.</summary>
/// <param name="Chunk">The caller's number of the chunk, one for each chunk of all that is searched.</param>
/// <param name="Question">Occurrences in the question that the chunk answers: of an entry of an FAQ, or of a title that is a question.</param>
/// <param name="BodyLength">Terms of the chunk's body.</param>
public readonly record struct Posting(long Chunk, int Body, int Title, int Heading, int Question, int BodyLength);

/// <summary>What the index holds of one form.</summary>
/// <param name="DocumentFrequency">Chunks that hold the form, also those that the asker may not see; at least as many as there are postings.</param>
public sealed record FormPostings(string Form, long DocumentFrequency, IReadOnlyList<Posting> Postings);

/// <summary>Sizes of all that is searched.</summary>
/// <param name="AverageLength">Mean number of terms of a chunk's body.</param>
public sealed record CorpusSize(long Chunks, double AverageLength);

/// <summary>A chunk that one leg found.</summary>
/// <param name="Coverage">The share of the question's weight that the chunk holds, 0 to 1.</param>
public readonly record struct Found(long Chunk, double Score, double Coverage);
