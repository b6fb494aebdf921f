namespace Parley.Knowledge;

/// <summary>What became of one document in a search.</summary>
/// <param name="Outcome">
/// <c>used</c>: it stood in the prompt; <c>selected</c>: it is among the results; <c>no_room</c>: it was, and the prompt had no room;
/// <c>below_the_floor</c>: it was, and none of them was good enough; <c>below_the_cut</c>, <c>duplicate</c>: others were better, or said the
/// same better; <c>not_found</c>: others met the question better already before they were read closely; <c>no_words</c>: it has none of the
/// question's words; <c>other_namespace</c>, <c>no_access</c>, <c>not_ready</c>: it could not be found; <c>not_looked</c>: nothing was looked
/// for; <c>unknown</c>: there is no such document that the reader may see.
/// </param>
/// <param name="Detail">The same as a sentence, in English.</param>
/// <param name="Rank">The place of its best passage among all that were read closely, from 1; null where none was.</param>
/// <param name="Score">The reranker's score of that passage.</param>
/// <param name="Words">The question's words that its text has now.</param>
/// <param name="Missing">Those that it lacks.</param>
public sealed record ExplainedDocument(
    DocumentId DocumentId, string? Title, string Outcome, string Detail, int? Rank = null, double? Score = null,
    IReadOnlyList<string>? Words = null, IReadOnlyList<string>? Missing = null)
{
    public IReadOnlyList<string> Words { get; init; } = Words ?? [];

    public IReadOnlyList<string> Missing { get; init; } = Missing ?? [];
}
