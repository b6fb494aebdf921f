using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Storage;
using BatchId = Parley.Kernel.Id<Parley.Doors.BatchIds.Batch>;

namespace Parley.Doors;

/// <summary>The batches of one subject. Every statement carries the tenant, and what is asked for from outside the subject too.</summary>
internal sealed class BatchStore(TenantDatabase database, Sealer sealer, JobQueue jobs, IOptions<BatchOptions> options, TimeProvider time)
{
    private const string Unfinished = "('validating', 'in_progress', 'finalizing', 'cancelling')";

    /// <summary>Adds a batch, and the job that works on it.</summary>
    /// <exception cref="RefusedException">429: too many are not done.</exception>
    public async Task<Batch> CreateAsync(Caller caller, BatchCard card, CancellationToken cancellationToken)
    {
        var id = BatchId.New(time);
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var jobKey = await sealer.KeyAsync(caller.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                var open = await connection.ScalarAsync<long>(
                    $"SELECT count(*) FROM batches WHERE tenant_id = @tenant AND subject_id = @subject AND state IN {Unfinished}", new { subject = caller.Subject.Value });
                if (open >= options.Value.MostOpen)
                {
                    throw new RefusedException(new(
                        429, "too_many_batches", $"{open} of your batches are not done, and no more may be. Wait for one to end, or cancel one.")
                    {
                        RetryAfter = TimeSpan.FromMinutes(1),
                    });
                }

                await connection.ExecuteAsync(
                    """
                    INSERT INTO batches (tenant_id, id, subject_id, state, card, moments, total, completed, failed, created_at, expires_at)
                    VALUES (@tenant, @id, @subject, 'validating', @card, '{}', 0, 0, 0, @now, @expires)
                    """,
                    new
                    {
                        id = id.Value,
                        subject = caller.Subject.Value,
                        card = BatchRow.Seal(key, id, card),
                        now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                        expires = (time.GetUtcNow() + options.Value.Window).ToUnixTimeMilliseconds(),
                    });
                await jobs.EnqueueAsync(connection, jobKey, WorkOnBatch.JobKind, BatchPayload.Write(caller.Subject, id), new(MaxAttempts: WorkOnBatch.MostAttempts));
            },
            Durability.Full,
            cancellationToken);
        return (await FindAsync(caller.Tenant, caller.Subject, id, cancellationToken))!;
    }

    /// <returns>Null when this subject has no such batch.</returns>
    public async Task<Batch?> FindAsync(TenantScope tenant, SubjectId subject, BatchId id, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<BatchRow>(
            $"SELECT {BatchRow.Columns} FROM batches WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id",
            new { subject = subject.Value, id = id.Value }))?.Open(key, tenant);
    }

    /// <summary>The subject's batches, the newest first.</summary>
    /// <param name="after">The last of the page before.</param>
    public async Task<Page<Batch>> ListAsync(Caller caller, BatchId? after, int limit, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<BatchRow>(
            $"""
            SELECT {BatchRow.Columns} FROM batches WHERE tenant_id = @tenant AND subject_id = @subject {(after is null ? "" : "AND id < @after")}
            ORDER BY id DESC LIMIT @limit
            """,
            new { subject = caller.Subject.Value, after = after?.Value, limit = limit + 1L });
        return new([.. rows.Take(limit).Select(row => row.Open(key, caller.Tenant))], rows.Count > limit ? rows[limit - 1].Id : null);
    }

    /// <summary>Moves a batch into another state, unless it is over; the time is kept.</summary>
    /// <param name="job">Whose lease must hold; null for the batch's owner.</param>
    /// <param name="from">The states that it may be in; empty for any that is not over.</param>
    /// <returns>Whether it was moved.</returns>
    public async Task<bool> MoveAsync(
        TenantScope tenant, SubjectId subject, BatchId id, JobRun? job, string state, IReadOnlyList<string> from, BatchChange change, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                await (job?.HoldAsync(connection) ?? Task.CompletedTask);
                var row = await connection.QuerySingleOrDefaultAsync<StateRow>(
                    """SELECT state AS "State", moments AS "Moments" FROM batches WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id {for_update}""",
                    new { subject = subject.Value, id = id.Value });
                if (row is null || (from.Count == 0 ? Batch.IsEnd(row.State) : !from.Contains(row.State)))
                {
                    return false;
                }

                var moments = JsonSerializer.Deserialize(row.Moments, BatchJson.Default.DictionaryStringInt64)!;
                moments[state] = time.GetUtcNow().ToUnixTimeSeconds();
                await connection.ExecuteAsync(
                    """
                    UPDATE batches SET state = @state, moments = @moments, total = coalesce(@total, total), errors = coalesce(@errors, errors),
                        output_file_id = coalesce(@output, output_file_id), error_file_id = coalesce(@error, error_file_id)
                    WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id
                    """,
                    new
                    {
                        subject = subject.Value,
                        id = id.Value,
                        state,
                        moments = JsonSerializer.Serialize(moments, BatchJson.Default.DictionaryStringInt64),
                        total = change.Total,
                        errors = change.Errors is null ? null : BatchRow.Seal(key, id, change.Errors),
                        output = change.Output?.Value,
                        error = change.ErrorOutput?.Value,
                    });
                if (Batch.IsEnd(state))
                {
                    await EndAsync(connection, jobKey, subject, id);
                }

                if (state == Batch.Cancelling)
                {
                    connection.NotifyOnCommit(WorkOnBatch.CancelTopic, id.Value);
                }

                return true;
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>Keeps which file has the answers, before the batch is over.</summary>
    public Task KeepOutputAsync(Batch batch, JobRun job, FileId output, CancellationToken cancellationToken) => database.WriteAsync(
        batch.Tenant,
        async connection =>
        {
            await job.HoldAsync(connection);
            await connection.ExecuteAsync(
                "UPDATE batches SET output_file_id = @output WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id",
                new { subject = batch.Subject.Value, id = batch.Id.Value, output = output.Value });
        },
        Durability.Full,
        cancellationToken);

    /// <summary>Takes a batch away that was over long ago.</summary>
    public Task EraseAsync(TenantScope tenant, SubjectId subject, BatchId id, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            connection.OverwriteDeleted();
            await connection.ExecuteAsync("DELETE FROM batch_answers WHERE tenant_id = @tenant AND batch_id = @id", new { id = id.Value });
            await connection.ExecuteAsync(
                "DELETE FROM batches WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id", new { subject = subject.Value, id = id.Value });
        },
        Durability.Full,
        cancellationToken);

    // Its answers stand in its files now, and it stays for a while.
    private async Task EndAsync(TenantConnection connection, DataKey jobKey, SubjectId subject, BatchId id)
    {
        connection.OverwriteDeleted();
        await connection.ExecuteAsync("DELETE FROM batch_answers WHERE tenant_id = @tenant AND batch_id = @id", new { id = id.Value });
        await jobs.EnqueueAsync(connection, jobKey, EraseBatch.JobKind, BatchPayload.Write(subject, id), new(RunAfter: options.Value.Keep));
    }

    private sealed record StateRow(string State, string Moments);
}

/// <summary>What changes with a batch's state; null leaves it.</summary>
internal sealed record BatchChange(long? Total = null, IReadOnlyList<BatchError>? Errors = null, FileId? Output = null, FileId? ErrorOutput = null)
{
    public static BatchChange None { get; } = new();
}
