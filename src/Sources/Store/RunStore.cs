using Microsoft.Extensions.Options;
using Parley.Sources.Running;
using Parley.Storage;

namespace Parley.Sources.Store;

/// <summary>A run that has begun.</summary>
/// <param name="Card">As it is kept: a run counts as long as the source is the same.</param>
/// <param name="ShrunkSince">Since when whole listings have been so much smaller than what was there before that nothing was deleted; null when they are not.</param>
internal sealed record BegunRun(string Namespace, string Kind, SourceRun Run, RunTally Tally, byte[] Card, DateTimeOffset? ShrunkSince);

/// <summary>How runs begin and how they end.</summary>
internal sealed class RunStore(TenantDatabase database, Sealer sealer, JobQueue jobs, Starting starting, ItemStore items, IOptions<SourcesOptions> options, TimeProvider time)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(10);

    /// <summary>Begins the run of a job, or goes on with it.</summary>
    /// <returns>Null when it is not to run: the source is gone or paused, or another job has it.</returns>
    public async Task<BegunRun?> BeginAsync(JobRun job, RunPayload payload, CancellationToken cancellationToken)
    {
        var key = await sealer.SourcesKeyAsync(job.Tenant, cancellationToken);
        var row = await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                var begun = await connection.QuerySingleOrDefaultAsync<BegunRow>(
                    """
                    SELECT namespace AS Namespace, kind AS Kind, card AS Card, acl AS Acl, cursor AS Cursor, run_number AS RunNumber, begun_job AS BegunJob,
                      shrunk_at AS ShrunkAt, partial AS Partial, seen AS Seen, added AS Added, changed AS Changed, removed AS Removed, failed AS Failed, skipped AS Skipped
                    FROM sources WHERE tenant_id = @tenant AND id = @Source AND run_job = @job AND erased = 0 AND paused = 0 {for_update}
                    """,
                    new { payload.Source, job = job.Id.Value });
                if (begun is null || begun.BegunJob == job.Id.Value)
                {
                    return begun;
                }

                await connection.ExecuteAsync("DELETE FROM source_pages WHERE tenant_id = @tenant AND source_id = @Source", new { payload.Source });
                await connection.ExecuteAsync(
                    """
                    UPDATE sources SET begun_job = @job, run_number = run_number + 1, run_started_at = @now, run_ended_at = NULL, run_failed = 0, partial = 0, error = NULL,
                      seen = 0, added = 0, changed = 0, removed = 0, failed = 0, skipped = 0
                    WHERE tenant_id = @tenant AND id = @Source
                    """,
                    new { payload.Source, job = job.Id.Value, now = Now });
                return begun with { RunNumber = begun.RunNumber + 1, Partial = 0, Seen = 0, Added = 0, Changed = 0, Removed = 0, Failed = 0, Skipped = 0 };
            },
            Durability.Process,
            cancellationToken);
        return row is null ? null : Open(job.Tenant, key, new SourceId(payload.Source), row, payload.Full);
    }

    /// <summary>Ends a run.</summary>
    /// <param name="error">Why it failed or did not go on to the end; null when it did.</param>
    /// <param name="shrunk">Whether its listing was so much smaller than the one before that nothing was deleted; null when it was not whole.</param>
    /// <param name="keepsCursor">Whether the run went to its end, so that the next begins from there.</param>
    /// <param name="startsAgain">Whether another run is to follow at once.</param>
    public async Task EndAsync(
        JobRun job, BegunRun begun, bool hasFailed, bool? shrunk, bool keepsCursor, string? error, CancellationToken cancellationToken, bool startsAgain = false)
    {
        var key = await sealer.SourcesKeyAsync(job.Tenant, cancellationToken);
        var jobKey = await sealer.KeyAsync(job.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        var id = begun.Run.Source;
        var cursor = begun.Run.Cursor is { } text ? key.Seal(Seals.Table, Seals.Cursor(id.Value), text) : null;
        var sealedError = error is null ? null : key.Seal(Seals.Table, Seals.Error(id.Value), error);
        await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                var ended = await connection.ExecuteAsync(
                    """
                    UPDATE sources SET run_ended_at = @now, run_failed = @hasFailed, error = @sealedError, run_job = NULL,
                      shrunk_at = CASE WHEN @shrunk = 1 THEN COALESCE(shrunk_at, @now) WHEN @shrunk = 0 OR @hasFailed = 1 THEN NULL ELSE shrunk_at END,
                      cursor = CASE WHEN @keeps = 1 AND card = @Card THEN @cursor ELSE cursor END, seen = @Seen, added = @Added, changed = @Changed,
                      removed = @Removed, failed = @Failed, skipped = @Skipped
                    WHERE tenant_id = @tenant AND id = @id AND begun_job = @job AND erased = 0
                    """,
                    new
                    {
                        id = id.Value,
                        job = job.Id.Value,
                        now = Now,
                        hasFailed = hasFailed ? 1L : 0L,
                        shrunk = shrunk is null ? (long?)null : shrunk.Value ? 1L : 0L,
                        keeps = keepsCursor ? 1L : 0L,
                        begun.Card,
                        cursor,
                        sealedError,
                        begun.Tally.Seen,
                        begun.Tally.Added,
                        begun.Tally.Changed,
                        begun.Tally.Removed,
                        begun.Tally.Failed,
                        begun.Tally.Skipped,
                    });
                await connection.ExecuteAsync("DELETE FROM source_pages WHERE tenant_id = @tenant AND source_id = @id", new { id = id.Value });

                // What was pushed since the last look has a run of its own: its pusher joined this one.
                // Whoever changed the source joined it, too.
                var isOther = await connection.ScalarAsync<string>(
                    "SELECT id FROM sources WHERE tenant_id = @tenant AND id = @id AND (card <> @Card OR acl <> @Acl)", new { id = id.Value, begun.Card, begun.Run.Acl }) is not null;
                if (ended > 0 && (startsAgain || isOther || await EventStore.IsWaitingAsync(connection, id)))
                {
                    await AgainAsync(connection, jobKey, id, hasFailed, begun.Run.Full);
                }
            },
            Durability.Process,
            cancellationToken);
    }

    /// <summary>Whether a job that runs the source is not over yet; one that only waits to sees that the source is not there any more.</summary>
    public async Task<bool> IsRunningAsync(TenantScope tenant, SourceId id, CancellationToken cancellationToken)
    {
        string? run;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            run = await connection.ScalarAsync<string>("SELECT run_job FROM sources WHERE tenant_id = @tenant AND id = @id AND begun_job = run_job", new { id = id.Value });
        }

        return run is not null && await jobs.FindAsync(tenant, new JobId(run), cancellationToken) is { State: "queued" or "running" };
    }

    // What was accepted is not lost with a run that failed.
    private async Task AgainAsync(TenantConnection connection, DataKey jobKey, SourceId id, bool hasFailed, bool full)
    {
        if (!hasFailed)
        {
            await starting.StartAsync(connection, jobKey, id, null, asked: false, full);
            return;
        }

        var due = Now + (long)AfterFailure.TotalMilliseconds;
        await connection.ExecuteAsync(
            """
            UPDATE sources SET next_run_at = @due
            WHERE tenant_id = @tenant AND id = @id AND paused = 0 AND (next_run_at IS NULL OR next_run_at > @due)
            """,
            new { id = id.Value, due });
        await connection.ExecuteAsync(
            """
            UPDATE sys_sources SET due_at = (SELECT next_run_at FROM sources WHERE tenant_id = @tenant AND id = @id)
            WHERE source_id = @id AND tenant_id = @tenant
            """,
            new { id = id.Value });
    }

    private BegunRun Open(TenantScope tenant, DataKey key, SourceId id, BegunRow row, bool full)
    {
        var card = Seals.Card(key, id.Value, row.Card);
        var run = new SourceRun
        {
            Tenant = tenant,
            Source = id,
            Settings = card.Settings,
            Secrets = card.Secrets,
            Number = row.RunNumber,
            Acl = row.Acl,
            Full = full,
            MostItemBytes = options.Value.MostItemBytes,
            Cursor = full || row.Cursor is null ? null : key.Open(Seals.Table, Seals.Cursor(id.Value), row.Cursor),
            FindAsync = (externalId, cancellationToken) => items.FindAsync(tenant, id, externalId, cancellationToken),
        };
        if (row.Partial != 0)
        {
            run.NotWhole(row.Kind == SourceKinds.Push ? null : "Not all of it could be read.");
        }

        var tally = new RunTally { Seen = row.Seen, Added = row.Added, Changed = row.Changed, Removed = row.Removed, Failed = row.Failed, Skipped = row.Skipped };
        tally.HasPassingFailure = row.Failed > 0;
        return new BegunRun(
            row.Namespace, row.Kind, run, tally, row.Card, row.ShrunkAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record BegunRow(
        string Namespace, string Kind, byte[] Card, string Acl, byte[]? Cursor, long RunNumber, string? BegunJob, long? ShrunkAt, long Partial, long Seen, long Added, long Changed,
        long Removed, long Failed, long Skipped);
}
