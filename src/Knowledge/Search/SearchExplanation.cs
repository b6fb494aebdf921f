namespace Parley.Knowledge;

/// <summary>How a search came to what it found.</summary>
/// <param name="Queries">What was looked for: the question as it was asked, then with what the conversation adds.</param>
/// <param name="Language">The question's language, by its code.</param>
/// <param name="NeedsDocuments">False for a greeting and the like, for which nothing is looked up.</param>
/// <param name="IsFollowUp">Whether the question leans on what was said before.</param>
/// <param name="Filters">What could be found at all.</param>
/// <param name="Candidates">Those that were judged, as they were ordered.</param>
/// <param name="Floor">The relevance floor that the answerable score was held against.</param>
public sealed record SearchExplanation(
    IReadOnlyList<string> Queries, string Language, bool NeedsDocuments, bool IsFollowUp, IReadOnlyList<ExplainedTerm> Terms, ExplainedFilters Filters,
    IReadOnlyList<ExplainedLeg> Legs, IReadOnlyList<ExplainedCandidate> Candidates, double Floor)
{
    /// <summary>How many of the candidates were taken.</summary>
    public int Top { get; init; }

    /// <summary>Whether it was found a moment ago, and nothing has changed since; times are those of then.</summary>
    public bool IsCached { get; init; }

    /// <summary>The document that was asked about; null when none was.</summary>
    public ExplainedDocument? About { get; init; }
}

/// <param name="Origin"><c>question history feedback</c>.</param>
/// <param name="Forms">Under which it was looked for, with what each is worth.</param>
/// <param name="Chunks">Chunks that hold it, of those that the asker may see.</param>
public sealed record ExplainedTerm(string Word, string Origin, double Weight, long Chunks, IReadOnlyDictionary<string, double> Forms);

/// <param name="Access">The access tags of which a document must have one.</param>
/// <param name="Chunks">Chunks in all of the namespaces.</param>
public sealed record ExplainedFilters(IReadOnlyList<string> Namespaces, IReadOnlyList<string> Access, long Chunks);

/// <param name="Name"><c>lexical vector</c>; where a connected model took part, also <c>rewrite by …</c>, <c>hyde by …</c>, <c>rerank by …</c>.</param>
/// <param name="State"><c>answered off late failed</c>.</param>
/// <param name="Found">Chunks that it brought, or that it read again.</param>
public sealed record ExplainedLeg(string Name, string State, long Ms, int Found)
{
    /// <summary>Changes that are kept and were not in the index yet that answered.</summary>
    public long Behind { get; init; }
}

/// <param name="Lexical">The score by words; null where they did not find it.</param>
/// <param name="Similarity">The cosine with the question; null where the vectors did not find it.</param>
/// <param name="Fused">The score by which it was taken to the reranker.</param>
/// <param name="Features">What the reranker saw, by name, each 0 to 1.</param>
/// <param name="Score">The reranker's.</param>
/// <param name="IsDuplicate">It says what a better one says.</param>
/// <param name="IsSelected">Whether it is among the results.</param>
public sealed record ExplainedCandidate(
    ChunkId ChunkId, DocumentId DocumentId, string? Title, string? Heading, double? Lexical, double? Similarity, double Fused,
    IReadOnlyDictionary<string, double> Features, double Score, bool IsDuplicate, bool IsSelected);
