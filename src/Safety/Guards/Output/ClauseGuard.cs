using System.Text;
using Parley.Redaction;

namespace Parley.Safety;

/// <summary>
/// Judges an answer clause by clause, each with what stands before it, and gives it on when it passes. What begins like a text that must not be repeated
/// waits until it goes on differently. Where nothing is held, clauses are given on as they come and judged behind; what must not stay is taken back.
/// </summary>
internal sealed class ClauseGuard(Judge judge, bool holds, LeakWatch leaks, Action<AnswerFinding> found)
{
    /// <summary>What is looked at again before a clause.</summary>
    public const int Context = 240;

    /// <summary>In the place of what a policy takes out.</summary>
    public const string Removed = "[removed]";

    private const int LongestWord = 40;

    private readonly Clauses _clauses = new();
    private readonly StringBuilder _passed = new();
    private char[] _waiting = new char[Clauses.Longest];
    private string _context = "";
    private int _count;
    private int _written;
    private int _allowed;
    private int _judged;

    public OffsetMap Offsets { get; } = new();

    /// <summary>How many characters of the text were judged.</summary>
    public int Done { get; private set; }

    /// <summary>How many characters were given on.</summary>
    public int Released { get; private set; }

    public bool IsBlocked { get; private set; }

    /// <summary>Where the text ends that may stay, when what was given out is judged behind and must not stay; null else.</summary>
    public int? Stays { get; private set; }

    public string Feed(string text, bool final)
    {
        if (_count + text.Length > _waiting.Length)
        {
            Array.Resize(ref _waiting, Math.Max(2 * _waiting.Length, _count + text.Length));
        }

        text.CopyTo(_waiting.AsSpan(_count));
        var leaked = (string?)null;
        var taken = holds ? text.Length : Pass(text, out leaked);
        var (at, ends) = (0, taken < text.Length);
        _count += taken;
        while (!IsBlocked && _clauses.Next(_waiting.AsSpan(at, _count - at), final || ends) is > 0 and var length)
        {
            var clause = new string(_waiting, at, length);
            var isLast = (final || ends) && at + length == _count;
            at += holds ? Judge(clause, isLast) : Watch(clause, isLast);
        }

        _waiting.AsSpan(at, _count - at).CopyTo(_waiting);
        _count -= at;
        if (ends && !IsBlocked)
        {
            End(leaked);
        }

        return Take(final);
    }

    /// <returns>How much of it is decided; the rest is judged again with what follows.</returns>
    private int Judge(string clause, bool isLast)
    {
        if (clause.Contains(GuardedText.Stop))
        {
            End(null);
            return clause.Length;
        }

        var judgement = judge.LookAtAnswer(_context + clause);
        Tell(judgement);
        if (judgement.Action >= GuardAction.Handoff)
        {
            IsBlocked = true;
            return clause.Length;
        }

        List<Finding> taken = [.. judgement.Findings.Where(finding => finding.Action == GuardAction.Redact && finding.End > _context.Length)];
        var decided = isLast ? clause.Length : Decided(clause, taken);
        _clauses.Carry(clause.Length - decided);
        clause = clause[..decided];
        var shown = Redact(clause, taken);
        for (var i = 0; i < shown.Length; i++)
        {
            if (leaks.Push(shown[i], _written + i) is { } leaked)
            {
                End(leaked);
                return clause.Length;
            }
        }

        _passed.Append(shown);
        Done += clause.Length;
        _written += shown.Length;
        _allowed = Math.Max(_allowed, Math.Min(leaks.Open ?? _written, _written));
        Remember(shown);
        return decided;
    }

    private int Watch(string clause, bool isLast)
    {
        if (!judge.LooksAtAnswers)
        {
            return clause.Length;
        }

        var judgement = judge.LookAtAnswer(_context + clause);
        Tell(judgement);
        if (judgement.Action >= GuardAction.Handoff)
        {
            IsBlocked = true;

            // What follows counts no more, so what had begun to be a leak is none.
            (Stays, _allowed) = (_judged, _judged);
            return clause.Length;
        }

        var decided = isLast ? clause.Length : Decided(clause, []);
        _clauses.Carry(clause.Length - decided);
        Remember(clause[..decided]);
        _judged += decided;
        return decided;
    }

    /// <returns>How much of it there is; less than all where the answer must end.</returns>
    private int Pass(string text, out string? leaked)
    {
        var taken = 0;
        leaked = null;
        for (; taken < text.Length && text[taken] != GuardedText.Stop; taken++)
        {
            leaked = leaks.Push(text[taken], _written);
            if (leaked is not null)
            {
                break;
            }

            _passed.Append(text[taken]);
            (Done, _written) = (Done + 1, _written + 1);
        }

        _allowed = Math.Max(_allowed, Math.Min(leaks.Open ?? _written, leaks.Undecided(_written)));
        return taken;
    }

    private void End(string? leaked)
    {
        IsBlocked = true;
        if (leaked is not null)
        {
            found(new("leak", leaked, GuardAction.Block, 1));
        }
    }

    private void Remember(string shown)
    {
        var seen = _context + shown;
        _context = seen.Length <= Context ? seen : seen[Word(seen)..];
    }

    // Where a word of the policy may go on in what follows, the end waits for it; nothing that is taken out is cut in two.
    private int Decided(string clause, List<Finding> taken)
    {
        var decided = judge.Reach == 0 ? clause.Length : WordBefore(clause, clause.Length - judge.Reach);
        foreach (var one in taken)
        {
            var (start, end) = (one.Start - _context.Length, one.End - _context.Length);
            decided = start < decided && end > decided ? end : decided;
        }

        return decided;
    }

    private void Tell(Judgement judgement)
    {
        foreach (var finding in AnswerFinding.Of(judgement, _context.Length))
        {
            found(finding);
        }
    }

    private string Redact(string clause, List<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return clause;
        }

        var (text, at) = (new StringBuilder(), 0);
        foreach (var finding in findings)
        {
            var start = Math.Max(at, finding.Start - _context.Length);
            var end = Math.Min(clause.Length, finding.End - _context.Length);
            if (end > start)
            {
                text.Append(clause, at, start - at);
                Offsets.Add(new(Done + start, end - start, _written + text.Length, Removed.Length));
                text.Append(Removed);
                at = end;
            }
        }

        return text.Append(clause, at, clause.Length - at).ToString();
    }

    private string Take(bool final)
    {
        var end = final && !IsBlocked ? _written : _allowed;
        var length = Math.Max(0, end - Released);
        if (length == 0)
        {
            return "";
        }

        var text = _passed.ToString(0, length);
        _passed.Remove(0, length);
        Released += length;
        return text;
    }

    // So that what is shown of an answer that ends here ends with a word.
    private static int WordBefore(string clause, int decided)
    {
        if (decided <= 0)
        {
            return 0;
        }

        for (var at = decided; at > Math.Max(0, decided - LongestWord); at--)
        {
            if (char.IsWhiteSpace(clause[at - 1]))
            {
                return at;
            }
        }

        return char.IsLowSurrogate(clause[decided]) ? decided - 1 : decided;
    }

    // From the beginning of a word, so that none is seen in half.
    private static int Word(string text)
    {
        var from = text.Length - Context;
        for (var i = from; i < from + LongestWord && i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                return i + 1;
            }
        }

        return char.IsLowSurrogate(text[from]) ? from + 1 : from;
    }
}
