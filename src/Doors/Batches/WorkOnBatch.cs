using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Storage;

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
    private const int ExpiredAtOnce = 200;
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
        var left = batch.ExpiresAt - time.GetUtcNow();
        using var window = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, window.Token);
        using var told = signals.Subscribe(CancelTopic, id => Stop(ending, id == batch.Id.Value));
        var done = await kept.DoneAsync(batch, cancellationToken);
        if ((await AgainAsync(batch, cancellationToken)).State != Batch.InProgress)
        {
            return;
        }

        // Lines that are under way are brought to their end, for they are paid; no other is begun, and none waits on.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.LinesPerTenant, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(input.ReadAsync(batch, done, cancellationToken), parallel, async (line, token) =>
        {
            if (ending.IsCancellationRequested || time.GetUtcNow() >= batch.ExpiresAt)
            {
                return;
            }

            if (await answers.AnswerAsync(batch, line, ending.Token, token) is { } answer)
            {
                var result = new LineResult(line.Number, answer.IsFailed, OutputLine.Answered(batch, line, answer));
                Stop(ending, await kept.AddAsync(batch, job, [result], token) != Batch.InProgress);
            }
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
            var left = input.ReadAsync(batch, await kept.DoneAsync(batch, cancellationToken), cancellationToken)
                .Select(line => new LineResult(line.Number, IsFailed: true, OutputLine.Expired(batch, line)));
            await foreach (var results in left.Chunk(ExpiredAtOnce).WithCancellation(cancellationToken))
            {
                await kept.AddAsync(batch, job, results, cancellationToken);
            }
        }

        await MoveAsync(batch, job, Batch.Finalizing, [Batch.InProgress], BatchChange.None, cancellationToken);
        var written = await WriteAsync(await AgainAsync(batch, cancellationToken), job, cancellationToken);
        await MoveAsync(batch, job, isCancelled ? Batch.Cancelled : isExpired ? Batch.Expired : Batch.IsCompleted, [], written, cancellationToken);
    }

    private async Task FailAsync(Batch batch, JobRun job, IReadOnlyList<BatchError> errors, CancellationToken cancellationToken)
    {
        var written = BatchChange.None;
        try
        {
            // What was answered is paid, and stands nowhere else once the batch is over.
            written = await WriteAsync(await AgainAsync(batch, cancellationToken), job, cancellationToken);
        }
        catch (Exception failure) when (job.IsLastAttempt && failure is not (OperationCanceledException or JobLostException))
        {
            var why = failure is RefusedException { Refusal: var refusal } ? refusal.Detail : "Writing them failed.";
            errors = [.. errors, new("answers_lost", $"The answers could not all be kept as files. {why}")];
        }

        await MoveAsync(batch, job, Batch.IsFailed, [], written with { Errors = errors }, cancellationToken);
    }

    private async Task<BatchChange> WriteAsync(Batch batch, JobRun job, CancellationToken cancellationToken)
    {
        var output = batch.Output;
        if (output is null && (output = await files.WriteAsync(batch, failed: false, cancellationToken)) is { } file)
        {
            // Another attempt, after the second file was refused, must not write the first again.
            await store.KeepOutputAsync(batch, job, file, cancellationToken);
        }

        return new(Output: output, ErrorOutput: batch.ErrorOutput ?? await files.WriteAsync(batch, failed: true, cancellationToken));
    }

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
