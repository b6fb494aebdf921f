using Parley.Conversations;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>How many messages met with which action.</summary>
public sealed record ActionCounts(long Allow, long Redact, long Review, long Handoff, long Block)
{
    public static ActionCounts None { get; } = new(0, 0, 0, 0, 0);

    internal ActionCounts And(GuardAction action) => action switch
    {
        GuardAction.Redact => this with { Redact = Redact + 1 },
        GuardAction.Review => this with { Review = Review + 1 },
        GuardAction.Handoff => this with { Handoff = Handoff + 1 },
        GuardAction.Block => this with { Block = Block + 1 },
        _ => this with { Allow = Allow + 1 },
    };
}

/// <summary>How often one guard acted because of one kind; a message counts once, with the strictest.</summary>
public sealed record GuardCounts(string Guard, string Kind, ActionCounts Now, ActionCounts Draft);

/// <summary>A message as an example, without its text.</summary>
/// <param name="Findings">Why the draft acts; where it lets the message pass, why the policy in force does not.</param>
internal sealed record KeptExample(MessageId MessageId, ConversationId ConversationId, string Source, DateTimeOffset CreatedAt, GuardAction Now, GuardAction Draft, IReadOnlyList<Finding> Findings);

/// <summary>Counts what two policies make of messages. What it keeps is bounded, however many there are.</summary>
internal sealed record DryRunTally
{
    private const int MostChanged = 50;
    private const int MostAlike = 20;
    private const int MostFindings = 10;
    private const int MostGuards = 500;

    public long Messages { get; init; }

    /// <summary>Messages whose key was destroyed.</summary>
    public long Unreadable { get; init; }

    /// <summary>Whether some of the messages were not looked at, because there were too many or it took too long.</summary>
    public bool IsPartial { get; init; }

    public long Stricter { get; init; }

    public long Milder { get; init; }

    public ActionCounts Now { get; init; } = ActionCounts.None;

    public ActionCounts Draft { get; init; } = ActionCounts.None;

    public IReadOnlyList<GuardCounts> Guards { get; init; } = [];

    /// <summary>Messages that meet with another action than now, the newest first.</summary>
    public IReadOnlyList<KeptExample> Changed { get; init; } = [];

    /// <summary>Messages that are acted on as now.</summary>
    public IReadOnlyList<KeptExample> Alike { get; init; } = [];

    public DryRunTally And(TenantMessage message, PolicyTrial trial)
    {
        if (message.Content is not { } text)
        {
            return this with { Unreadable = Unreadable + 1 };
        }

        var isOutput = message.Role != "user";
        var (now, draft) = trial.Look(text, isOutput);
        var isChanged = now.Action != draft.Action;
        var findings = draft.Reasons.Count > 0 ? draft.Reasons : now.Reasons;
        KeptExample Example() => new(
            message.Id, message.Conversation, isOutput ? "output" : "user", message.CreatedAt, now.Action, draft.Action, [.. findings.Take(MostFindings)]);
        return this with
        {
            Messages = Messages + 1,
            Stricter = Stricter + (draft.Action > now.Action ? 1 : 0),
            Milder = Milder + (draft.Action < now.Action ? 1 : 0),
            Now = Now.And(now.Action),
            Draft = Draft.And(draft.Action),
            Guards = now.Reasons.Count + draft.Reasons.Count > 0 ? Counted(now, draft) : Guards,
            Changed = isChanged && Changed.Count < MostChanged ? [.. Changed, Example()] : Changed,
            Alike = !isChanged && draft.Action != GuardAction.Allow && Alike.Count < MostAlike ? [.. Alike, Example()] : Alike,
        };
    }

    private List<GuardCounts> Counted(TrialVerdict now, TrialVerdict draft)
    {
        var counts = Guards.ToDictionary(one => (one.Guard, one.Kind));
        foreach (var (verdict, isDraft) in ((TrialVerdict, bool)[])[(now, false), (draft, true)])
        {
            foreach (var reason in verdict.Reasons)
            {
                var key = (reason.Guard, reason.Kind);
                var before = counts.GetValueOrDefault(key) ?? new(reason.Guard, reason.Kind, ActionCounts.None, ActionCounts.None);
                if (counts.Count < MostGuards || counts.ContainsKey(key))
                {
                    counts[key] = isDraft ? before with { Draft = before.Draft.And(reason.Action) } : before with { Now = before.Now.And(reason.Action) };
                }
            }
        }

        return [.. counts.Values.OrderBy(one => one.Guard, StringComparer.Ordinal).ThenBy(one => one.Kind, StringComparer.Ordinal)];
    }
}
