using System.Runtime.CompilerServices;

namespace Parley.Orchestration;

/// <summary>What one turn is: its steps in their order, then the answer, then what the answer passes on its way out.</summary>
internal sealed class TurnPipeline(
    Understand understand, ChooseModel chooseModel, GuardInput guardInput, Remember remember, GuardHistory guardHistory, ReadAttachments readAttachments, Retrieve retrieve, GuardMaterial guardMaterial, ComposePrompt composePrompt, AskInForm ask,
    ReuseAnswer reuse, LastResort lastResort, Cite cite, GuardOutput guardOutput, TimeProvider time)
{
    private readonly ITurnStep[] _steps =
    [
        understand,
        chooseModel,
        guardInput,
        remember,
        guardHistory,
        readAttachments,
        retrieve,
        guardMaterial,
        composePrompt,
    ];

    /// <summary>Runs a turn, from its start or from where an earlier run of it stopped.</summary>
    /// <param name="kept">The outcomes of steps that an earlier run took.</param>
    /// <param name="keep">Where the outcome of a step goes as it ends.</param>
    /// <returns>The events, in order; the last is an <see cref="Ending"/>.</returns>
    public IAsyncEnumerable<TurnEvent> RunAsync(Turn turn, KeptSteps kept, Action<string, byte[]> keep, CancellationToken cancellationToken) =>
        new StepsThenAnswer(StepsAsync(turn, kept, keep, cancellationToken), () => Answer(turn, cancellationToken));

    private async IAsyncEnumerable<TurnEvent> StepsAsync(
        Turn turn, KeptSteps kept, Action<string, byte[]> keep, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var step in _steps)
        {
            using var activity = LogMetrics.Source.StartActivity(step.Name);
            var started = time.GetTimestamp();
            StepResult? result = null;
            Ending? end;
            if (kept.TryGet(step.Name, out var outcome))
            {
                end = await step.RestoreAsync(turn, outcome, cancellationToken);
            }
            else
            {
                result = await step.TakeAsync(turn, cancellationToken);
                end = result.Ending;
            }

            turn.Timings[step.Name] = time.GetElapsedTime(started).TotalMilliseconds;
            foreach (var told in result?.Events ?? [])
            {
                yield return await guardOutput.ShowAsync(told, turn, cancellationToken);
            }

            // After its events: the log keeps the order, so an outcome that is kept was also told.
            if (result is not null)
            {
                keep(step.Name, result.Outcome);
            }

            if (end is not null)
            {
                yield return end;
                yield break;
            }

            if (step == guardInput)
            {
                await reuse.BeginAsync(turn, cancellationToken);
            }
        }
    }

    private IAsyncEnumerable<TurnEvent> Answer(Turn turn, CancellationToken cancellationToken)
    {
        turn.AskedAt = time.GetTimestamp();
        var answer = lastResort.AnswerAsync(turn, stop => reuse.AnswerAsync(turn, last => ask.AskAsync(turn, last), stop), cancellationToken);
        return guardOutput.Apply(cite.Apply(answer, turn, cancellationToken), turn, cancellationToken);
    }
}
