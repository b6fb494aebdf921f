using System.Text.Json.Serialization;
using Parley.Knowledge;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>How an answer came to be (guarantee G8). Holds no text of the conversation, so that it may outlive it.</summary>
/// <param name="Model">What the request named or the default, by the provider's name.</param>
/// <param name="Deployment">The deployment that answered, by its name.</param>
/// <param name="TimingsMs">Milliseconds spent in each step, by its name.</param>
/// <param name="TraceId">The trace in which all of this can be seen, and which log lines and usage records name.</param>
public sealed record Provenance(
    TurnId TurnId,
    string? Model,
    string? Deployment,
    IReadOnlyList<ModelAttempt> Attempts,
    PromptRecord? Prompt,
    Knobs? Knobs,
    IReadOnlyList<Adjustment> Adjusted,
    RetrievalRecord? Retrieval,
    IReadOnlyList<string> Tools,
    IReadOnlyList<GuardRecord> Guards,
    CacheRecord? Cache,
    Conversations.Usage? Usage,
    IReadOnlyDictionary<string, double> TimingsMs,
    MemoryRecord? Memory,
    string Door,
    long Runs,
    string? TraceId = null)
{
    /// <summary>What the reader of the answer thought of it; null when nothing was said.</summary>
    public Conversations.Feedback? Feedback { get; init; }

    /// <summary>What the message was understood as; null when it was not.</summary>
    public UnderstandingRecord? Understanding { get; init; }

    /// <summary>Text of others that stood in the prompt; null where none did.</summary>
    public Taint? Taint { get; init; }

    /// <summary>The variant of its route's experiment; null for none.</summary>
    public ExperimentArm? Experiment { get; init; }

    /// <summary>What was to be sent when the model was chosen, in estimated tokens without passages; null where no rule of the route asked for it.</summary>
    public long? ContextTokens { get; init; }

    /// <summary>The answer that was given again in another length; null when none was.</summary>
    public Revision? Revision { get; init; }

    /// <summary>Which way the files went that were attached to the messages in the window.</summary>
    public IReadOnlyList<AttachmentRecord> Attachments { get; init; } = [];
}

/// <summary>What became of an attached file.</summary>
/// <param name="Way">
/// <c>prompt</c>: its text stood in it; <c>knowledge</c>: it was searched, being too large; <c>not_ready</c>: that was not possible in time;
/// <c>image</c>: the model saw it; <c>unseen</c>: the model cannot, or it was one too many; <c>earlier</c>: its message stood not in the
/// window, being folded or on another branch, so it was only searched, and an image not at all; <c>gone</c>: it was deleted.
/// </param>
/// <param name="Tokens">What it took of the prompt, estimated.</param>
public sealed record AttachmentRecord(MessageId MessageId, FileId FileId, string Way, long Tokens);

/// <summary>One attempt to get the answer of a deployment.</summary>
/// <param name="Outcome"><c>ok</c>, <c>cancelled</c>, or the kind of the failure, such as <c>rate_limited</c>.</param>
/// <param name="MsToFirstToken">Null when no token came.</param>
public sealed record ModelAttempt(
    string Deployment, string Outcome, double? MsToFirstToken, double Ms, long InputTokens, long OutputTokens, string Cost)
{
    /// <summary>True when it was made because the one before it was late with its first token.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Hedge { get; init; }
}

/// <param name="Version">The prompt file's name and version.</param>
/// <param name="Sha256">Of the whole prompt as it was sent.</param>
public sealed record PromptRecord(string Version, string Sha256)
{
    /// <summary>Whose words it is made of; null in records of before this was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PromptSpan>? Spans { get; init; }
}

/// <param name="Answerable">Whether the best passages were above the relevance floor.</param>
/// <param name="Chunks">What was found, the best first, also where it was not good enough for the prompt.</param>
public sealed record RetrievalRecord(bool Answerable, double AnswerableScore, IReadOnlyList<ChunkRecord> Chunks)
{
    /// <summary>What entered the prompt.</summary>
    public IReadOnlyList<PassageRecord> Passages { get; init; } = [];

    /// <summary>Queries, legs, candidates with what was seen of them, and the floor; told while the conversation is there, and not kept in the record.</summary>
    public SearchExplanation? Explanation { get; init; }

    /// <summary>True where nothing was looked for, because what was said needs no document.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NotNeeded { get; init; }
}

/// <summary>A passage that stood in the prompt.</summary>
/// <param name="Start">Where it starts in the document's text, in UTF-16 code units.</param>
/// <param name="End">Where that ends.</param>
/// <param name="Tokens">What it took of the prompt, estimated.</param>
public sealed record PassageRecord(string Label, string Namespace, DocumentId DocumentId, ChunkId ChunkId, int? Page, int Start, int End, long Tokens);

/// <summary>A passage that was found, with its score.</summary>
public sealed record ChunkRecord(string Label, string Namespace, ChunkId ChunkId, DocumentId DocumentId, double Score);

/// <summary>The earlier answer that was given again.</summary>
/// <param name="Kind"><c>exact</c>: to the very same prompt; <c>semantic</c>: to a question that means the same.</param>
/// <param name="AgeS">Seconds since it was given first.</param>
public sealed record CacheRecord(string Kind, double AgeS, TurnId OfTurnId)
{
    /// <summary>True when it was given because no model answered, and so perhaps later than it would be otherwise.</summary>
    [JsonPropertyName("last_resort")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsLastResort { get; init; }
}

/// <summary>What of the conversation entered the prompt.</summary>
/// <param name="Included">The messages in the window, oldest first.</param>
/// <param name="LeftOut">True when older messages are in the prompt neither in full nor by the summary.</param>
/// <param name="Tokens">Of the window, the summary and the kept messages.</param>
/// <param name="LeftOutCount">How many were left out, as far as they were counted.</param>
/// <param name="Summary">What stood for the messages before the window; null when nothing did.</param>
/// <param name="Kept">Earlier messages that stayed, oldest first.</param>
public sealed record MemoryRecord(
    IReadOnlyList<MessageId> Included, bool LeftOut, long Tokens, int LeftOutCount = 0, SummaryRecord? Summary = null,
    IReadOnlyList<KeptRecord>? Kept = null)
{
    public IReadOnlyList<KeptRecord> Kept { get; init; } = Kept ?? [];
}

/// <summary>A summary that was in a prompt, without its text.</summary>
/// <param name="MadeBy">The deployment that wrote it, or <c>extractive</c>.</param>
public sealed record SummaryRecord(MessageId FromMessageId, MessageId ThroughMessageId, long Messages, long Tokens, string MadeBy);

/// <summary>An earlier message that stayed in a prompt.</summary>
/// <param name="Reason"><c>pinned</c>, <c>decision</c> or <c>open_question</c>.</param>
public sealed record KeptRecord(MessageId MessageId, string Reason);
