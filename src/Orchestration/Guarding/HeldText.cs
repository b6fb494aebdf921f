using System.Text;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>The text of an answer until the guards passed it, and what stands on it: citations, unsupported spans, how likely its tokens were.</summary>
internal sealed class HeldText
{
    private readonly Turn _turn;
    private readonly AnswerGuard _guard;
    private readonly PromptSecrets _secrets;
    private readonly List<TurnEvent> _standing = [];
    private readonly StringBuilder _untold = new();
    private HeldTokens _tokens = new();

    // How much of the text was read, and how much more that is than this part of it knows of.
    private int _read;
    private int _before;

    public HeldText(Turn turn, AnswerGuard guard, PromptSecrets secrets)
    {
        (_turn, _guard, _secrets) = (turn, guard, secrets);
        Text = Begin(turn.Draft.Text, turn.Draft.Length);
    }

    /// <summary>The part that is guarded now.</summary>
    public GuardedText Text { get; private set; }

    public bool IsEnded { get; private set; }

    /// <summary>Goes on behind what is shown, where somebody else writes after an end.</summary>
    public void GoOn()
    {
        if (IsEnded)
        {
            Text = Begin(_turn.Draft.Text, _read);
        }
    }

    /// <returns>What may be shown now.</returns>
    public string Feed(string text)
    {
        if (_turn.Options.Asks?.Logprobs is not null)
        {
            _untold.Append(text);
        }

        _read += text.Length;
        return Text.Feed(text);
    }

    public void Weigh(LogprobsTold likely)
    {
        _tokens.Add(likely.Tokens, _untold.ToString(), _read - _before);
        _untold.Clear();
    }

    public void Stand(TurnEvent told) => _standing.Add(told);

    public void End() => IsEnded = true;

    /// <summary>What stands on nothing that was shown is not told.</summary>
    public void LetGo() => _standing.Clear();

    /// <summary>Adds what stands on the text, as far as the text is shown.</summary>
    public void Follow(List<TurnEvent> told)
    {
        if (_tokens.Take(Text) is { } likely)
        {
            told.Add(likely);
        }

        for (var i = 0; i < _standing.Count;)
        {
            if (Moved(_standing[i]) is { } moved)
            {
                _standing.RemoveAt(i);
                told.Add(moved);
            }
            else
            {
                i++;
            }
        }
    }

    /// <param name="from">In the text as it was read.</param>
    /// <returns>In the text as it is shown.</returns>
    public int Withdraw(int from)
    {
        var shown = from <= 0 ? 0 : Text.Find(from - _before, from - _before)?.Start ?? _turn.Draft.Length;
        _standing.Clear();
        _untold.Clear();
        _tokens = new();

        // Those who look at it before read the shown text anew, too.
        shown = Math.Min(shown, _turn.Draft.Length);
        Text = Begin(_turn.Draft.Text[..shown], shown);
        return shown;
    }

    /// <param name="read">Where what follows begins for those who look at the text before it is guarded.</param>
    private GuardedText Begin(string shown, int read)
    {
        (_read, _before, IsEnded) = (read, read - shown.Length, false);
        return _guard.Open(_secrets.Sets, _secrets.IsGiven, shown, canBeTakenBack: true);
    }

    private TurnEvent? Moved(TurnEvent told) => told switch
    {
        Cited { Citation: var citation } when Text.Find(citation.MessageStart - _before, citation.MessageEnd - _before) is var (start, end) => new Cited(citation with
        {
            Title = _guard.ShowOr(citation.Title),
            Heading = _guard.ShowOr(citation.Heading),
            Quote = _guard.ShowOr(citation.Quote),
            MessageStart = start,
            MessageEnd = end,
        }),
        Unsupported { Span: var span } when Text.Find(span.MessageStart - _before, span.MessageEnd - _before) is var (start, end) => new Unsupported(new(start, end)),
        _ => null,
    };
}
