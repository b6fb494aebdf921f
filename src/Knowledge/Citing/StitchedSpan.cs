namespace Parley.Knowledge;

/// <summary>What was found out about a sentence of an answer. Places are UTF-16 units of the answer; the end is exclusive.</summary>
public abstract record StitchedSpan(int MessageStart, int MessageEnd);

/// <summary>A source bears the sentence out: the quote stands in the stored document, from start to end.</summary>
/// <param name="Label"><c>S1</c>, <c>S2</c> …, without brackets.</param>
/// <param name="DocumentSha256">Of the document's text in which start and end count: whoever reads another text knows that they do not count there.</param>
/// <param name="Page">The quote's own, from 1; null where the format has none.</param>
/// <param name="Quote">The words of the document, character for character.</param>
public sealed record VerifiedCitation(
    string Label, string Namespace, DocumentId DocumentId, string DocumentSha256, ChunkId ChunkId, string? Title, string? Heading, int? Page, int Start, int End,
    string Quote, int MessageStart, int MessageEnd) : StitchedSpan(MessageStart, MessageEnd);

/// <summary>The sentence claims something that the sources which it names, if it names any, do not bear out.</summary>
public sealed record UnsupportedSentence(int MessageStart, int MessageEnd) : StitchedSpan(MessageStart, MessageEnd);
