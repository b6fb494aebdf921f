using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.RedTeam;

/// <summary>The runs of tenants. Every statement carries the tenant.</summary>
internal sealed class RunStore(
    TenantDatabase database, Sealer sealer, JobQueue jobs, AuditTrail audit, IOptions<RedTeamOptions> options, TimeProvider time)
{
    /// <summary>Whose key seals what stands in attacks and answers.</summary>
    public const string Owner = "redteam";

    private static readonly string[] CaseColumns = ["run_id", "number", "attack", "family", "language", "twin", "verdict", "content"];

    /// <summary>Adds a run with its cases, and the job that works on it.</summary>
    /// <exception cref="RefusedException">409: another is not done.</exception>
    public async Task<RedTeamRun> CreateAsync(
        TenantScope tenant, RunCard card, IReadOnlyList<Attack> attacks, Actor actor, CancellationToken cancellationToken)
    {
        var id = RedTeamRunId.New(time);
        var key = await KeyAsync(tenant, cancellationToken);
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        var rows = attacks.Select((attack, index) => new object?[]
        {
            id.Value, index + 1L, attack.Id, attack.Family, attack.Language, attack.Twin ? 1L : 0L, Verdict.Waiting, CaseRow.Seal(key, id, index + 1L, new(attack)),
        }).ToList();
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                await LostRuns.EndAsync(connection, key, Now);
                var job = await jobs.EnqueueAsync(connection, jobKey, WorkOnRun.JobKind, id.Value, new(MaxAttempts: WorkOnRun.MostAttempts));
                var added = await connection.ExecuteAsync(
                    """
                    INSERT INTO redteam_runs (tenant_id, id, state, card, total, cost, accepted, created_at, job_id)
                    VALUES (@tenant, @id, 'queued', @card, @total, 0, 0, @now, @job) ON CONFLICT DO NOTHING
                    """,
                    new { id = id.Value, card = Seal(key, id, card), total = (long)rows.Count, now = Now, job = job.Value });
                if (added == 0)
                {
                    throw new RefusedException(new(
                        409, "redteam_running", $"The run {await LostRuns.OpenAsync(connection)} is not done, and there is one at a time. Wait for its end, or cancel it."));
                }

                await connection.ExecuteManyAsync(
                    """
                    INSERT INTO redteam_cases (tenant_id, run_id, number, attack, family, language, twin, verdict, content)
                    VALUES (@tenant, @run_id, @number, @attack, @family, @language, @twin, @verdict, @content)
                    """,
                    CaseColumns, rows);
                await RunDeletion.ForgetOldAsync(connection, options.Value.Keep);
                await audit.WriteAsync(connection, actor, RedTeamActions.Started, id.Value, ("set", card.Set));
            },
            Durability.Full,
            cancellationToken);
        return (await FindAsync(tenant, id, cancellationToken))!;
    }

    public async Task<RedTeamRun?> FindAsync(TenantScope tenant, RedTeamRunId id, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<RunRow>(
            $"SELECT {RunRow.Columns} FROM redteam_runs WHERE tenant_id = @tenant AND id = @id", new { id = id.Value }))?.Open(key, tenant);
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<RedTeamRun>> ListAsync(TenantScope tenant, int limit, RedTeamRunId? after, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<RunRow>(
            $"SELECT {RunRow.Columns} FROM redteam_runs WHERE tenant_id = @tenant {(after is null ? "" : "AND id < @after")} ORDER BY id DESC LIMIT @limit",
            new { after = after?.Value, limit = (long)limit });
        return [.. rows.Select(row => row.Open(key, tenant))];
    }

    /// <returns>The run that was accepted last before this one; null when there is none.</returns>
    public async Task<RedTeamRunId?> AcceptedBeforeAsync(TenantScope tenant, RedTeamRunId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<string>(
            "SELECT id FROM redteam_runs WHERE tenant_id = @tenant AND accepted = 1 AND id < @id ORDER BY id DESC LIMIT 1", new { id = id.Value }) is { } found
            ? new(found)
            : null;
    }

    /// <summary>Moves a run into another state, unless it is over.</summary>
    /// <param name="job">Whose lease must hold; null for who asks from outside.</param>
    /// <param name="failure">Why it failed.</param>
    /// <returns>Whether it was moved.</returns>
    public async Task<bool> MoveAsync(
        TenantScope tenant, RedTeamRunId id, JobRun? job, string state, Actor? actor, string? failure, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, cancellationToken);
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                await (job?.HoldAsync(connection) ?? Task.CompletedTask);
                var row = await connection.QuerySingleOrDefaultAsync<RunRow>(
                    $"SELECT {RunRow.Columns} FROM redteam_runs WHERE tenant_id = @tenant AND id = @id {{for_update}}", new { id = id.Value });

                // Where nobody works on it any more, nobody would bring it to its end.
                var to = state == RedTeamRun.Cancelling && row is not null && !await JobQueue.IsOpenAsync(connection, row.JobId) ? RedTeamRun.Cancelled : state;
                if (row is null || RedTeamRun.IsEnd(row.State) || (row.State == to && (job is null || row.JobId == job.Id.Value)) || (row.State == RedTeamRun.Cancelling && !RedTeamRun.IsEnd(to)))
                {
                    return false;
                }

                var card = failure is null ? row.Card : Seal(key, id, row.Open(key, tenant).Card with { Failure = failure });
                await connection.ExecuteAsync(
                    "UPDATE redteam_runs SET state = @to, card = @card, ended_at = @ended, job_id = coalesce(@job, job_id) WHERE tenant_id = @tenant AND id = @id",
                    new { id = id.Value, to, card, ended = RedTeamRun.IsEnd(to) ? Now : (long?)null, job = job?.Id.Value });
                if (to == RedTeamRun.Cancelling)
                {
                    connection.NotifyOnCommit(WorkOnRun.CancelTopic, id.Value);
                }

                if (actor is not null)
                {
                    await audit.WriteAsync(connection, actor, RedTeamActions.Cancelled, id.Value);
                }

                return true;
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>Makes a run what later ones are compared with.</summary>
    /// <returns>False when there is no such run that is done.</returns>
    public Task<bool> AcceptAsync(TenantScope tenant, RedTeamRunId id, Actor actor, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            var accepted = await connection.ExecuteAsync(
                "UPDATE redteam_runs SET accepted = 1 WHERE tenant_id = @tenant AND id = @id AND state = 'done'", new { id = id.Value });
            if (accepted > 0)
            {
                await audit.WriteAsync(connection, actor, RedTeamActions.Accepted, id.Value);
            }

            return accepted > 0;
        },
        Durability.Full,
        cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private ValueTask<DataKey> KeyAsync(TenantScope tenant, CancellationToken cancellationToken) => sealer.KeyAsync(tenant.Id, Owner, cancellationToken);

    private static byte[] Seal(DataKey key, RedTeamRunId id, RunCard card) => RunRow.Seal(key, id.Value, card);
}
