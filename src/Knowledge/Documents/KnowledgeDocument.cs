using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Text;

namespace Parley.Knowledge;

/// <summary>A document of a namespace.</summary>
/// <param name="MediaType">Of the file that is served.</param>
/// <param name="State"><c>queued running ready failed</c>. While a replacement is queued or failed, the version before stays searchable, and its file is served.</param>
/// <param name="Step">What is being done while it runs.</param>
/// <param name="Progress">0 to 100.</param>
/// <param name="Sha256">Of the uploaded bytes.</param>
/// <param name="Steps">How the reading of the version went that was read last.</param>
public sealed record KnowledgeDocument(
    DocumentId Id, string Namespace, string ExternalId, string? Title, string MediaType, string State, string? Step, long Progress,
    string? Error, long Chunks, long Bytes, string Sha256, IReadOnlyList<string> Acl, string? Url, JsonElement? Metadata,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<DocumentStep> Steps)
{
    /// <summary>The oldest document of the namespace with the very same bytes; null when there is none that the reader may see.</summary>
    public DocumentId? DuplicateOf { get; init; }
}

/// <summary>How a step of the reading of a document went.</summary>
/// <param name="Step"><c>fetch parse clean split enrich index</c>.</param>
/// <param name="State"><c>done failed</c>.</param>
/// <param name="Ms">How long it took.</param>
public sealed record DocumentStep(string Step, string State, long Ms);

/// <summary>A document's text, in which the offsets of chunks and citations count UTF-16 code units.</summary>
public sealed record DocumentText(string Text, string Sha256, IReadOnlyList<DocumentPage> Pages);

/// <summary>Where a page of a paged format stands in the text.</summary>
public sealed record DocumentPage(int Page, int Start, int End);

/// <summary>One page of a list; <see cref="NextCursor"/> is null on the last.</summary>
public sealed record KnowledgePage<T>(IReadOnlyList<T> Data, string? NextCursor);

/// <summary>What the sender says of a document.</summary>
internal sealed record DocumentCard(string? Title, string? Url, JsonElement? Metadata)
{
    /// <summary>Whether it is still to be fetched from its address; null for one that was sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsFetchDue { get; init; }

    private const int LongestTitle = 500;

    /// <summary>The name of the file that was sent, without its ending: what a text is called that has no title of its own. Null without a file.</summary>
    [JsonIgnore]
    public string? FileTitle =>
        Metadata is { ValueKind: JsonValueKind.Object } metadata && metadata.TryGetProperty("file_name", out var name) && name.ValueKind == JsonValueKind.String
        && Path.GetFileNameWithoutExtension(string.Concat(name.GetString()!.Where(letter => !char.IsControl(letter)))).Trim() is { Length: > 0 } title
            ? Shortening.Beginning(title, LongestTitle) : null;
}

/// <summary>An upload whose form has been checked.</summary>
internal sealed record Upload(string? ExternalId, DocumentCard Card, string MediaType, byte[] Bytes, string Acl);

/// <summary>Title and pages of the searchable version; its headings by the chunk's ordinal only in versions of before chunks had cards.</summary>
internal sealed record Outline(string? Title, IReadOnlyList<string?> Headings)
{
    public IReadOnlyList<DocumentPage> Pages { get; init; } = [];

    /// <summary>Whether something was taken out of its text that its file still says.</summary>
    public bool IsReplaced { get; init; }
}
