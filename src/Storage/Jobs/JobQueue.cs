namespace Parley.Storage;

/// <summary>The queue of jobs: the heads without content in <c>sys_jobs</c>, payload, progress and error with the tenant in <c>jobs</c>.</summary>
public sealed class JobQueue(TenantDatabase database, Sealer sealer, TimeProvider time)
{
    /// <summary>The owner name under which payloads are sealed.</summary>
    public const string KeyOwner = "jobs";

    /// <summary>Workers are told under this topic that a job waits.</summary>
    public const string WaitingTopic = "jobs";

    /// <summary>Told with a job's id when it is over, done or failed.</summary>
    public const string EndedTopic = "jobs.ended";

    /// <summary>Puts a job into the queue in the caller's transaction: it exists if and only if that commits.</summary>
    /// <param name="key">The tenant's job key, from <see cref="Sealer.KeyAsync"/> with the owner <see cref="KeyOwner"/>.</param>
    public async Task<JobId> EnqueueAsync(
        TenantConnection connection, DataKey key, string kind, string payload, JobOptions? options = null)
    {
        var id = JobId.New(time);
        await AddAsync(connection, key, id, kind, payload, options ?? new JobOptions());
        return id;
    }

    /// <summary>
    /// Puts a job into the queue in the caller's transaction, unless the one of this id waits there: so one job does what many ask for. It is for what
    /// is due later than any transaction lasts, since nothing keeps a worker from taking the job before the caller's commit.
    /// </summary>
    /// <param name="id">The same for all who ask for the same.</param>
    /// <returns>False when it is being done or is over already, so that it may not see what the caller writes.</returns>
    public async Task<bool> EnqueueOnceAsync(TenantConnection connection, DataKey key, JobId id, string kind, string payload, JobOptions options)
    {
        var state = await connection.ScalarAsync<string>("SELECT state FROM sys_jobs WHERE tenant_id = @tenant AND id = @id", new { id = id.Value });
        if (state is not null)
        {
            return state == "queued";
        }

        await AddAsync(connection, key, id, kind, payload, options);
        return true;
    }

    private async Task AddAsync(TenantConnection connection, DataKey key, JobId id, string kind, string payload, JobOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts, 1, nameof(options));

        // Of several who ask for one job at the same time, one adds it.
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO jobs (tenant_id, id, kind, payload, created_at, updated_at) VALUES (@tenant, @id, @kind, @payload, @now, @now)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                id = id.Value,
                kind,
                payload = key.Seal("jobs", JobTexts.Payload(id.Value), payload),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            });
        if (added == 0)
        {
            return;
        }

        await connection.ExecuteAsync(
            """
            INSERT INTO sys_jobs (id, tenant_id, kind, state, due_at, max_attempts)
            VALUES (@id, @tenant, @kind, 'queued', {now} + @wait, @attempts)
            """,
            new { id = id.Value, kind, wait = (long)options.RunAfter.TotalMilliseconds, attempts = (long)options.MaxAttempts });

        // Of what is due later, every worker learns by looking: none needs to be woken for it.
        if (options.RunAfter <= JobWorkerOptions.LongestPoll)
        {
            connection.NotifyOnCommit(WaitingTopic, kind);
        }
    }

    public async Task<JobStatus?> FindAsync(TenantScope tenant, JobId id, CancellationToken cancellationToken = default)
    {
        var key = await sealer.KeyAsync(tenant.Id, KeyOwner, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            SELECT j.kind AS Kind, h.state AS State, j.done AS Done, j.total AS Total, j.failed AS Failed, j.error AS Error, h.attempts AS Attempts
            FROM jobs j JOIN sys_jobs h ON h.id = j.id AND h.tenant_id = j.tenant_id
            WHERE j.tenant_id = @tenant AND j.id = @id
            """,
            new { id = id.Value });
        return row is null
            ? null
            : new JobStatus(
                id, row.Kind, row.State, row.Done, row.Total, row.Failed,
                row.Error is { } error ? key.Open("jobs", JobTexts.Error(id.Value), error) : null, row.Attempts);
    }

    /// <summary>Asks in the caller's transaction whether somebody does a job, or is still to do it.</summary>
    /// <param name="id">Null for a job that nobody has named: then nobody does it.</param>
    /// <returns>False when it is over, given up or gone.</returns>
    public static async Task<bool> IsOpenAsync(TenantConnection connection, string? id) =>
        id is not null
        && await connection.ScalarAsync<string>("SELECT id FROM sys_jobs WHERE tenant_id = @tenant AND id = @id AND state IN ('queued', 'running')", new { id }) is not null;

    /// <returns>How many jobs of a kind that the tenant has are being done, of those that were enqueued before this one.</returns>
    public async Task<long> RunningBeforeAsync(TenantScope tenant, string kind, JobId id, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<long>(
            """
            SELECT count(*) FROM sys_jobs WHERE tenant_id = @tenant AND kind = @kind AND state = 'running' AND due_at > {now} AND id < @id
            """,
            new { kind, id = id.Value });
    }

    /// <summary>Gives a dead job its attempts back.</summary>
    /// <returns>False when there is no such failed job.</returns>
    public Task<bool> RetryAsync(TenantScope tenant, JobId id, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                var revived = await connection.ExecuteAsync(
                    """
                    UPDATE sys_jobs SET state = 'queued', due_at = {now}, attempts = 0, finished_at = NULL
                    WHERE id = @id AND tenant_id = @tenant AND state = 'failed'
                    """,
                    new { id = id.Value });
                if (revived == 1)
                {
                    await connection.ExecuteAsync(
                        "UPDATE jobs SET error = NULL, updated_at = @now WHERE tenant_id = @tenant AND id = @id",
                        new { id = id.Value, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
                    connection.NotifyOnCommit(WaitingTopic, "");
                }

                return revived == 1;
            },
            Durability.Full,
            cancellationToken);

    private sealed record Row(string Kind, string State, long Done, long Total, long Failed, byte[]? Error, long Attempts);
}

/// <summary>The names under which a job's texts are sealed, so that one is never read as another.</summary>
internal static class JobTexts
{
    public static string Payload(string id) => id + "/payload";

    public static string Error(string id) => id + "/error";
}
