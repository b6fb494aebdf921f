using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Conversations;

/// <summary>One message of a conversation's tree.</summary>
/// <param name="Role"><c>user assistant system tool agent</c>.</param>
/// <param name="State"><c>complete running interrupted cancelled failed</c>.</param>
/// <param name="Feedback">What its reader thought of an answer; null when nothing was said.</param>
/// <param name="SiblingIds">Messages with the same parent and role, this one among them, oldest first: at most 101, the nearest.</param>
public sealed record Message(
    MessageId Id,
    ConversationId ConversationId,
    MessageId? ParentId,
    TurnId? TurnId,
    string Role,
    string Content,
    string State,
    DateTimeOffset CreatedAt,
    string? Model,
    IReadOnlyList<Citation> Citations,
    IReadOnlyList<TextSpan> Unsupported,
    Usage? Usage,
    Feedback? Feedback,
    IReadOnlyList<MessageId> SiblingIds,
    IReadOnlyList<Attachment> Attachments,
    IReadOnlyList<ToolCall>? ToolCalls,
    string? CallId)
{
    /// <summary>How many of its siblings are older.</summary>
    public int SiblingIndex { get; init; }

    /// <summary>How many siblings there are, this one included.</summary>
    public int SiblingCount { get; init; } = 1;

    /// <summary>
    /// <c>sources</c>: the answer was given passages to rest on; <c>none</c>: documents were searched, none was good enough, and the answer goes
    /// without; null: none were searched.
    /// </summary>
    public string? Grounding { get; init; }

    /// <summary>What comes nearest to the question where no passage was good enough.</summary>
    public IReadOnlyList<NearPassage> Nearest { get; init; } = [];

    /// <summary>Set on an answer that was given before; null on one that was made for this question.</summary>
    public Reused? Reused { get; init; }

    /// <summary>Whether its subject wants it to stay in the prompt.</summary>
    public bool Pinned { get; init; }

    /// <summary>Who of several says it, where its sender named one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>Whether a guard refused to have its question answered: neither is anything for a model. Its sender may appeal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsRefused { get; init; }

    /// <summary>What the model thought before the answer, to be given back to it; nothing for readers.</summary>
    [JsonIgnore]
    public IReadOnlyList<Thought> Thinking { get; init; } = [];
}

/// <summary>A verified quotation: the span of the document and the span of the message that it supports, in UTF-16 code units.</summary>
/// <param name="Page">On which the quote begins, from 1; null where the format has none.</param>
/// <param name="DocumentSha256">Of the text in which start and end count; null in answers of before it was kept.</param>
public sealed record Citation(
    string Label,
    string Namespace,
    DocumentId DocumentId,
    ChunkId ChunkId,
    string? Title,
    string? Heading,
    int? Page,
    int Start,
    int End,
    string Quote,
    bool Verified,
    int MessageStart,
    int MessageEnd,
    string? DocumentSha256 = null);

/// <summary>A passage of a document that is near to what was asked, without answering it.</summary>
/// <param name="Start">Where it starts in the document's text, in UTF-16 code units.</param>
/// <param name="End">Where that ends.</param>
public sealed record NearPassage(
    string Namespace, DocumentId DocumentId, ChunkId ChunkId, string? Title, string? Heading, int? Page, int Start, int End);

/// <summary>That an answer was given before.</summary>
/// <param name="Kind"><c>exact</c>: to the very same prompt; <c>semantic</c>: to a question that means the same.</param>
/// <param name="AgeS">Seconds from when it was given first to when it was given again.</param>
public sealed record Reused(string Kind, double AgeS)
{
    /// <summary>True when it was given because no model answered.</summary>
    [JsonPropertyName("last_resort")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsLastResort { get; init; }
}

/// <summary>A span of a message's text, in UTF-16 code units; the end is exclusive.</summary>
public sealed record TextSpan(int MessageStart, int MessageEnd);

/// <summary>What an answer used.</summary>
/// <param name="Cost">Money as a decimal string in the tenant's currency.</param>
public sealed record Usage(long InputTokens, long OutputTokens, long CachedTokens, string Cost);

/// <summary>A call of a tool that the caller runs itself.</summary>
/// <param name="Arguments">A JSON object.</param>
public sealed record ToolCall(string CallId, string Name, JsonElement Arguments);

/// <summary>A piece of what a model thought before its answer.</summary>
/// <param name="Text">Empty where it is not shown.</param>
/// <param name="Signature">By which its model knows it again; null where it was broken off.</param>
/// <param name="Redacted">The thinking itself, where only its model can read it.</param>
public sealed record Thought(string Text, string? Signature, string? Redacted = null);

/// <summary>What is kept sealed beside a message's text.</summary>
public sealed record MessageDetails
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Citation>? Citations { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TextSpan>? Unsupported { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Grounding { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NearPassage>? Nearest { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Usage? Usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Reused? Reused { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>The files that were sent with a message.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Attachment>? Attachments { get; init; }

    /// <summary>Who of several says it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>What the model thought before the answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Thought>? Thinking { get; init; }

    /// <summary>Whether a guard refused to have its question answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsRefused { get; init; }

    /// <summary>For a tool's result: the call that it answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CallId { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MessageDetails))]
[JsonSerializable(typeof(Feedback))]
internal sealed partial class DetailsJson : JsonSerializerContext;
