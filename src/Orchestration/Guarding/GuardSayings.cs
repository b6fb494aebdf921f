using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>Who wrote the answer writes no more, and another may go on with it: what was held back of it is shown first. No reader is told.</summary>
internal sealed record AnswerBroken : TurnEvent
{
    internal override string Name => "broken";
}

/// <summary>What a reader is told of what was found in an answer.</summary>
internal static class GuardSayings
{
    public const string Output = "output";

    /// <summary>Why text is withdrawn.</summary>
    public const string Reason = "guard";

    private const int MostTold = 16;

    /// <param name="isTakenBack">Whether all of the answer is taken back for what was found.</param>
    public static GuardFound Of(AnswerFinding found, bool isTakenBack) => new(found.Guard, found.Kind, found.Action, MessageOf(found, isTakenBack), Output, found.Score);

    /// <summary>What readers are told of a prompt's pieces, the gravest first: not more than somebody reads, and nothing that was told before.</summary>
    public static IReadOnlyList<TurnEvent> Told(Turn turn, IEnumerable<MarkedText> found) =>
    [
        .. found.SelectMany(one => one.Findings.Select(finding => GuardFound.Of(finding, one.Mark.Source, MessageOf(one.Mark)) with { Label = one.Mark.Label }))
            .DistinctBy(one => (one.Guard, one.Kind, one.Source, one.Label)).OrderByDescending(one => one.Action).Take(MostTold)
            .Where(one => !turn.Draft.Findings.Contains(one)),
    ];

    /// <summary>How a blocked answer ends, once its call was stopped.</summary>
    public static IEnumerable<TurnEvent> Refused(Turn turn, string words)
    {
        if (turn.Draft.IsThinking)
        {
            yield return new ThinkingEnded(null, null);
        }

        // A run that went on may find them said.
        if (!turn.Draft.Text.EndsWith(words, StringComparison.Ordinal))
        {
            yield return new Delta(turn.Draft.Length > 0 ? $"\n\n{words}" : words);
        }

        if (turn.Draft.Usage is null)
        {
            yield return new UsageReported(new(
                turn.Attempts.Sum(attempt => attempt.InputTokens), turn.Attempts.Sum(attempt => attempt.OutputTokens), 0, turn.Spent.ToString()));
        }

        yield return new Ending("refused");
    }

    private static string MessageOf(MaterialMark mark) => (mark.Source, mark.IsWithheld) switch
    {
        (GuardFound.User, true) => "An earlier message was left out: the policy here does not allow it.",
        (GuardFound.Document, true) => $"The source {mark.Label} was left out.",
        (GuardFound.Tool, true) => "The result of a tool was left out.",
        (_, true) => "The text of a file was left out.",
        _ => "",
    };

    private static string MessageOf(AnswerFinding found, bool isTakenBack) => (found.Action, found.Guard) switch
    {
        (GuardAction.Block or GuardAction.Handoff, _) when isTakenBack => "The answer is taken back by the policy in force.",
        (GuardAction.Block or GuardAction.Handoff, _) => "The rest of the answer is withheld by the policy in force.",
        (GuardAction.Redact, "link") => "An image or a link in the answer is shown as text.",
        (GuardAction.Redact, _) => "A part of the answer is replaced by the policy in force.",
        _ => "",
    };
}
