using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>What of an answer was said and is not yet shown: decides which events a reader is told, and when the answer must end.</summary>
internal sealed class GuardedAnswer
{
    private readonly Turn _turn;
    private readonly AnswerGuard _guard;
    private readonly PromptSecrets _secrets;
    private readonly HeldForm? _form;
    private List<TurnEvent> _told = [];
    private List<TurnEvent> _given = [];
    private readonly AnswerFindings _findings;
    private readonly HeldCalls _calls;
    private readonly HeldText _text;
    private GuardedText? _thinking;
    private int _checked;

    public GuardedAnswer(Turn turn, AnswerGuard guard)
    {
        (_turn, _guard, _secrets) = (turn, guard, new(turn));
        var values = new GuardedValues(guard, _secrets, Note);
        (_calls, _text) = (new(guard, values), new(turn, guard, _secrets));
        _form = AnswerForm.Of(turn.Options) is { } form ? new(form, values) : null;
        _findings = new(turn);

        // An earlier run of the turn had come to this, and nobody goes on after it.
        IsBlocked = _findings.EndedFor.Count > 0;

        // What waited for an approval was looked at before it did.
        _checked = turn.Draft.Approvals.Count > 0 ? turn.Draft.Length : 0;
    }

    public bool IsBlocked { get; private set; }

    /// <summary>What of the answer is to be looked at once more now that it has ended; null when that was done.</summary>
    public string? Unchecked => IsBlocked || _turn.Draft.Length == 0 || _turn.Draft.Length == _checked ? null : _turn.Draft.Text;

    /// <summary>The events that may be shown now, in their order; valid until the next call.</summary>
    public List<TurnEvent> Told()
    {
        (_told, _given) = (_given, _told);
        _told.Clear();
        return _given;
    }

    public void Take(TurnEvent told)
    {
        switch (told)
        {
            case Delta delta:
                Write(delta.Text);
                break;
            case ThinkingTold thought:
                _thinking ??= _guard.Open(_secrets.Sets, _secrets.IsGiven);
                Show(_thinking, _thinking.Feed(thought.Text), text => new ThinkingTold(text));
                break;
            case ThinkingEnded ended:
                EndThinking(ended);
                break;
            case LogprobsTold likely when _form is not null:
                _form.Weigh(likely);
                break;
            case LogprobsTold likely:
                _text.Weigh(likely);
                Follow();
                break;
            case Cited or Unsupported:
                _text.Stand(told);
                Follow();
                break;
            case Retract retract:
                Withdraw(retract);
                break;
            case QueuePosition:
                _told.Add(told);
                break;
            case AnswerBroken:
                Flush();
                break;
            case ToolCalled or ApprovalRequired or ToolResulted:
                Flush();
                IsBlocked |= !IsBlocked && !_calls.Take(told);
                break;
            default:
                Flush();
                Pass(told);
                break;
        }
    }

    /// <summary>The text has come to its end: what was held back is shown as far as it passes.</summary>
    public void Flush()
    {
        if (_thinking is not null)
        {
            EndThinking(null);
        }

        if (_text.IsEnded || IsBlocked)
        {
            return;
        }

        _text.End();
        var isChanged = _form is null ? ShowRest() : ShowForm(_form);
        _turn.IsRewritten |= isChanged || IsBlocked;
        Follow();
        _text.LetGo();
    }

    /// <summary>Takes what the last look at the shown text has found: where it must not stay, it is taken back.</summary>
    public void Close(IReadOnlyList<AnswerFinding> found)
    {
        _checked = _turn.Draft.Length;
        IsBlocked = found.Any(one => one.Action >= GuardAction.Handoff);
        if (IsBlocked)
        {
            // Before the reason: who goes on after a break-off goes by that.
            _told.Add(new Retract(0, GuardSayings.Reason));
            _turn.IsRewritten = true;
        }

        _told.AddRange(_findings.New(found, isTakenBack: IsBlocked));
    }

    /// <summary>How a blocked answer ends, once its call was stopped.</summary>
    public IEnumerable<TurnEvent> Refuse() =>
        GuardSayings.Refused(_turn, RefusalText.OfAnswer(_guard.Policy, _turn.Understanding?.Language, _findings.EndedFor));

    private void Write(string text)
    {
        if (_thinking is not null)
        {
            EndThinking(null);
        }

        _text.GoOn();

        if (_form is not null)
        {
            _form.Add(text);
            return;
        }

        Show(_text.Text, _text.Feed(text), shown => new Delta(shown));
        Follow();
    }

    private void Show(GuardedText from, string text, Func<string, TurnEvent> told)
    {
        if (text.Length > 0)
        {
            _told.Add(told(text));
        }

        if (from.TakenBack is { } stays)
        {
            _told.Add(new Retract(stays, GuardSayings.Reason));
            _text.LetGo();
        }

        Note(from.TakeFindings());
        IsBlocked |= from.IsBlocked;
    }

    private void Note(IReadOnlyList<AnswerFinding> findings)
    {
        if (findings.Count > 0)
        {
            _told.AddRange(_findings.New(findings));
        }
    }

    // What stands on the text is told when the text is.
    private void Follow() => _text.Follow(_told);

    private void EndThinking(ThinkingEnded? ended)
    {
        if (_thinking is { } thinking)
        {
            _thinking = null;
            Show(thinking, thinking.Finish(), text => new ThinkingTold(text));

            // Its model would not know again what was changed.
            ended = thinking.IsChanged ? new(null, null) : ended;
        }

        if (ended is not null && !IsBlocked)
        {
            _told.Add(ended);
        }
    }

    private void Withdraw(Retract retract)
    {
        var from = _text.Withdraw(retract.From);
        _form?.Clear();
        _checked = 0;
        _thinking = from == 0 ? null : _thinking;
        _told.Add(retract with { From = from });
    }

    private void Pass(TurnEvent told)
    {
        if (IsBlocked && told is not UsageReported)
        {
            return;
        }

        if (told is Ending)
        {
            _told.AddRange(_calls.Release());
        }

        _told.Add(told is GuardFound found ? found with { Message = _guard.ShowOr(found.Message) } : told);
    }

    private bool ShowRest()
    {
        Show(_text.Text, _text.Text.Finish(), text => new Delta(text));
        return _text.Text.IsChanged;
    }

    private bool ShowForm(HeldForm form)
    {
        var shown = form.End();
        IsBlocked |= shown is null;
        _told.AddRange(shown?.Told ?? []);
        return shown?.IsChanged ?? true;
    }
}
