using System.Text.Json;
using Parley.Accounts;
using Parley.Storage;
using DryRunId = Parley.Kernel.Id<Parley.Orchestration.DryRunIds.DryRun>;
using PolicyId = Parley.Kernel.Id<Parley.Safety.SafetyIds.Policy>;

namespace Parley.Orchestration;

/// <summary>The trials of a tenant's policies, for some days after they were begun.</summary>
internal sealed class DryRunStore(TenantDatabase database, Sealer sealer, JobQueue jobs, AuditTrail audit, TimeProvider time)
{
    /// <summary>How long a trial and its report are kept.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(7);

    /// <summary>What the audit trail tells of who has read pieces of messages in a report.</summary>
    public const string Read = "policy.dry_run_read";

    private const string Table = "dry_runs";
    private const string Owner = "policies";

    private const string Select =
        """
        SELECT id AS "Id", policy_id AS "PolicyId", state AS "State", settings AS "Settings", report AS "Report", through AS "Through", total AS "Total",
            done AS "Done", created_at AS "CreatedAt", finished_at AS "FinishedAt"
        FROM dry_runs
        """;

    /// <exception cref="RefusedException">409 <c>dry_run_in_progress</c>: another of the tenant is not over.</exception>
    public async Task<DryRunId> AddAsync(TenantScope tenant, Actor actor, PolicyId policy, DryRunSettings settings, long total, CancellationToken cancellationToken)
    {
        var id = DryRunId.New(time);
        var key = await sealer.KeyAsync(tenant.Id, Owner, cancellationToken);
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                await EndLostAsync(connection);
                var job = await jobs.EnqueueAsync(connection, jobKey, WorkOnDryRun.JobKind, id.Value);
                var sealedSettings = key.Seal(Table, $"{id}/settings", JsonSerializer.Serialize(settings, DryRunJson.Options));
                var added = await connection.ExecuteAsync(
                    """
                    INSERT INTO dry_runs (tenant_id, id, policy_id, state, settings, total, done, created_at, job_id)
                    VALUES (@tenant, @id, @policy, 'queued', @sealedSettings, @total, 0, @now, @job) ON CONFLICT DO NOTHING
                    """,
                    new { id = id.Value, policy = policy.Value, sealedSettings, total, now = Now, job = job.Value });
                if (added == 0)
                {
                    var open = (await OpenAsync(connection))?.Id;
                    throw new RefusedException(new(409, "dry_run_in_progress", $"The dry run {open} is under way. Wait for its end, or cancel it."));
                }

                await jobs.EnqueueAsync(connection, jobKey, EraseDryRun.JobKind, id.Value, new(RunAfter: Keep));
                await audit.WriteAsync(connection, actor, "policy.dry_run", policy.Value, ("run", id.Value), ("from", $"{settings.From:O}"), ("to", $"{settings.To:O}"));
            },
            Durability.Full,
            cancellationToken);
        return id;
    }

    /// <returns>Null when this tenant has no such run.</returns>
    public async Task<DryRun?> FindAsync(TenantScope tenant, DryRunId id, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(tenant.Id, Owner, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE tenant_id = @tenant AND id = @id", new { id = id.Value }))?.Open(key);
    }

    /// <summary>The newest runs of a policy, the newest first.</summary>
    public async Task<IReadOnlyList<DryRun>> ListAsync(TenantScope tenant, PolicyId policy, int limit, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(tenant.Id, Owner, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            $"{Select} WHERE tenant_id = @tenant AND policy_id = @policy ORDER BY id DESC LIMIT @limit", new { policy = policy.Value, limit = (long)limit });
        return [.. rows.Select(row => row.Open(key))];
    }

    /// <summary>Keeps how far a run is.</summary>
    /// <param name="state">Where it stands now.</param>
    /// <returns>False when it is over already: cancelled, or taken away.</returns>
    public async Task<bool> KeepAsync(JobRun job, DryRun run, string state, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(job.Tenant.Id, Owner, cancellationToken);
        var report = key.Seal(Table, $"{run.Id}/report", JsonSerializer.Serialize(run.Report, DryRunJson.Options));
        return await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                return await connection.ExecuteAsync(
                    """
                    UPDATE dry_runs SET state = @state, report = @report, through = @through, done = @done, finished_at = @finished
                    WHERE tenant_id = @tenant AND id = @id AND state IN ('queued', 'running')
                    """,
                    new
                    {
                        id = run.Id.Value,
                        state,
                        report,
                        through = run.Through?.Value,
                        done = run.Done,
                        finished = state == DryRun.Running ? (long?)null : Now,
                    }) == 1;
            },
            Durability.Process,
            cancellationToken);
    }

    /// <summary>Ends a run that could not be brought to its end. What is kept of it stays as it was kept last.</summary>
    public Task FailAsync(JobRun job, DryRunId id, CancellationToken cancellationToken) => database.WriteAsync(
        job.Tenant,
        async connection =>
        {
            await job.HoldAsync(connection);
            await connection.ExecuteAsync(
                "UPDATE dry_runs SET state = 'failed', finished_at = @now WHERE tenant_id = @tenant AND id = @id AND state IN ('queued', 'running')",
                new { id = id.Value, now = Now });
        },
        Durability.Full,
        cancellationToken);

    /// <summary>Ends a run where it stands; what it has found out so far stays.</summary>
    public Task CancelAsync(TenantScope tenant, DryRunId id, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            "UPDATE dry_runs SET state = 'cancelled', finished_at = @now WHERE tenant_id = @tenant AND id = @id AND state IN ('queued', 'running')", new { id = id.Value, now = Now }),
        Durability.Full,
        cancellationToken);

    public Task EraseAsync(TenantScope tenant, DryRunId id, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        connection =>
        {
            connection.OverwriteDeleted();
            return connection.ExecuteAsync("DELETE FROM dry_runs WHERE tenant_id = @tenant AND id = @id", new { id = id.Value });
        },
        Durability.Full,
        cancellationToken);

    // A run on which nobody works any more must not keep others from beginning.
    private async Task EndLostAsync(TenantConnection connection)
    {
        if (await OpenAsync(connection) is { } open && !await JobQueue.IsOpenAsync(connection, open.JobId))
        {
            await connection.ExecuteAsync(
                "UPDATE dry_runs SET state = 'failed', finished_at = @now WHERE tenant_id = @tenant AND id = @Id AND state IN ('queued', 'running')", new { open.Id, now = Now });
        }
    }

    private static Task<OpenRow?> OpenAsync(TenantConnection connection) => connection.QuerySingleOrDefaultAsync<OpenRow>(
        """SELECT id AS "Id", job_id AS "JobId" FROM dry_runs WHERE tenant_id = @tenant AND state IN ('queued', 'running')""");

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record OpenRow(string Id, string? JobId);

    private sealed record Row(
        string Id, string PolicyId, string State, byte[] Settings, byte[]? Report, string? Through, long Total, long Done, long CreatedAt, long? FinishedAt)
    {
        public DryRun Open(DataKey key) => new(
            new(Id),
            new(PolicyId),
            State,
            JsonSerializer.Deserialize<DryRunSettings>(key.Open(Table, $"{Id}/settings", Settings), DryRunJson.Options)!,
            Report is null ? new() : JsonSerializer.Deserialize<DryRunTally>(key.Open(Table, $"{Id}/report", Report), DryRunJson.Options)!,
            Through is null ? null : new MessageId(Through),
            Total,
            Done,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            FinishedAt is { } finished ? DateTimeOffset.FromUnixTimeMilliseconds(finished) : null);
    }
}

/// <summary>How settings and reports are written.</summary>
internal static class DryRunJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new GuardActionJson() } };
}
