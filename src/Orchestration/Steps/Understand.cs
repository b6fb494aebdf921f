using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Understanding;

namespace Parley.Orchestration;

/// <summary>
/// Tells what the message wants, before a model is chosen for it. Readers are told by <see cref="ChooseModel"/>, whose <c>turn.started</c> is the
/// first event of every turn.
/// </summary>
internal sealed class Understand(IOptions<UnderstandingOptions> options) : ITurnStep
{
    public string Name => "understand";

    public Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        var understood = options.Value.Enabled && !turn.AnswersTool ? UnderstandingRecord.Of(Understander.Read(turn.UserText)) : null;
        Settle(turn, new(understood, understood?.TaskConfidence >= options.Value.TaskConfidence));
        return Task.FromResult(new StepResult(JsonSerializer.SerializeToUtf8Bytes(new Outcome(understood, turn.SureTask is not null)), []));
    }

    public Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken)
    {
        Settle(turn, outcome.Deserialize<Outcome>()!);
        return Task.FromResult<Ending?>(null);
    }

    /// <summary>What readers are told, once.</summary>
    public static IEnumerable<TurnEvent> Told(Turn turn) => turn.Understanding is { } understood && !turn.Draft.IsUnderstood
        ? [new IntentTold(
            understood.Intent, understood.IntentConfidence, understood.Language, understood.Task, understood.TaskConfidence,
            understood.LanguageConfidence, understood.Complexity)]
        : [];

    private static void Settle(Turn turn, Outcome outcome)
    {
        turn.Understanding = outcome.Understanding;
        turn.SureTask = outcome is { IsSure: true, Understanding: { Task: { } task } understood } ? new(task, understood.TaskConfidence) : null;
    }

    // Whether the task is sure enough is kept too: a run that goes on after a change of the settings has the knobs that were told.
    private sealed record Outcome(UnderstandingRecord? Understanding, bool IsSure);
}
