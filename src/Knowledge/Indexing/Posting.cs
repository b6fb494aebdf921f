namespace Parley.Knowledge.Indexing;

/// <summary>How often a term stands in each field of a chunk.</summary>
internal readonly record struct FieldCounts(int Body, int Title, int Heading, int Question);

/// <summary>That a term stands in a chunk.</summary>
/// <param name="Chunk">The chunk's number in its namespace.</param>
internal readonly record struct Posting(int Chunk, FieldCounts Counts);
