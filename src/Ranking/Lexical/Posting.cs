namespace Parley.Ranking;

/// <summary>How often one form of a term stands in the fields of a chunk.</summary>
/// <param name="Chunk">The caller's number of the chunk, one for each chunk of all that is searched.</param>
/// <param name="Question">Occurrences in the question that the chunk answers: of an entry of an FAQ, or of a title that is a question.</param>
/// <param name="BodyLength">Terms of the chunk's body.</param>
public readonly record struct Posting(int Chunk, int Body, int Title, int Heading, int Question, int BodyLength);

/// <summary>Sizes of all that is searched.</summary>
/// <param name="AverageLength">Mean number of terms of a chunk's body.</param>
public sealed record CorpusSize(long Chunks, double AverageLength);

/// <summary>A chunk that one leg found.</summary>
public readonly record struct Found(long Chunk, double Score);
