using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Storage;
using BatchId = Parley.Kernel.Id<Parley.Doors.BatchIds.Batch>;

namespace Parley.Doors;

/// <summary>
/// The job of a batch: looks through its file, answers line by line, and writes what came of it. It can be taken up by another node at any
/// point; a line that has its answer is never asked again. A tenant's batches come one after the other.
/// </summary>
internal sealed class WorkOnBatch(
    BatchStore store, BatchAnswers kept, BatchInput input, LineAnswers answers, BatchFiles files, JobQueue queue, Signals signals,
    IOptions<BatchOptions> options, TimeProvider time) : IJobHandler
{
    public const string JobKind = "doors.batch";

    /// <summary>Told with a batch's id when it is to be brought to its end.</summary>
    public const string CancelTopic = "doors.batches.cancel";

    public const int MostAttempts = 50;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    public string Kind => JobKind;

    /// <summary>They mostly wait, for models and for each other.</summary>
    public int? OwnPlaces => options.Value.LinesPerNode;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var (subject, id) = BatchPayload.Read(job.Payload);
        if (await store.FindAsync(job.Tenant, subject, id, cancellationToken) is not { IsOver: false } batch)
        {
            return;
        }

        if (batch.State != Batch.Cancelling && batch.ExpiresAt > time.GetUtcNow()
            && await queue.RunningBeforeAsync(job.Tenant, JobKind, job.Id, cancellationToken) > 0)
        {
            throw new JobPutOffException(LookAgain);
        }

        try
        {
            await WorkAsync(batch, job, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Refusal.Code == AnswerEnd.Stopping.Code)
        {
            // This node stops; its turns go on, and whoever takes the job joins them.
            throw new JobPutOffException(LookAgain);
        }
        catch (FileGoneException)
        {
            await FailAsync(batch, job, [new("file_deleted", "The batch's file was deleted while it was worked on.", "input_file_id")], cancellationToken);
        }
        catch (Exception failure) when (job.IsLastAttempt && failure is not (OperationCanceledException or JobLostException))
        {
            await FailAsync(batch, job, [new("failed", "The batch was begun again and again, and could not be brought to its end.")], cancellationToken);
            throw;
        }
    }

    private async Task WorkAsync(Batch batch, JobRun job, CancellationToken cancellationToken)
    {
        if (batch.State == Batch.Validating)
        {
            var (total, errors) = await input.CheckAsync(batch, options.Value.MostLines, cancellationToken);
            if (errors.Count > 0)
            {
                await FailAsync(batch, job, errors, cancellationToken);
                return;
            }

            await MoveAsync(batch, job, Batch.InProgress, [Batch.Validating], new(Total: total), cancellationToken);
            batch = await AgainAsync(batch, cancellationToken);
        }

        if (batch.State == Batch.InProgress)
        {
            await AnswerAsync(batch, job, cancellationToken);
        }

        await EndAsync(await AgainAsync(batch, cancellationToken), job, cancellationToken);
    }

    private async Task AnswerAsync(Batch batch, JobRun job, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var told = signals.Subscribe(CancelTopic, id => Stop(ending, id == batch.Id.Value));
        var done = await kept.DoneAsync(batch, cancellationToken);
        if ((await AgainAsync(batch, cancellationToken)).State != Batch.InProgress)
        {
            return;
        }

        // Lines that are under way are brought to their end, for they are paid; no other is begun.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.LinesPerTenant, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(input.ReadAsync(batch, done, cancellationToken), parallel, async (line, token) =>
        {
            if (ending.IsCancellationRequested || time.GetUtcNow() >= batch.ExpiresAt)
            {
                return;
            }

            var answer = await answers.AnswerAsync(batch, line, token);
            var state = await kept.AddAsync(batch, job, line.Number, answer.IsFailed, OutputLine.Answered(batch, line, answer), token);
            Stop(ending, state != Batch.InProgress);
        });
    }

    private async Task EndAsync(Batch batch, JobRun job, CancellationToken cancellationToken)
    {
        var isCancelled = batch.State == Batch.Cancelling;
        var isExpired = !isCancelled && batch.Completed + batch.Failed < batch.Total;
        if (isExpired && time.GetUtcNow() < batch.ExpiresAt)
        {
            throw new JobPutOffException(LookAgain);
        }

        if (isExpired)
        {
            await foreach (var line in input.ReadAsync(batch, await kept.DoneAsync(batch, cancellationToken), cancellationToken))
            {
                await kept.AddAsync(batch, job, line.Number, failed: true, OutputLine.Expired(batch, line), cancellationToken);
            }
        }

        await MoveAsync(batch, job, Batch.Finalizing, [Batch.InProgress], BatchChange.None, cancellationToken);
        batch = await AgainAsync(batch, cancellationToken);
        var output = batch.Output ?? await files.WriteAsync(batch, failed: false, cancellationToken);
        var errors = batch.ErrorOutput ?? await files.WriteAsync(batch, failed: true, cancellationToken);
        await MoveAsync(
            batch, job, isCancelled ? Batch.Cancelled : isExpired ? Batch.Expired : Batch.IsCompleted, [], new(Output: output, ErrorOutput: errors), cancellationToken);
    }

    private Task<bool> FailAsync(Batch batch, JobRun job, IReadOnlyList<BatchError> errors, CancellationToken cancellationToken) =>
        MoveAsync(batch, job, Batch.IsFailed, [], new(Errors: errors), cancellationToken);

    private Task<bool> MoveAsync(Batch batch, JobRun job, string state, IReadOnlyList<string> from, BatchChange change, CancellationToken cancellationToken) =>
        store.MoveAsync(batch.Tenant, batch.Subject, batch.Id, job, state, from, change, cancellationToken);

    private async Task<Batch> AgainAsync(Batch batch, CancellationToken cancellationToken) =>
        await store.FindAsync(batch.Tenant, batch.Subject, batch.Id, cancellationToken) ?? throw new PermanentJobException("The batch was erased.");

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
                // The last line was written; there is nothing to stop.
            }
        }
    }
}

/// <summary>The job that takes a batch away a while after its end.</summary>
internal sealed class EraseBatch(BatchStore store) : IJobHandler
{
    public const string JobKind = "doors.batch.erase";

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var (subject, id) = BatchPayload.Read(job.Payload);
        return store.EraseAsync(job.Tenant, subject, id, cancellationToken);
    }
}

/// <summary>What the jobs of a batch know of it: <c>subject/id</c>.</summary>
internal static class BatchPayload
{
    public static string Write(SubjectId subject, BatchId id) => $"{subject}/{id}";

    public static (SubjectId Subject, BatchId Id) Read(string payload)
    {
        var slash = payload.IndexOf('/', StringComparison.Ordinal);
        return (new(payload[..slash]), new(payload[(slash + 1)..]));
    }
}
