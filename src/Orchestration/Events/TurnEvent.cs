using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>Something that a reader of a turn is told. Its JSON is written once, when it goes into the log.</summary>
public abstract record TurnEvent
{
    /// <summary>The event's name on the wire.</summary>
    internal abstract string Name { get; }

    /// <summary>True for the one event that ends a turn.</summary>
    internal virtual bool IsTerminal => false;
}

/// <summary>The first event: what was begun, with which model and knobs.</summary>
public sealed record TurnStarted(
    TurnId TurnId, ConversationId ConversationId, MessageId UserMessageId, MessageId AssistantMessageId, string Model, Knobs Knobs,
    IReadOnlyList<Adjustment> Adjusted) : TurnEvent
{
    internal override string Name => "turn.started";
}

/// <summary>The answer has to wait for a place at its model.</summary>
/// <param name="Position">From 1, which is next.</param>
/// <param name="EtaS">How long that will take, in seconds, as far as can be told; null before there is anything to tell it by.</param>
public sealed record QueuePosition(int Position, double? EtaS) : TurnEvent
{
    internal override string Name => "queue.position";
}

/// <summary>What the message was understood as. Every confidence is a probability, 0 to 1.</summary>
/// <param name="Intent"><c>question complaint transaction chitchat</c>; null for a script that nothing was learned of.</param>
/// <param name="Language">ISO 639-1; null when it cannot be told.</param>
/// <param name="Task"><c>code legal finance writing translation math summary support question chitchat</c>; null as the intent.</param>
/// <param name="Complexity">0 for a greeting or one known fact, 1 for work of many steps.</param>
public sealed record IntentTold(
    string? Intent, double Confidence, string? Language, string? Task, double TaskConfidence, double LanguageConfidence, double Complexity) : TurnEvent
{
    internal override string Name => "intent";
}

/// <param name="Query">What was searched for.</param>
/// <param name="Sources">The passages that the answer may rest on; empty where none was good enough.</param>
public sealed record Retrieved(string Query, IReadOnlyList<RetrievedSource> Sources) : TurnEvent
{
    /// <summary>What comes nearest where no passage was good enough.</summary>
    public IReadOnlyList<NearPassage> Nearest { get; init; } = [];

    internal override string Name => "retrieval";
}

/// <param name="Label">How the prompt and the answer call this source: <c>S1</c>, <c>S2</c>, …</param>
public sealed record RetrievedSource(
    string Label, string Namespace, ChunkId ChunkId, DocumentId DocumentId, string? Title, string? Heading, double Score);

/// <summary>More text of the answer.</summary>
public sealed record Delta(string Text) : TurnEvent
{
    internal override string Name => "delta";
}

/// <summary>More of what the model thinks before it answers, where that was asked for.</summary>
public sealed record ThinkingTold(string Text) : TurnEvent
{
    internal override string Name => "thinking";
}

/// <summary>A piece of thinking ends.</summary>
/// <param name="Signature">By which its model knows it again; null where it was broken off.</param>
/// <param name="Redacted">The thinking itself, where only its model can read it.</param>
public sealed record ThinkingEnded(string? Signature, string? Redacted) : TurnEvent
{
    internal override string Name => "thinking.end";
}

/// <summary>How likely the next tokens of the answer were, where that was asked for.</summary>
public sealed record LogprobsTold(IReadOnlyList<TokenLogprob> Tokens) : TurnEvent
{
    internal override string Name => "logprobs";
}

/// <summary>Withdraws the shown text from an offset on, and the citations beyond it.</summary>
/// <param name="From">In UTF-16 code units of the message.</param>
/// <param name="Reason"><c>guard</c> or <c>restarted</c>.</param>
public sealed record Retract(int From, string Reason) : TurnEvent
{
    internal override string Name => "retract";
}

/// <summary>A verified quotation.</summary>
public sealed record Cited(Citation Citation) : TurnEvent
{
    internal override string Name => "citation";
}

/// <summary>A sentence that its sources do not bear out. Kept with the message; not an event of the stream of its own.</summary>
public sealed record Unsupported(TextSpan Span) : TurnEvent
{
    internal override string Name => "unsupported";
}

/// <summary>A tool that the caller runs itself is asked for.</summary>
public sealed record ToolCalled(string CallId, string ToolName, JsonElement Arguments) : TurnEvent
{
    internal override string Name => "tool.call";
}

/// <summary>A tool was called and is done.</summary>
public sealed record ToolResulted(string CallId, bool Ok, string Summary) : TurnEvent
{
    internal override string Name => "tool.result";
}

/// <summary>The turn waits until somebody allows or denies a call.</summary>
public sealed record ApprovalRequired(string CallId, string ToolName, JsonElement Arguments, string Reason) : TurnEvent
{
    internal override string Name => "approval.required";
}

/// <summary>What the answer used, before the end.</summary>
public sealed record UsageReported(Usage Usage) : TurnEvent
{
    internal override string Name => "usage";
}

/// <param name="FinishReason"><c>stop length tool refused handoff</c>.</param>
public sealed record TurnCompleted(
    TurnId TurnId, string FinishReason, Message Message, Usage Usage, IReadOnlyList<Citation> Citations, Knobs Knobs,
    IReadOnlyList<Adjustment> Adjusted) : TurnEvent
{
    /// <summary>Which of the texts that end the answer ended it; null where none did, or its provider does not say so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSequence { get; init; }

    /// <summary>What the model thought, where that was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Thought>? Thinking { get; init; }

    internal override string Name => "turn.completed";

    internal override bool IsTerminal => true;
}

/// <param name="Code">A stable name; <c>interrupted</c> when a crash could not be resumed.</param>
/// <param name="RetryAfterS">Seconds after which a new try makes sense, or null.</param>
public sealed record TurnFailed(TurnId TurnId, string Code, string Detail, double? RetryAfterS, Message? Message) : TurnEvent
{
    internal override string Name => "turn.failed";

    internal override bool IsTerminal => true;
}

/// <summary>The last event of a turn that was stopped by its owner.</summary>
public sealed record TurnCancelled(TurnId TurnId, Message? Message) : TurnEvent
{
    internal override string Name => "turn.cancelled";

    internal override bool IsTerminal => true;
}
