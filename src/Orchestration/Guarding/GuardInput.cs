using System.Text.Json;
using Parley.Moderation;
using Parley.Safety;
using Parley.Understanding;

namespace Parley.Orchestration;

/// <summary>
/// Looks at what the person said before any model sees it, by the policy in force. What is forbidden ends the turn with the policy's words; what is
/// to be taken out is taken out of the prompt. A tool's result is nobody's message and is looked at with the other material.
/// </summary>
internal sealed class GuardInput(PromptGuards guards, AbuseGate abuse) : ITurnStep
{
    public string Name => "guard";

    public async Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.AnswersTool)
        {
            return new(Write(Outcome.Passed), []);
        }

        var looked = await guards.LookAsync(turn.Tenant, null, turn.UserText, ModerationSource.User, cancellationToken);
        var outcome = new Outcome(
            looked.Action switch { GuardAction.Block => "refused", GuardAction.Handoff => "handoff", _ => null },
            looked.Redacted);
        var found = looked.Findings.Select(finding => GuardFound.Of(finding, GuardFound.User, SayingOf(finding.Action)));
        var told = found.Where(finding => !turn.Draft.Findings.Contains(finding)).ToList<TurnEvent>();
        if (outcome.End is not null)
        {
            // A run that went on has told it before, and counted it.
            if (looked.Action == GuardAction.Block && told.Count > 0 && IsOneSender(turn))
            {
                await abuse.CountAsync(turn.Tenant, turn.Subject, cancellationToken);
            }

            told.AddRange(InPlace(turn, await WordsAsync(turn, looked.Action, cancellationToken)));
        }

        return new(Write(outcome), told, Settle(turn, outcome));
    }

    public Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken) =>
        Task.FromResult(Settle(turn, outcome.Deserialize<Outcome>()!));

    private static Ending? Settle(Turn turn, Outcome outcome)
    {
        (turn.UserText, turn.Redacted) = (outcome.Text ?? turn.UserText, outcome.Text);
        turn.IsRefused = outcome.End is not null;
        return outcome.End is { } end ? new(end) : null;
    }

    // Behind a key that names no end user stand any number of people: what one of them sends is held against none of the others.
    private static bool IsOneSender(Turn turn) => turn.Options.Key is null || !turn.Options.AclTags.Contains("members");

    // A run that went on may have shown the words already, or, begun before there was a guard, something else.
    private static IEnumerable<TurnEvent> InPlace(Turn turn, string words) =>
        turn.Draft.Text == words ? [] : turn.Draft.Length > 0 ? [new Retract(0, "guard"), new Delta(words)] : [new Delta(words)];

    private async Task<string> WordsAsync(Turn turn, GuardAction action, CancellationToken cancellationToken)
    {
        var language = turn.Understanding?.Language ?? Understander.Read(turn.UserText).Language.Label;
        return action == GuardAction.Handoff
            ? GuardWords.Handoff(language)
            : GuardWords.Refusal(await guards.PolicyAsync(turn.Tenant, null, cancellationToken), language);
    }

    private static string SayingOf(GuardAction action) => action switch
    {
        GuardAction.Block => "The message is not answered: the policy here does not allow it.",
        GuardAction.Handoff => "The message goes to a person.",
        GuardAction.Redact => "A part of the message was taken out before the model saw it.",
        _ => "",
    };

    private static byte[] Write(Outcome outcome) => JsonSerializer.SerializeToUtf8Bytes(outcome);

    /// <param name="End">How the turn ends here; null to go on.</param>
    /// <param name="Text">What the prompt has of the message, where that is not all.</param>
    private sealed record Outcome(string? End, string? Text)
    {
        public static Outcome Passed { get; } = new(null, null);
    }
}
