using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Knowledge;
using Parley.Outgoing;
using Parley.Sources.Store;
using Parley.Storage;

namespace Parley.Sources.Running;

/// <summary>
/// The job of one run: lists what the source has, sends what is new or changed to the knowledge base, deletes what a whole listing lacks.
/// What it did is written down as it goes, so that another worker goes on from there.
/// </summary>
internal sealed class RunSource(
    RunStore runs, RunGuard guard, ItemStore items, TenantDatabase database, KnowledgeIntake intake, IEnumerable<ISourceReader> readers, IOptions<SourcesOptions> options,
    TimeProvider time, ILogger<RunSource> logger) : IJobHandler
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);

    public string Kind => Starting.JobKind;

    public int? OwnPlaces => options.Value.RunsAtOnce;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        if (await guard.MustWaitAsync(job, cancellationToken))
        {
            throw new JobPutOffException(Turn);
        }

        var payload = JsonSerializer.Deserialize<RunPayload>(job.Payload)!;
        if (await runs.BeginAsync(job, payload, cancellationToken) is not { } begun)
        {
            return;
        }

        try
        {
            await WorkAsync(job, begun, cancellationToken);
        }
        catch (SourceStoppedException)
        {
            await runs.EndAsync(job, begun, hasFailed: false, shrunk: null, keepsCursor: false, "It was paused.", cancellationToken);
        }
        catch (SourceChangedException)
        {
            await runs.EndAsync(
                job, begun, hasFailed: false, shrunk: null, keepsCursor: false, "It was changed while it ran; the next run begins anew.", cancellationToken, startsAgain: true);
        }
        catch (Exception exception) when (Reason(exception) is { } reason)
        {
            await runs.EndAsync(job, begun, hasFailed: true, shrunk: null, keepsCursor: false, reason, cancellationToken);
            if (payload.Asked)
            {
                throw new PermanentJobException(reason);
            }
        }
        catch (Exception exception) when (job.IsLastAttempt && exception is not (OperationCanceledException or JobLostException))
        {
            logger.RunFailed(begun.Run.Source.Value, exception);
            await runs.EndAsync(
                job, begun, hasFailed: true, shrunk: null, keepsCursor: false, "It failed unexpectedly; the server's log has the details.", cancellationToken);
            throw;
        }
    }

    private async Task WorkAsync(JobRun job, BegunRun begun, CancellationToken cancellationToken)
    {
        var run = begun.Run;
        var reader = readers.FirstOrDefault(one => one.Kind == begun.Kind)
            ?? throw new SourceFailedException($"This server reads no sources of the kind `{begun.Kind}`.");
        var batch = new RunBatch(job, begun, items, database, intake, time);
        var endsAt = time.GetUtcNow() + options.Value.LongestRun;
        // Also a listing that never names an entry has an end, and sees that nobody wants it any more.
        using var limited = new CancellationTokenSource(options.Value.LongestRun, time);
        using var unwanted = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, unwanted.Token, cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(either.Token);
        var watching = WatchAsync(job, begun, unwanted, ended.Token);
        try
        {
            await foreach (var item in reader.ListAsync(run, either.Token))
            {
                if (Limit(begun.Tally, batch.Waiting, endsAt) is { } limit)
                {
                    run.NotWhole($"It stopped at its limit of {limit}; the next run goes on.");
                    break;
                }

                await batch.TakeAsync(item, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (limited.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            run.NotWhole($"It stopped at its limit of {options.Value.LongestRun.TotalMinutes:0.#} minutes; the next run goes on.");
        }
        catch (OperationCanceledException) when (unwanted.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            run.NotWhole(null);
            await guard.CheckAsync(job, begun, cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await watching;
        }

        await batch.FlushAsync(cancellationToken);
        var removal = new Removal(job, begun, items, database, intake, options.Value.ShrunkFor, time.GetUtcNow());
        var shrunk = run.IsWhole ? await removal.RunAsync(cancellationToken) : (bool?)null;
        var error = shrunk == true
            ? $"Less than half of what was there before is there now. If a run finds the same in {options.Value.ShrunkFor.TotalMinutes:0.#} minutes or later, the rest is deleted."
            : run.Because;
        await runs.EndAsync(job, begun, hasFailed: false, shrunk, keepsCursor: shrunk != true && run.Because is null && !begun.Tally.HasPassingFailure, error, cancellationToken);
        logger.Ran(run.Source.Value, begun.Tally.Seen, begun.Tally.Added, begun.Tally.Changed, begun.Tally.Removed, begun.Tally.Failed);
    }

    private async Task WatchAsync(JobRun job, BegunRun begun, CancellationTokenSource unwanted, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenLooks, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (!await guard.IsWantedAsync(job, begun, cancellationToken))
                {
                    await unwanted.CancelAsync();
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or StorageUnavailableException)
        {
            // The run is over, or it finds out itself how its database is.
        }
    }

    private string? Limit(RunTally tally, int waiting, DateTimeOffset endsAt) =>
        tally.Sent + waiting >= options.Value.MostDocumentsPerRun ? $"{options.Value.MostDocumentsPerRun} documents"
        : tally.Bytes >= options.Value.MostBytesPerRun ? $"{options.Value.MostBytesPerRun} bytes"
        : tally.Looked >= options.Value.MostItemsPerRun ? $"{options.Value.MostItemsPerRun} entries"
        : time.GetUtcNow() >= endsAt ? $"{options.Value.LongestRun.TotalMinutes:0.#} minutes"
        : null;

    // Only what was written for outsiders is shown to them.
    private static string? Reason(Exception exception) => exception switch
    {
        SourceFailedException or RefusedException => exception.Message,
        OutgoingException outgoing => outgoing.Refusal.Detail,
        _ => null,
    };
}
