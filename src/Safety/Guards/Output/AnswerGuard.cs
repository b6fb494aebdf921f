namespace Parley.Safety;

/// <summary>The guards of one answer, by the policy that is in force when it begins.</summary>
public sealed class AnswerGuard
{
    private readonly Judge _judge;
    private readonly Func<string, CancellationToken, ValueTask<IReadOnlyDictionary<string, double>?>>? _ask;

    /// <param name="ask">Has a provider judge a whole answer too; null where none does.</param>
    internal AnswerGuard(Policy policy, Judge judge, Func<string, CancellationToken, ValueTask<IReadOnlyDictionary<string, double>?>>? ask = null) =>
        (Policy, _judge, _ask) = (policy, judge, ask);

    public Policy Policy { get; }

    /// <summary>Begins a text that comes in pieces.</summary>
    /// <param name="leaks">What it must not repeat.</param>
    /// <param name="isKnown">Whether the reader gave these letters, small and without blanks or signs; then they may be repeated.</param>
    /// <param name="shown">The part that was shown already.</param>
    /// <param name="canBeTakenBack">Whether its readers know how to take back what they were shown, so that the policy may let it be shown first.</param>
    public GuardedText Open(IReadOnlyList<LeakSet> leaks, Func<string, bool> isKnown, string shown = "", bool canBeTakenBack = false) =>
        new(Policy, _judge, canBeTakenBack ? _judge.HoldsAnswers : _judge.ActsOnAnswers, new(leaks, isKnown), shown, withLinks: true);

    /// <summary>A text that is there at once, such as a title.</summary>
    /// <param name="withLinks">Whether images and links in it are made text; not where nobody reads it as Markdown.</param>
    /// <returns>The text as it may be shown, or null where it may not; and what was found.</returns>
    public (string? Text, IReadOnlyList<AnswerFinding> Findings) Look(string text, IReadOnlyList<LeakSet> leaks, Func<string, bool> isKnown, bool withLinks = true)
    {
        var guarded = new GuardedText(Policy, _judge, _judge.ActsOnAnswers, new(leaks, isKnown), "", withLinks);
        var shown = guarded.Feed(text) + guarded.Finish();
        return (guarded.IsBlocked ? null : shown, guarded.TakeFindings());
    }

    /// <summary>The last look at an answer that broke off, by the local guards.</summary>
    /// <param name="shown">As its readers have it.</param>
    /// <returns>From where on it has to be taken back, null for nothing; and what was found.</returns>
    public (int? From, IReadOnlyList<AnswerFinding> Findings) LookAtBreak(string shown)
    {
        if (Policy.Answers == AnswerShowing.AtOnce)
        {
            var guarded = Open([], static _ => true, shown, canBeTakenBack: true);
            guarded.Finish();
            if (guarded.TakenBack is { } from)
            {
                return (from, guarded.TakeFindings());
            }
        }

        var found = shown.Length > ClauseGuard.Context && _judge.LooksAtAnswers ? LastLook(_judge.LookAtAnswer(shown)) : [];
        return (found.Any(one => one.Action >= GuardAction.Handoff) ? 0 : null, found);
    }

    /// <summary>
    /// The last look at an answer, when all of it is shown: what only the whole tells, and what a provider says of it where the policy asks for that. What is
    /// found here with <see cref="GuardAction.Handoff"/> or <see cref="GuardAction.Block"/> has to be taken back.
    /// </summary>
    /// <param name="shown">As its readers have it.</param>
    public async ValueTask<IReadOnlyList<AnswerFinding>> LookAtEndAsync(string shown, CancellationToken cancellationToken)
    {
        // What is no longer than what each clause is judged with was judged as a whole before.
        var seen = _ask is null && shown.Length <= ClauseGuard.Context;
        if (shown.Length == 0 || seen || (_ask is null && !_judge.LooksAtAnswers))
        {
            return [];
        }

        var judgement = _judge.LookAtAnswer(shown);
        if (_ask is not null && judgement.Action < GuardAction.Handoff)
        {
            judgement = _judge.With(judgement, await _ask(shown, cancellationToken), shown.Length);
        }

        return LastLook(judgement);
    }

    // What is to be taken out was taken out where it stood.
    private static IReadOnlyList<AnswerFinding> LastLook(Judgement judgement) =>
        [.. AnswerFinding.Of(judgement, after: 0).Where(found => found.Action != GuardAction.Redact)];
}
