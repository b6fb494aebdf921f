using Parley.Models;
using Parley.Ranking;

namespace Parley.Knowledge;

/// <summary>What is looked for.</summary>
public sealed record SearchRequest
{
    public required string Query { get; init; }

    /// <summary>Null for all namespaces of the tenant.</summary>
    public IReadOnlyList<string>? Namespaces { get; init; }

    /// <summary>A conversation whose attachments are searched along, whatever namespaces are named; null for none.</summary>
    public AttachedNamespace? Attached { get; init; }

    public int TopK { get; init; } = 6;

    /// <summary>The conversation before the question, the oldest message first: a question may lean on it.</summary>
    public IReadOnlyList<SaidBefore> History { get; init; } = [];

    public SearchMode Mode { get; init; } = SearchMode.Auto;

    /// <summary>On whose behalf connected models are called, which is who pays for them; null for the tenant's own work.</summary>
    public CallContext? On { get; init; }
}

/// <summary>Which legs a search has.</summary>
public enum SearchMode
{
    /// <summary>All that the knowledge base has.</summary>
    Auto,

    /// <summary>Words alone.</summary>
    Lexical,

    /// <summary>Vectors alone.</summary>
    Vector,

    /// <summary>Words and vectors.</summary>
    Hybrid,
}

/// <summary>A passage that was found.</summary>
/// <param name="Page">The page on which it begins, from 1; null where the format has none.</param>
/// <param name="Start">Where it starts in the document's text, in UTF-16 code units.</param>
public sealed record SearchHit(
    ChunkId ChunkId, DocumentId DocumentId, string? ExternalId, string Namespace, string? Title, string? Heading, int? Page, int Start, int End,
    string Text, double Score)
{
    /// <summary>Where the passage starts that is read with it.</summary>
    public int ParentStart { get; init; } = Start;

    /// <summary>Where that ends.</summary>
    public int ParentEnd { get; init; } = End;
}

/// <param name="Answerable">Whether the best passage is above the relevance floor.</param>
/// <param name="AnswerableScore">0 to 1: how sure one may be that the best passages speak of what was asked.</param>
/// <param name="Explanation">How it came about; null where nothing was looked for.</param>
public sealed record SearchResult(IReadOnlyList<SearchHit> Hits, bool Answerable, double AnswerableScore, SearchExplanation? Explanation = null);
