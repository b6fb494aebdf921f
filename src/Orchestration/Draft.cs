using System.Text;
using Parley.Conversations;

namespace Parley.Orchestration;

/// <summary>The answer as a reader has it: the deltas with the retractions applied, and what goes with the text.</summary>
internal sealed class Draft
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thinking = new();
    private readonly List<Thought> _thoughts = [];

    public string Text => _text.ToString();

    public int Length => _text.Length;

    public List<Citation> Citations { get; } = [];

    public List<TextSpan> Unsupported { get; } = [];

    public List<ToolCalled> Calls { get; } = [];

    /// <summary>What guards found, in the order in which it was told.</summary>
    public List<GuardFound> Findings { get; } = [];

    public List<ApprovalRequired> Approvals { get; } = [];

    /// <summary>What was thought, each piece as far as it came.</summary>
    public IReadOnlyList<Thought> Thinking => _thinking.Length == 0 ? _thoughts : [.. _thoughts, new(_thinking.ToString(), null)];

    /// <summary>Whether a piece of thinking is begun and not ended.</summary>
    public bool IsThinking => _thinking.Length > 0;

    public Usage? Usage { get; private set; }

    /// <summary>Whether a guard has withdrawn something that was shown.</summary>
    public bool IsTakenBack { get; private set; }

    /// <summary>True once turn.started stands in the log.</summary>
    public bool IsStarted { get; set; }

    /// <summary>True once the intent event stands in the log.</summary>
    public bool IsUnderstood { get; set; }

    /// <summary>True once the retrieval event stands in the log.</summary>
    public bool IsRetrieved { get; set; }

    /// <summary>Takes an event as a reader would.</summary>
    public void Apply(TurnEvent turnEvent)
    {
        switch (turnEvent)
        {
            case TurnStarted:
                IsStarted = true;
                break;
            case IntentTold:
                IsUnderstood = true;
                break;
            case Retrieved:
                IsRetrieved = true;
                break;
            case Delta delta:
                _text.Append(delta.Text);
                break;
            case ThinkingTold thinking:
                _thinking.Append(thinking.Text);
                break;
            case ThinkingEnded ended:
                _thoughts.Add(new(_thinking.ToString(), ended.Signature, ended.Redacted));
                _thinking.Clear();
                break;
            case Retract retract:
                IsTakenBack |= retract.Reason == GuardSayings.Reason;
                Withdraw(retract.From);
                break;
            case Cited cited:
                Citations.Add(cited.Citation);
                break;
            case Orchestration.Unsupported unsupported:
                Unsupported.Add(unsupported.Span);
                break;
            case ToolCalled call:
                Calls.Add(call);
                break;
            case ApprovalRequired approval:
                Approvals.Add(approval);
                break;
            case GuardFound finding:
                Findings.Add(finding);
                break;
            case UsageReported usage:
                Usage = usage.Usage;
                break;
        }
    }

    private void Withdraw(int from)
    {
        _text.Length = Math.Min(_text.Length, Math.Max(0, from));
        Citations.RemoveAll(citation => citation.MessageEnd > from);
        Unsupported.RemoveAll(span => span.MessageEnd > from);
        if (from <= 0)
        {
            _thoughts.Clear();
            _thinking.Clear();
        }
    }
}
