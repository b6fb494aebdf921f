using System.Text.Json;
using Parley.Storage;

namespace Parley.Sources.Store;

/// <summary>What the job of a run is told.</summary>
/// <param name="Asked">Whether somebody waits for it: then a source that cannot be reached fails the job too.</param>
/// <param name="Full">Whether everything is fetched and sent again, whatever is known of it.</param>
internal sealed record RunPayload(string Source, bool Asked, bool Full);

/// <summary>Starts runs: of each source one at a time, and by whoever asks, one job.</summary>
internal sealed class Starting(TenantDatabase database, Sealer sealer, JobQueue jobs, TimeProvider time)
{
    public const string JobKind = "sources.run";

    /// <summary>Starts a run, or joins the one that is under way.</summary>
    /// <returns>Null when there is no such source, or it is paused.</returns>
    public async Task<JobId?> StartAsync(
        TenantScope tenant, SourceId id, string? @namespace, bool asked, bool full, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        return await database.WriteAsync(
            tenant, connection => StartAsync(connection, key, id, @namespace, asked, full), Durability.Full, cancellationToken);
    }

    /// <inheritdoc cref="StartAsync(TenantScope, SourceId, string, bool, bool, CancellationToken)"/>
    public async Task<JobId?> StartAsync(TenantConnection connection, DataKey jobKey, SourceId id, string? @namespace, bool asked, bool full)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            SELECT namespace AS Namespace, every_minutes AS EveryMinutes, paused AS Paused FROM sources
            WHERE tenant_id = @tenant AND id = @id AND erased = 0 {for_update}
            """,
            new { id = id.Value });
        if (row is null || (@namespace is not null && row.Namespace != @namespace) || row.Paused != 0)
        {
            return null;
        }

        var due = row.EveryMinutes is { } minutes ? Now + SourceStore.Milliseconds(minutes) : (long?)null;
        var running = await connection.ScalarAsync<string>(
            """
            SELECT s.run_job FROM sources s JOIN sys_jobs h ON h.id = s.run_job AND h.tenant_id = s.tenant_id
            WHERE s.tenant_id = @tenant AND s.id = @id AND h.state IN ('queued', 'running')
            """,
            new { id = id.Value });
        var job = running is null
            ? await jobs.EnqueueAsync(connection, jobKey, JobKind, JsonSerializer.Serialize(new RunPayload(id.Value, asked, full)))
            : new JobId(running);
        await connection.ExecuteAsync(
            "UPDATE sources SET run_job = @job, next_run_at = @due WHERE tenant_id = @tenant AND id = @id",
            new { id = id.Value, job = job.Value, due });
        await connection.ExecuteAsync("UPDATE sys_sources SET due_at = @due WHERE source_id = @id AND tenant_id = @tenant", new { id = id.Value, due });
        return job;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Row(string Namespace, long? EveryMinutes, long Paused);
}
