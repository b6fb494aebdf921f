namespace Parley.Storage;

/// <summary>A job that this worker holds until its lease ends.</summary>
/// <param name="Fence">Rises each time somebody takes the job; what an earlier holder does no longer counts.</param>
internal sealed record ClaimedJob(string Id, string TenantId, string Kind, long Fence, long Attempt, long MaxAttempts);

/// <summary>The heads of all tenants' jobs, as workers see them: who holds which, and until when.</summary>
internal sealed class JobHeads(SystemDatabase database)
{
    /// <summary>Takes jobs that are due: those that wait, and those whose holder let its lease lapse.</summary>
    public Task<IReadOnlyList<ClaimedJob>> ClaimAsync(
        string owner, IReadOnlyList<string> kinds, int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.QueryAsync<ClaimedJob>(
                """
                WITH due AS MATERIALIZED (
                  SELECT id FROM sys_jobs WHERE due_at <= {now} AND kind IN @kinds ORDER BY due_at LIMIT @limit {for_update} {skip_locked})
                UPDATE sys_jobs
                SET state = 'running', lease_owner = @owner, due_at = {now} + @lease, fence = fence + 1, attempts = attempts + 1
                WHERE id IN (SELECT id FROM due)
                RETURNING id AS Id, tenant_id AS TenantId, kind AS Kind, fence AS Fence, attempts AS Attempt, max_attempts AS MaxAttempts
                """,
                new { owner, kinds, limit = (long)limit, lease = (long)lease.TotalMilliseconds }),
            Durability.Process,
            cancellationToken);

    /// <returns>False when another took the job.</returns>
    public async Task<bool> RenewAsync(ClaimedJob job, TimeSpan lease, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            connection => connection.ExecuteAsync(
                "UPDATE sys_jobs SET due_at = {now} + @lease WHERE id = @Id AND fence = @Fence AND state = 'running'",
                new { job.Id, job.Fence, lease = (long)lease.TotalMilliseconds }),
            Durability.Process,
            cancellationToken) == 1;

    /// <summary>Gives a job back untried, so that another worker takes it, at once or after a while.</summary>
    public Task ReleaseAsync(ClaimedJob job, TimeSpan wait, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                connection.NotifyOnCommit(JobQueue.WaitingTopic, job.Kind);
                return await connection.ExecuteAsync(
                    """
                    UPDATE sys_jobs SET state = 'queued', due_at = {now} + @wait, lease_owner = NULL, attempts = attempts - 1
                    WHERE id = @Id AND fence = @Fence AND state = 'running'
                    """,
                    new { job.Id, job.Fence, wait = (long)wait.TotalMilliseconds });
            },
            Durability.Process,
            cancellationToken);

    /// <returns>How long until the next job may be taken, or null when none waits.</returns>
    public async Task<TimeSpan?> UntilNextAsync(IReadOnlyList<string> kinds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ScalarAsync<long?>(
            "SELECT min(due_at) - {now} FROM sys_jobs WHERE due_at IS NOT NULL AND kind IN @kinds", new { kinds }) is { } wait
            ? TimeSpan.FromMilliseconds(Math.Max(0, wait))
            : null;
    }

    /// <summary>Asks within a transaction whether the job is still this holder's, and keeps it so until the transaction ends.</summary>
    public static async Task<bool> HoldsAsync(DatabaseConnection connection, ClaimedJob job) =>
        await connection.ScalarAsync<long?>(
            "SELECT fence FROM sys_jobs WHERE id = @Id AND fence = @Fence AND state = 'running' {for_share}", new { job.Id, job.Fence }) is not null;

    /// <summary>Ends this holder's attempt within a transaction.</summary>
    /// <param name="state">What becomes of the job: <c>done failed queued</c>.</param>
    /// <param name="retryIn">For a queued one: how long it waits.</param>
    /// <returns>False when another took the job; then nothing was changed.</returns>
    public static async Task<bool> EndAsync(DatabaseConnection connection, ClaimedJob job, string state, TimeSpan? retryIn = null) =>
        await connection.ExecuteAsync(
            """
            UPDATE sys_jobs SET state = @state, lease_owner = NULL,
              due_at = CASE WHEN @state = 'queued' THEN {now} + @wait END,
              finished_at = CASE WHEN @state = 'queued' THEN NULL ELSE {now} END
            WHERE id = @Id AND fence = @Fence AND state = 'running'
            """,
            new { job.Id, job.Fence, state, wait = (long)(retryIn ?? TimeSpan.Zero).TotalMilliseconds }) == 1;
}
