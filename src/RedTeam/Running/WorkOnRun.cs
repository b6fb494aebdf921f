using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.RedTeam;

/// <summary>The job of a run: case by case, some at a time. It can be taken up by another node at any point; a case that has its verdict is not run again.</summary>
internal sealed class WorkOnRun(
    RunStore runs, CaseStore cases, CaseDocuments documents, AttackTurns turns, Signals signals, IOptions<RedTeamOptions> options, ILogger<WorkOnRun> logger) : IJobHandler
{
    public const string JobKind = "redteam.run";

    /// <summary>Told with a run's id when it is to end.</summary>
    public const string CancelTopic = "redteam.cancel";

    public const int MostAttempts = 20;

    public string Kind => JobKind;

    /// <summary>It mostly waits, for models.</summary>
    public int? OwnPlaces => 1;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(job.Tenant, new(job.Payload), cancellationToken) is not { IsOver: false } run)
        {
            return;
        }

        try
        {
            await runs.MoveAsync(run.Tenant, run.Id, job, RedTeamRun.Running, null, null, cancellationToken);
            var waiting = await cases.WaitingAsync(run, cancellationToken);
            string? silent = null;
            if (run.State != RedTeamRun.Cancelling)
            {
                var refused = await documents.PlantAsync(run, waiting, cancellationToken);
                silent = await AttackAsync(run, waiting, refused, job, cancellationToken);
            }

            await documents.ClearAsync(run, cancellationToken);
            var left = await cases.WaitingAsync(run, cancellationToken);
            var end = silent is not null ? RedTeamRun.IsFailed : left.Count > 0 ? RedTeamRun.Cancelled : RedTeamRun.Done;
            await runs.MoveAsync(run.Tenant, run.Id, job, end, null, silent, cancellationToken);
        }
        catch (Exception failure) when (job.IsLastAttempt && failure is not (OperationCanceledException or JobLostException or JobPutOffException))
        {
            // First, for clearing may be what fails, and while a run is open there can be no other.
            await runs.MoveAsync(run.Tenant, run.Id, job, RedTeamRun.IsFailed, null, "The run was begun again and again, and could not be brought to its end.", cancellationToken);
            await documents.ClearAsync(run, cancellationToken);
            throw;
        }
    }

    /// <returns>Why no more cases were begun, when nothing was answered any more; else null.</returns>
    private async Task<string?> AttackAsync(
        RedTeamRun run, IReadOnlyList<RedTeamCase> waiting, IReadOnlyDictionary<long, string> refused, JobRun job, CancellationToken cancellationToken)
    {
        var silence = new Silence(await cases.HasAnswerAsync(run, cancellationToken));
        using var ending = new CancellationTokenSource();
        using var told = signals.Subscribe(CancelTopic, id => Stop(ending, id == run.Id.Value));
        Stop(ending, (await runs.FindAsync(run.Tenant, run.Id, cancellationToken))?.State != RedTeamRun.Running);

        // Cases that are under way are brought to their end, for they are paid; no other is begun.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.AtOnce, CancellationToken = cancellationToken };
        var done = run.Total - waiting.Count;
        await Parallel.ForEachAsync(waiting, parallel, async (one, token) =>
        {
            if (ending.IsCancellationRequested)
            {
                return;
            }

            // What is wrong with a document says nothing of the model.
            var isRefused = refused.TryGetValue(one.Number, out var why);
            var outcome = isRefused ? new(Verdict.Failed, one.Content with { Why = why }, 0, null, IsAsked: false, IsAnswered: false) : await turns.RunAsync(run, one, token);
            Stop(ending, await cases.KeepAsync(run, job, one.Number, outcome.Verdict, outcome.Content, outcome.Cost, token) != RedTeamRun.Running);
            silence.Hear(outcome);
            Stop(ending, silence.TooLong is not null);
            await job.ReportAsync(Interlocked.Increment(ref done), run.Total, token);
            if (outcome.Conversation is { } conversation)
            {
                await turns.EraseAsync(run, one.Number, conversation, token);
            }
        });
        logger.RunWorkedOn(run.Id.Value, done, run.Total);
        return silence.TooLong ?? (ending.IsCancellationRequested ? null : silence.Total);
    }

    private static void Stop(CancellationTokenSource ending, bool when)
    {
        if (when)
        {
            try
            {
                ending.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The last case has ended; there is nothing to stop.
            }
        }
    }
}
