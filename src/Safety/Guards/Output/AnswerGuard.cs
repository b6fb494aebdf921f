namespace Parley.Safety;

/// <summary>The guards of one answer, by the policy that is in force when it begins.</summary>
public sealed class AnswerGuard
{
    private readonly Judge _judge;

    internal AnswerGuard(Policy policy, Judge judge) => (Policy, _judge) = (policy, judge);

    public Policy Policy { get; }

    /// <summary>Begins a text that comes in pieces.</summary>
    /// <param name="leaks">What it must not repeat.</param>
    /// <param name="isKnown">Whether the reader gave these letters, small and without blanks or signs; then they may be repeated.</param>
    /// <param name="shown">The part that was shown already.</param>
    public GuardedText Open(IReadOnlyList<LeakSet> leaks, Func<string, bool> isKnown, string shown = "") => new(Policy, _judge, new(leaks, isKnown), shown, withLinks: true);

    /// <summary>A text that is there at once, such as a title.</summary>
    /// <param name="withLinks">Whether images and links in it are made text; not where nobody reads it as Markdown.</param>
    /// <returns>The text as it may be shown, or null where it may not; and what was found.</returns>
    public (string? Text, IReadOnlyList<AnswerFinding> Findings) Look(string text, IReadOnlyList<LeakSet> leaks, Func<string, bool> isKnown, bool withLinks = true)
    {
        var guarded = new GuardedText(Policy, _judge, new(leaks, isKnown), "", withLinks);
        var shown = guarded.Feed(text) + guarded.Finish();
        return (guarded.IsBlocked ? null : shown, guarded.TakeFindings());
    }
}
