using Microsoft.Extensions.AI;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Models;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>One turn while it is worked on: what it was asked, and what the steps have found out so far.</summary>
internal sealed class Turn
{
    public required TurnId Id { get; init; }

    public required TenantScope Tenant { get; init; }

    public required SubjectId Subject { get; init; }

    public required ConversationId Conversation { get; init; }

    /// <summary>The message that is answered: the user's, or the last tool result.</summary>
    public required MessageId UserMessage { get; init; }

    /// <summary>The system message at the root of the branch, or null.</summary>
    public MessageId? SystemMessage { get; init; }

    public required MessageId AssistantMessage { get; init; }

    public required TurnOptions Options { get; init; }

    /// <summary>The text of the message that is answered, as models may see it.</summary>
    public required string UserText { get; set; }

    /// <summary>The same where something was taken out of it; null where it is as it was sent.</summary>
    public string? Redacted { get; set; }

    /// <summary>Whether a guard ended the turn before a model was asked.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Counts from 1; above that, an earlier run died or was handed over.</summary>
    public required long Attempt { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Where in which trace it was accepted, as the W3C's traceparent has it; null when in none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Whether it is known that its conversation is not to be kept, so that nobody is to find what it says.</summary>
    public bool IsPassing { get; init; }

    /// <summary>Whether it is known that no message of its conversation has files.</summary>
    public bool HasNoFiles { get; init; }

    /// <summary>Its whole conversation up to the message that is answered, newest first; null where it is to be read.</summary>
    public IReadOnlyList<Message>? Branch { get; init; }

    /// <summary>What was shown already, by earlier runs and by this one.</summary>
    public Draft Draft { get; } = new();

    /// <summary>True when the message is the result of a tool: nobody said it.</summary>
    public bool AnswersTool { get; init; }

    /// <summary>What the message was understood as; null when it was not.</summary>
    public UnderstandingRecord? Understanding { get; set; }

    /// <summary>The task of the message where it is sure enough to set knobs by.</summary>
    public UnderstoodTask? SureTask { get; set; }

    /// <summary>The deployment that answers: the first of the plan, and once there is an answer, the one that wrote it.</summary>
    public Deployment? Deployment { get; set; }

    /// <summary>Where else to ask.</summary>
    public ModelPlan? Plan { get; set; }

    /// <summary>The variant of its route's experiment; null for none.</summary>
    public ExperimentArm? Arm { get; set; }

    /// <summary>Tokens that were to be sent when the model was chosen, estimated; null where no rule asked for it.</summary>
    public long? ContextTokens { get; set; }

    /// <summary>Whether what answers stands in for models that failed, and has to say so.</summary>
    public bool StandsIn { get; set; }

    /// <summary>Whether none of the models of the plan answered, and what answers now says nothing of an experiment.</summary>
    public bool IsResort { get; set; }

    public ResolvedKnobs? Knobs { get; set; }

    /// <summary>The conversation so far that fits the budget, oldest first, with the message that is answered last.</summary>
    public IReadOnlyList<Message> Window { get; set; } = [];

    public Message? System { get; set; }

    public MemoryRecord? Memory { get; set; }

    /// <summary>The text of the answer that is given again in another length; null when none is.</summary>
    public string? EarlierAnswer { get; set; }

    /// <summary>What stands before the window: the summary and the kept messages; empty when there is nothing earlier.</summary>
    public string Earlier { get; set; } = "";

    /// <summary>What <see cref="Earlier"/> is written of.</summary>
    public Summary? Summary { get; set; }

    /// <inheritdoc cref="Summary"/>
    public IReadOnlyList<KeptMessage> Kept { get; set; } = [];

    /// <summary>How much of the room for the conversation the window takes; null before it is known.</summary>
    public WindowFill? Fill { get; set; }

    /// <summary>The files of the messages in the window, as the prompt has them.</summary>
    public IReadOnlyDictionary<MessageId, MessageFiles> Files { get; set; } = new Dictionary<MessageId, MessageFiles>();

    /// <summary>Which way each of them went.</summary>
    public IReadOnlyList<AttachmentRecord> Attachments { get; set; } = [];

    public IReadOnlyList<Source> Sources { get; set; } = [];

    public RetrievalRecord? Retrieval { get; set; }

    /// <summary>Whether documents were looked through, and none of them is good enough for an answer to rest on.</summary>
    public bool IsWithoutSources { get; set; }

    /// <summary>What comes nearest where no passage was good enough to be a source.</summary>
    public IReadOnlyList<NearPassage> Nearest { get; set; } = [];

    /// <summary>Text of others that the prompt holds.</summary>
    public Taint Taint { get; set; } = Taint.None;

    /// <summary>The results of tools in which a guard found something, and that stay.</summary>
    public HashSet<MessageId> Suspicious { get; } = [];

    /// <summary>Where a guard found something: labels of passages, ids of calls and files.</summary>
    public List<string> SuspiciousLabels { get; } = [];

    /// <summary>Material that was left out of the prompt: what it names is no more trusted for that.</summary>
    public List<string> LeftOut { get; } = [];

    /// <summary>The passages of it, as they were found: who decides about a finding reads them.</summary>
    public List<Source> LeftOutSources { get; } = [];

    /// <summary>What tools may do in a tainted turn.</summary>
    public ToolRule ToolRule { get; set; } = ToolRule.Standard;

    public IReadOnlyList<ChatMessage> Prompt { get; set; } = [];

    public PromptRecord? PromptRecord { get; set; }

    /// <summary>In which state what may be found was before it was searched; null where no answer is given again.</summary>
    public string? KnowledgeVersion { get; set; }

    /// <summary>The earlier answer that this one is; null when a model was asked.</summary>
    public CacheRecord? Cache { get; set; }

    /// <summary>The kinds of earlier answers that were looked for: <c>exact semantic</c>.</summary>
    public HashSet<string> Looked { get; } = [];

    /// <summary>What the earlier answer had cost; null where none was given again, or that is not known.</summary>
    public KeptUsage? Saved { get; set; }

    /// <summary>Whether a guard changed what was answered.</summary>
    public bool IsRewritten { get; set; }

    public List<ModelAttempt> Attempts { get; } = [];

    /// <summary>What the calls of its models cost so far in this run.</summary>
    public Money Spent { get; set; } = new(0);

    public Dictionary<string, double> Timings { get; } = [];

    /// <summary>When this run began to ask for the answer, a timestamp of the clock; null while its steps are taken.</summary>
    public long? AskedAt { get; set; }

    /// <summary>What somebody decided about calls of this turn, by the call's id.</summary>
    public Dictionary<string, ToolDecision> Decisions { get; } = [];

    /// <summary>The messages that came with this send: those after the last answer.</summary>
    public IReadOnlySet<MessageId> SentMessages() =>
        Window.Reverse().TakeWhile(message => message.Role is "user" or "tool").Select(message => message.Id).ToHashSet();
}

/// <param name="Tokens">Of the messages in the window, without their files.</param>
/// <param name="Room">Tokens that the conversation may take.</param>
/// <param name="Taken">Of the messages in the window and what stands before it, as they were counted when it was chosen; a count made again may differ.</param>
internal sealed record WindowFill(long Tokens, long Room, long Taken);

/// <summary>A passage with the label that the prompt and the answer call it by.</summary>
internal sealed record Source(string Label, SearchHit Hit)
{
    /// <summary>Whether a guard found something in it.</summary>
    public bool IsSuspicious { get; init; }
}
