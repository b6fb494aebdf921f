using Parley.Moderation;
using Parley.Redaction;

namespace Parley.Safety;

/// <summary>Two policies, one in force and one to be tried, that judge the same texts. Safe to use from many threads.</summary>
public sealed class PolicyTrial
{
    private readonly Judge _now;
    private readonly Judge _draft;

    internal PolicyTrial(Policy now, Policy draft) => (_now, _draft) = (new(now), new(draft));

    /// <summary>What each of them would do. No provider is asked: what happened outside cannot be told again, and must not be paid again.</summary>
    /// <param name="text">A message as it is kept: what was taken out of it stands in it as placeholders.</param>
    /// <param name="isOutput">The assistant's own text.</param>
    public (TrialVerdict Now, TrialVerdict Draft) Look(string text, bool isOutput)
    {
        var (now, draft) = Judge.Look(_now, _draft, text, isOutput ? ModerationSource.Output : ModerationSource.User);
        IReadOnlyList<(int Start, int Length, string Kind, int Number)> placeholders = isOutput ? [] : [.. Placeholders.In(text)];
        return (Verdict(_now.Policy, now, placeholders), Verdict(_draft.Policy, draft, placeholders));
    }

    // A category may be acted on below the score from which the classifier names a place; then it is the whole text's.
    private static TrialVerdict Verdict(Policy policy, Judgement judgement, IReadOnlyList<(int Start, int Length, string Kind, int Number)> placeholders)
    {
        List<Finding> reasons =
        [
            .. judgement.Findings,
            .. placeholders.Select(one => new Finding("personal_data", one.Kind, one.Start, one.Start + one.Length, 1, Judge.ActionOf(policy.PersonalData[one.Kind]))),
            .. judgement.Scores.Select(score => new Finding("harm", score.Key, 0, 0, score.Value, policy.Categories[score.Key].ActionAt(score.Value))),
            new("injection", "direct", 0, 0, judgement.Injection, policy.Injection.ActionAt(judgement.Injection)),
        ];
        var strictest = from reason in reasons
                        where reason.Action != GuardAction.Allow
                        group reason by (reason.Guard, reason.Kind) into same
                        select same.OrderByDescending(one => one.Action).ThenByDescending(one => one.End).First();
        IReadOnlyList<Finding> kept = [.. strictest.OrderByDescending(one => one.Action).ThenByDescending(one => one.Score)];
        return new(kept is [var first, ..] ? first.Action : GuardAction.Allow, kept);
    }
}

/// <summary>What a policy would do about a text.</summary>
/// <param name="Reasons">The strictest finding of each guard and kind that anything is done about, the strictest first; without a place it is of the whole text.</param>
public sealed record TrialVerdict(GuardAction Action, IReadOnlyList<Finding> Reasons);
