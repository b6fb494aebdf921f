using System.Text;
using Parley.Conversations;

namespace Parley.Orchestration;

/// <summary>An answer that nobody sees yet: its text, and all that would show parts of it.</summary>
/// <param name="before">What earlier tries used.</param>
internal sealed class HeldAnswer(Usage before)
{
    private readonly StringBuilder _text = new();
    private readonly List<TurnEvent> _thinking = [];
    private readonly List<TurnEvent> _likely = [];
    private readonly List<TurnEvent> _calls = [];
    private Ending? _ending;

    public string Text => _text.ToString();

    /// <summary>What this try and those before it used; the cost is the turn's as it was told last.</summary>
    public Usage Usage { get; private set; } = before;

    /// <summary>Whether it was meant to be the answer: no tool is called, and nothing was refused.</summary>
    public bool IsAnswer => _ending?.FinishReason is "stop" or "length";

    /// <summary>Whether it ended for want of room.</summary>
    public bool IsCut => _ending?.FinishReason == "length";

    /// <returns>Whether it is held; else it may be shown.</returns>
    public bool Take(TurnEvent told)
    {
        switch (told)
        {
            case Delta delta:
                _text.Append(delta.Text);
                break;
            case Retract retract:
                _text.Length = Math.Min(_text.Length, retract.From);
                _likely.Clear();
                _thinking.Clear();
                break;
            case ThinkingTold or ThinkingEnded:
                _thinking.Add(told);
                break;
            case LogprobsTold:
                _likely.Add(told);
                break;
            case UsageReported { Usage: var used }:
                Usage = new(Usage.InputTokens + used.InputTokens, Usage.OutputTokens + used.OutputTokens, Usage.CachedTokens + used.CachedTokens, used.Cost);
                break;
            case ToolCalled or ApprovalRequired:
                _calls.Add(told);
                break;
            case Ending ending:
                _ending = ending;
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>All that was held, in the order of its kinds.</summary>
    /// <param name="text">The text as it fits the form; null for none. How likely its tokens were is told only where the text is as it was written.</param>
    public IEnumerable<TurnEvent> Release(string? text)
    {
        IEnumerable<TurnEvent> shown = text is null ? [] : [new Delta(text), .. text == Text ? _likely : []];
        return [.. _thinking, .. shown, new UsageReported(Usage), .. _calls, _ending!];
    }
}
