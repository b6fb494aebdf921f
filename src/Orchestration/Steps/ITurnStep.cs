using System.Text.Json;

namespace Parley.Orchestration;

/// <summary>One step that prepares a turn before the model is asked. It enriches the turn, or ends it.</summary>
internal interface ITurnStep
{
    /// <summary>The name under which the outcome is kept and the time is noted.</summary>
    string Name { get; }

    Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken);

    /// <summary>Brings back what an earlier run of the turn had found out, so that it is not found out anew.</summary>
    /// <returns>The answer with which the turn had ended here; null to go on.</returns>
    Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken);
}

/// <summary>What a step leaves behind.</summary>
/// <param name="Outcome">JSON for <see cref="ITurnStep.RestoreAsync"/>.</param>
/// <param name="Events">What readers are told.</param>
/// <param name="Ending">Null to go on; else the answer with which the turn ends here.</param>
internal sealed record StepResult(byte[] Outcome, IReadOnlyList<TurnEvent> Events, Ending? Ending = null);

/// <summary>How an answer ended.</summary>
/// <param name="FinishReason"><c>stop length tool refused handoff</c>; null when the turn waits for an approval.</param>
/// <param name="StopSequence">Which of the texts that end the answer ended it; null where none did, or nobody said so.</param>
internal sealed record Ending(string? FinishReason, string? StopSequence = null) : TurnEvent
{
    internal override string Name => "ending";
}
