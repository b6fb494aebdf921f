using System.Text.Json;
using Parley.Moderation;
using Parley.Safety;
using Parley.Understanding;

namespace Parley.Orchestration;

/// <summary>
/// Looks at what the person said before any model sees it, by the policy in force. What is forbidden ends the turn with the policy's words; what is
/// to be taken out is taken out of the prompt. A tool's result is nobody's message and is looked at with what was said before. What was replaced before the
/// message was taken is told here, too.
/// </summary>
internal sealed class GuardInput(PromptGuards guards) : ITurnStep
{
    /// <summary>The step's name.</summary>
    public const string Step = "guard";

    public string Name => Step;

    /// <summary>Whether an earlier run of a turn had come to refuse its message: then it was told so, whatever became of that run.</summary>
    public static bool HasRefused(Turn turn) => turn.Draft.Findings.Any(found => IsOfMessage(found) && found.Action >= GuardAction.Handoff);

    /// <summary>Whether what stands in the message that is answered is forbidden; that nobody could look at it is not held against its sender.</summary>
    public static bool HasBlocked(Turn turn) =>
        turn.IsRefused && turn.Draft.Findings.Any(found => IsOfMessage(found) && found is { Action: GuardAction.Block } and not { Guard: "provider", Kind: "unavailable" });

    public async Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        var told = New(turn, Replaced(turn));
        if (turn.AnswersTool)
        {
            return new(Write(Outcome.Passed), told);
        }

        var looked = await guards.LookAsync(turn.Tenant, null, turn.UserText, ModerationSource.User, cancellationToken);
        var outcome = new Outcome(
            looked.Action switch { GuardAction.Block => "refused", GuardAction.Handoff => "handoff", _ => null },
            looked.Redacted);
        told.AddRange(New(turn, looked.Findings.Select(finding => GuardFound.Of(finding, GuardFound.User, SayingOf(finding.Action)))));
        if (outcome.End is not null)
        {
            told.AddRange(InPlace(turn, await WordsAsync(turn, looked, cancellationToken)));
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

    // A run that went on has told it before.
    private static List<TurnEvent> New(Turn turn, IEnumerable<GuardFound> found) => [.. found.Where(one => !turn.Draft.Findings.Contains(one))];

    private static bool IsOfMessage(GuardFound found) => found is { Source: GuardFound.User, Label: null };

    // The kinds alone: the values are nowhere any more but in the vault.
    private static IEnumerable<GuardFound> Replaced(Turn turn) =>
        (turn.Options.Replaced ?? new Dictionary<string, int>()).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => new GuardFound(
            "personal_data", kind.Key, GuardAction.Redact, "", turn.AnswersTool ? GuardFound.Tool : GuardFound.User, 1)
        { Places = kind.Value });

    // A run that went on may have shown the words already, or, begun before there was a guard, something else.
    private static IEnumerable<TurnEvent> InPlace(Turn turn, string words) =>
        turn.Draft.Text == words ? [] : turn.Draft.Length > 0 ? [new Retract(0, GuardSayings.Reason), new Delta(words)] : [new Delta(words)];

    private async Task<string> WordsAsync(Turn turn, ScannedText looked, CancellationToken cancellationToken)
    {
        var language = turn.Understanding?.Language ?? Understander.Read(turn.UserText).Language.Label;
        return looked.Action == GuardAction.Handoff
            ? RefusalText.OfHandoff(language)
            : RefusalText.OfMessage(
                await guards.PolicyAsync(turn.Tenant, null, cancellationToken), language,
                looked.Findings.Where(finding => finding.Action == GuardAction.Block).Select(finding => finding.Kind));
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
