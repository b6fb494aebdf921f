using System.Text;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>What of an answer was said and is not yet shown.</summary>
internal sealed class GuardedAnswer
{
    private readonly Turn _turn;
    private readonly AnswerGuard _guard;
    private readonly PromptSecrets _secrets;
    private readonly GuardedValues _values;
    private readonly AnswerForm? _form;
    private readonly List<TurnEvent> _told = [];
    private readonly List<TurnEvent> _standing = [];
    private readonly HashSet<(string, string, GuardAction)> _findings;
    private readonly StringBuilder _untold = new();
    private readonly List<TurnEvent> _tokensOfWhole = [];
    private HeldTokens _tokens = new();
    private GuardedText _text;
    private GuardedText? _thinking;
    private StringBuilder? _whole;

    // How much of the text was read, and how much more that is than this part of it knows of.
    private int _read;
    private int _before;
    private bool _isEnded;

    public GuardedAnswer(Turn turn, AnswerGuard guard)
    {
        (_turn, _guard, _secrets) = (turn, guard, new(turn));
        _values = new(guard, _secrets, Note);
        _form = AnswerForm.Of(turn.Options);
        _findings = [.. turn.Draft.Findings.Where(finding => finding.Source == GuardSayings.Output).Select(finding => (finding.Guard, finding.Kind, finding.Action))];
        _text = Begin(turn.Draft.Text, turn.Draft.Length);
    }

    public bool IsBlocked { get; private set; }

    /// <summary>The events that may be shown now, in their order.</summary>
    public IReadOnlyList<TurnEvent> Told()
    {
        if (_told.Count == 0)
        {
            return [];
        }

        TurnEvent[] told = [.. _told];
        _told.Clear();
        return told;
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
            case LogprobsTold when _form is not null:
                _tokensOfWhole.Add(told);
                break;
            case LogprobsTold likely:
                _tokens.Add(likely.Tokens, _untold.ToString(), _read - _before);
                _untold.Clear();
                Follow();
                break;
            case Cited or Unsupported:
                _standing.Add(told);
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

        if (_isEnded || IsBlocked)
        {
            return;
        }

        _isEnded = true;
        if (_whole is { Length: > 0 } whole)
        {
            _whole = null;
            ShowWhole(whole.ToString());
        }
        else
        {
            Show(_text, _text.Finish(), text => new Delta(text));
        }

        _turn.IsRewritten |= _text.IsChanged || IsBlocked;
        Follow();
        _standing.Clear();
    }

    /// <summary>How a blocked answer ends, once its call was stopped.</summary>
    public IEnumerable<TurnEvent> Refuse()
    {
        var words = RefusalText.For(_guard.Policy, _turn.Understanding?.Language);
        if (_turn.Draft.IsThinking)
        {
            yield return new ThinkingEnded(null, null);
        }

        yield return new Delta(_turn.Draft.Length > 0 ? $"\n\n{words}" : words);
        if (_turn.Draft.Usage is null)
        {
            yield return new UsageReported(new(
                _turn.Attempts.Sum(attempt => attempt.InputTokens), _turn.Attempts.Sum(attempt => attempt.OutputTokens), 0, _turn.Spent.ToString()));
        }

        yield return new Ending("refused");
    }

    /// <param name="read">Where what follows begins for those who look at the text before it is guarded.</param>
    private GuardedText Begin(string shown, int read)
    {
        (_read, _before, _isEnded) = (read, read - shown.Length, false);
        return _guard.Open(_secrets.Sets, _secrets.IsGiven, shown);
    }

    private void Write(string text)
    {
        if (_thinking is not null)
        {
            EndThinking(null);
        }

        if (_isEnded)
        {
            // Somebody else goes on with what is shown.
            _text = Begin(_turn.Draft.Text, _read);
        }

        // An answer in a form comes whole, from a model or from what was kept.
        if (_form is not null)
        {
            (_whole ??= new()).Append(text);
            return;
        }

        if (_turn.Options.Asks?.Logprobs is not null)
        {
            _untold.Append(text);
        }

        _read += text.Length;
        Show(_text, _text.Feed(text), shown => new Delta(shown));
        Follow();
    }

    private void Show(GuardedText from, string text, Func<string, TurnEvent> told)
    {
        if (text.Length > 0)
        {
            _told.Add(told(text));
        }

        Note(from.TakeFindings());
        IsBlocked |= from.IsBlocked;
    }

    private void Note(IReadOnlyList<AnswerFinding> findings)
    {
        foreach (var found in findings)
        {
            if (_findings.Add((found.Guard, found.Kind, found.Action)))
            {
                _told.Add(GuardSayings.Of(found));
            }
        }
    }

    // What stands on the text is told when the text is.
    private void Follow()
    {
        if (_tokens.Take(_text) is { } likely)
        {
            _told.Add(likely);
        }

        for (var i = 0; i < _standing.Count;)
        {
            if (Moved(_standing[i]) is { } moved)
            {
                _told.Add(moved);
                _standing.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }
    }

    private TurnEvent? Moved(TurnEvent told) => told switch
    {
        Cited { Citation: var citation } when _text.Find(citation.MessageStart - _before, citation.MessageEnd - _before) is var (start, end) => new Cited(citation with
        {
            Title = _guard.ShowOr(citation.Title),
            Heading = _guard.ShowOr(citation.Heading),
            Quote = _guard.ShowOr(citation.Quote),
            MessageStart = start,
            MessageEnd = end,
        }),
        Unsupported { Span: var span } when _text.Find(span.MessageStart - _before, span.MessageEnd - _before) is var (start, end) => new Unsupported(new(start, end)),
        _ => null,
    };

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
        var from = retract.From <= 0 ? 0 : _text.Find(retract.From - _before, retract.From - _before)?.Start ?? _turn.Draft.Length;
        _standing.Clear();
        _untold.Clear();
        _tokensOfWhole.Clear();
        (_thinking, _whole, _tokens) = (from == 0 ? null : _thinking, null, new());

        // Those who look at it before read the shown text anew, too.
        from = Math.Min(from, _turn.Draft.Length);
        _text = Begin(_turn.Draft.Text[..from], from);
        _told.Add(retract with { From = from });
    }

    private void Pass(TurnEvent told)
    {
        if (IsBlocked)
        {
            return;
        }

        var shown = told switch
        {
            ToolCalled call when _values.Of(call.Arguments) is { } arguments => call with { Arguments = arguments },
            ApprovalRequired asked when _values.Of(asked.Arguments) is { } arguments => asked with { Arguments = arguments, Reason = _guard.ShowOr(asked.Reason) },
            ToolCalled or ApprovalRequired => null,
            ToolResulted result => result with { Summary = _guard.ShowOr(result.Summary) },
            GuardFound found => found with { Message = _guard.ShowOr(found.Message) },
            _ => told,
        };
        IsBlocked |= shown is null;
        if (shown is not null)
        {
            _told.Add(shown);
        }
    }

    // What no longer has its form is not shown.
    private void ShowWhole(string whole)
    {
        if (_values.Whole(whole) is not { } shown || (shown != whole && _form!.Judge(shown, isCut: false).Text != shown))
        {
            IsBlocked = true;
            return;
        }

        _turn.IsRewritten |= shown != whole;
        _told.Add(new Delta(shown));
        if (shown == whole)
        {
            _told.AddRange(_tokensOfWhole);
        }

        _tokensOfWhole.Clear();
    }
}
