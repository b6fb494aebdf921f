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

    public static GuardFound Of(AnswerFinding found) => new(found.Guard, found.Kind, found.Action, MessageOf(found), Output, found.Score);

    private static string MessageOf(AnswerFinding found) => (found.Action, found.Guard) switch
    {
        (GuardAction.Block or GuardAction.Handoff, _) => "The rest of the answer is withheld by the policy in force.",
        (GuardAction.Redact, "link") => "An image or a link in the answer is shown as text.",
        (GuardAction.Redact, _) => "A part of the answer is replaced by the policy in force.",
        _ => "",
    };
}
