using Microsoft.Extensions.Options;
using Parley.Sources.Store;
using Parley.Storage;

namespace Parley.Sources.Running;

/// <summary>The source is being deleted or was paused: its run ends here.</summary>
/// <param name="acl">Its access tags now; null where it is being deleted.</param>
internal sealed class SourceStoppedException(string? acl) : Exception
{
    public string? Acl { get; } = acl;
}

/// <summary>The source was changed while it ran: what it was told before does not count any more.</summary>
/// <param name="acl">Its access tags now.</param>
internal sealed class SourceChangedException(string acl) : Exception
{
    public string Acl { get; } = acl;
}

/// <summary>Whether a run still counts: it does as long as its job is held and its source is there, goes on and is what it was when the run began.</summary>
internal sealed class RunGuard(TenantDatabase database, JobQueue jobs, IOptions<SourcesOptions> options)
{
    /// <summary>Writes the numbers of a run in a transaction of its; ends it when the source is not to run any more.</summary>
    /// <exception cref="JobLostException">Another worker has it.</exception>
    /// <exception cref="SourceStoppedException">The source is being deleted or was paused.</exception>
    /// <exception cref="SourceChangedException">It was changed.</exception>
    public static async Task KeepAsync(TenantConnection connection, JobRun job, BegunRun begun)
    {
        await job.HoldAsync(connection);
        var kept = await connection.ExecuteAsync(
            """
            UPDATE sources SET partial = @partial, seen = @Seen, added = @Added, changed = @Changed, removed = @Removed, failed = @Failed, skipped = @Skipped
            WHERE tenant_id = @tenant AND id = @id AND begun_job = @job AND erased = 0 AND paused = 0 AND card = @Card AND acl = @Acl
            """,
            new
            {
                id = begun.Run.Source.Value,
                begun.Card,
                begun.Run.Acl,
                job = job.Id.Value,
                partial = begun.Run.IsWhole ? 0L : 1L,
                begun.Tally.Seen,
                begun.Tally.Added,
                begun.Tally.Changed,
                begun.Tally.Removed,
                begun.Tally.Failed,
                begun.Tally.Skipped,
            });
        if (kept == 0)
        {
            var now = await connection.QuerySingleOrDefaultAsync<Standing>(
                """
                SELECT acl AS "Acl", paused AS "Paused" FROM sources WHERE tenant_id = @tenant AND id = @id AND begun_job = @job AND erased = 0
                """,
                new { id = begun.Run.Source.Value, job = job.Id.Value });
            throw now is { Paused: 0 } ? new SourceChangedException(now.Acl) : new SourceStoppedException(now?.Acl);
        }
    }

    /// <summary>Looks whether a run still counts.</summary>
    /// <inheritdoc cref="KeepAsync" path="/exception"/>
    public Task CheckAsync(JobRun job, BegunRun begun, CancellationToken cancellationToken) =>
        database.WriteAsync(job.Tenant, connection => KeepAsync(connection, job, begun), Durability.Process, cancellationToken);

    /// <summary>Whether a run still counts, asked without holding anything.</summary>
    public async Task<bool> IsWantedAsync(JobRun job, BegunRun begun, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(job.Tenant, cancellationToken);
        return await connection.ScalarAsync<string>(
            """
            SELECT id FROM sources
            WHERE tenant_id = @tenant AND id = @id AND begun_job = @job AND erased = 0 AND paused = 0 AND card = @Card AND acl = @Acl
            """,
            new { id = begun.Run.Source.Value, job = job.Id.Value, begun.Card, begun.Run.Acl }) is not null;
    }

    /// <summary>Whether as many runs of the tenant as may be done at the same time were there before this one.</summary>
    public async Task<bool> MustWaitAsync(JobRun job, CancellationToken cancellationToken) =>
        await jobs.RunningBeforeAsync(job.Tenant, Starting.JobKind, job.Id, cancellationToken) >= options.Value.RunsAtOncePerTenant;

    private sealed record Standing(string Acl, long Paused);
}
