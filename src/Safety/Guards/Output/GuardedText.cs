using Parley.Redaction;

namespace Parley.Safety;

/// <summary>
/// One text of an answer on its way to its readers. What comes out of it passed all guards: personal data and secrets, links and images, words and
/// expressions of the policy, harm, and what must not be repeated. What comes out does not depend on the pieces in which the text came.
/// </summary>
public sealed class GuardedText
{
    // Where something stood for which the policy ends the answer. No text holds it: it is none of Unicode's characters.
    internal const char Stop = '\uFDD0';
    private const char Replacement = '\uFFFD';

    private readonly List<AnswerFinding> _findings = [];
    private readonly HashSet<(string, string, GuardAction)> _told = [];
    private readonly StreamingRedactor _redactor;
    private readonly LinkFilter? _links;
    private readonly ClauseGuard _clauses;
    private readonly int _seed;
    private int _fed;
    private int _linksFound;
    private int _given;
    private int _start;

    /// <param name="shown">The part that was shown already, where the text goes on after it.</param>
    /// <param name="holds">Whether what the policy acts on is kept back; else it is taken back.</param>
    internal GuardedText(Policy policy, Judge judge, bool holds, LeakWatch leaks, string shown, bool withLinks)
    {
        _redactor = new(
            new(_ => Treatment.Placeholder, (kind, value) => Replace(policy, kind, value)),
            new() { Kinds = policy.PersonalData.Where(kind => kind.Value != PersonalAction.Keep).Select(kind => kind.Key).ToHashSet() });
        _links = withLinks ? new(policy.Links) : null;
        _clauses = new(judge, holds, leaks, Note);
        _seed = shown.Length;
        _start = _seed > 0 ? -1 : 0;
        Feed(shown);
    }

    /// <summary>Whether it ends here: nothing more comes out.</summary>
    public bool IsBlocked => _clauses.IsBlocked;

    /// <summary>From where on what is shown has to be taken back, counted in all that is shown; null for nothing.</summary>
    public int? TakenBack
    {
        get
        {
            if (_clauses.Stays is not { } stays)
            {
                return null;
            }

            var (from, shown) = _start < 0 ? (stays, _seed) : (stays - _start + _seed, Math.Max(_seed, _given - _start + _seed));
            return from < shown ? Math.Max(0, from) : null;
        }
    }

    /// <summary>Whether something was replaced or put in.</summary>
    public bool IsChanged => _redactor.Offsets.Shifts.Count + (_links?.Offsets.Shifts.Count ?? 0) + _clauses.Offsets.Shifts.Count > 0;

    /// <returns>What may be shown now; often nothing.</returns>
    public string Feed(ReadOnlySpan<char> text)
    {
        if (IsBlocked)
        {
            return "";
        }

        _fed += text.Length;
        var redacted = _redactor.Feed(text.Contains(Stop) ? text.ToString().Replace(Stop, Replacement) : text);
        return redacted.Length == 0 ? "" : AfterShown(_clauses.Feed(Linked(_links?.Feed(redacted) ?? redacted), final: false));
    }

    /// <returns>What was held back, now that the text has ended.</returns>
    public string Finish()
    {
        if (IsBlocked)
        {
            return "";
        }

        var redacted = _redactor.Finish();
        return AfterShown(_clauses.Feed(Linked(_links is null ? redacted : _links.Feed(redacted) + _links.Finish()), final: true));
    }

    /// <summary>What was found since the last call; the same kind is told once.</summary>
    public IReadOnlyList<AnswerFinding> TakeFindings()
    {
        if (_findings.Count == 0)
        {
            return [];
        }

        AnswerFinding[] found = [.. _findings];
        _findings.Clear();
        return found;
    }

    /// <summary>Where a span of the text is in what was shown.</summary>
    /// <returns>Null while it is not shown to its end.</returns>
    public (int Start, int End)? Find(int start, int end)
    {
        if (end <= _seed)
        {
            return (start, end);
        }

        return _start >= 0 && Map(start, end) is { } moved ? (moved.Start - _start + _seed, moved.End - _start + _seed) : null;
    }

    /// <summary>Whether a span of the text is shown as it was written.</summary>
    public bool IsKept(int start, int end)
    {
        if (Map(start, end) is null || _redactor.Offsets.Touches(start, end))
        {
            return false;
        }

        var (from, to) = _redactor.Offsets.Map(start, end);
        if (_links?.Offsets is { } links)
        {
            if (links.Touches(from, to))
            {
                return false;
            }

            (from, to) = links.Map(from, to);
        }

        return !_clauses.Offsets.Touches(from, to);
    }

    private (int Start, int End)? Map(int start, int end)
    {
        if (end > _fed - _redactor.Held)
        {
            return null;
        }

        var span = _redactor.Offsets.Map(start, end);
        if (_links is not null)
        {
            if (span.End > _links.Done)
            {
                return null;
            }

            span = _links.Offsets.Map(span.Start, span.End);
        }

        if (span.End > _clauses.Done)
        {
            return null;
        }

        span = _clauses.Offsets.Map(span.Start, span.End);
        return span.End <= _clauses.Released ? span : null;
    }

    // The shown part passes again, so that what follows is judged by what stands before it; only what follows is given out.
    private string AfterShown(string text)
    {
        var before = _given;
        _given += text.Length;
        if (_start < 0)
        {
            if (Map(_seed, _seed) is not { Start: var start })
            {
                return "";
            }

            _start = start;
        }

        return before >= _start ? text : text[Math.Min(text.Length, _start - before)..];
    }

    private string Linked(string text)
    {
        if (_links?.Found > _linksFound)
        {
            _linksFound = _links.Found;
            Note(new("link", "target", GuardAction.Redact, 1));
        }

        return text;
    }

    private string Replace(Policy policy, string kind, string value)
    {
        if (policy.Allow.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            return value;
        }

        var isBlocked = policy.PersonalData[kind] == PersonalAction.Block;
        Note(new("personal_data", kind, isBlocked ? GuardAction.Block : GuardAction.Redact, 1));
        return isBlocked ? Stop.ToString() : $"[{kind}]";
    }

    private void Note(AnswerFinding finding)
    {
        if (_told.Add((finding.Guard, finding.Kind, finding.Action)))
        {
            _findings.Add(finding);
        }
    }
}
