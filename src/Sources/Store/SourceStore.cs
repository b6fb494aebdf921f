using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Sources.Running;
using Parley.Storage;

namespace Parley.Sources.Store;

/// <summary>What is to be changed of a source; what is null stays.</summary>
/// <param name="Schedule">Minutes between runs; a null within is a source that runs when somebody asks.</param>
/// <param name="StartsAnew">Whether what is known of versions is forgotten, because something else is read from now on.</param>
internal sealed record SourceChange(SourceCard? Card, (long? Minutes, bool Given) Schedule, string? Acl, bool? Paused, bool StartsAnew);

/// <summary>The sources of a tenant's namespaces.</summary>
internal sealed class SourceStore(
    TenantDatabase database, Sealer sealer, JobQueue jobs, Starting starting, IOptions<SourcesOptions> options, TimeProvider time)
{
    public async Task<SourceId> AddAsync(
        TenantScope tenant, string @namespace, string kind, SourceCard card, long? minutes, string acl, CancellationToken cancellationToken)
    {
        var key = await sealer.SourcesKeyAsync(tenant, cancellationToken);
        var id = SourceId.New(time).Value;
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ScalarAsync<long>("SELECT count(*) FROM sources WHERE tenant_id = @tenant AND erased = 0") >= options.Value.MostSources)
                {
                    throw new RefusedException(new Refusal(
                        409, "too_many_sources", $"There may be {options.Value.MostSources} sources. Delete one that is not needed any more."));
                }

                // Its first run is due at once.
                var due = minutes is null ? (long?)null : Now;
                await connection.ExecuteAsync(
                    """
                    INSERT INTO sources (tenant_id, id, namespace, kind, card, every_minutes, acl, next_run_at, created_at, updated_at)
                    VALUES (@tenant, @id, @namespace, @kind, @card, @minutes, @acl, @due, @now, @now)
                    """,
                    new { id, @namespace, kind, card = Seals.Seal(key, id, card), minutes, acl, due, now = Now });
                await connection.ExecuteAsync(
                    "INSERT INTO sys_sources (source_id, tenant_id, due_at, watched) VALUES (@id, @tenant, @due, @watched)",
                    new { id, due, watched = Watched(kind, card) });
            },
            Durability.Full,
            cancellationToken);
        return new SourceId(id);
    }

    public async Task<KnowledgeSource?> FindAsync(TenantScope tenant, string @namespace, SourceId id, CancellationToken cancellationToken)
    {
        var key = await sealer.SourcesKeyAsync(tenant, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await RowAsync(connection, @namespace, id))?.Open(key);
    }

    public async Task<SourceCard?> CardAsync(TenantScope tenant, string @namespace, SourceId id, CancellationToken cancellationToken)
    {
        var key = await sealer.SourcesKeyAsync(tenant, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await RowAsync(connection, @namespace, id) is { } row ? Seals.Card(key, row.Id, row.Card) : null;
    }

    public async Task<SourcePage<KnowledgeSource>> ListAsync(
        TenantScope tenant, string @namespace, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var key = await sealer.SourcesKeyAsync(tenant, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<SourceRow>(
            $"{SourceRow.Select} AND s.namespace = @namespace AND s.id > @after ORDER BY s.id LIMIT @most",
            new { @namespace, after = cursor ?? "", most = limit + 1L });
        return new([.. rows.Take(limit).Select(row => row.Open(key))], rows.Count > limit ? rows[limit - 1].Id : null);
    }

    /// <returns>Null when there is no such source; else what its new access list means for what it brought, which a job does.</returns>
    public async Task<Narrowing?> ChangeAsync(TenantScope tenant, string @namespace, SourceId id, SourceChange change, CancellationToken cancellationToken)
    {
        var key = await sealer.SourcesKeyAsync(tenant, cancellationToken);
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await RowAsync(connection, @namespace, id, "{for_update}") is not { } row)
                {
                    return null;
                }

                var minutes = change.Schedule.Given ? change.Schedule.Minutes : row.EveryMinutes;
                var paused = change.Paused ?? row.Paused != 0;
                var due = paused || minutes is null ? (long?)null
                    : minutes == row.EveryMinutes && row.Paused == 0 ? row.NextRunAt ?? Now
                    : Math.Min(row.NextRunAt ?? Now, Now + Milliseconds(minutes.Value));
                await connection.ExecuteAsync(
                    """
                    UPDATE sources SET card = COALESCE(@card, card), every_minutes = @minutes, acl = COALESCE(@acl, acl), paused = @paused,
                      cursor = CASE WHEN @anew = 1 THEN NULL ELSE cursor END,
                      shrunk_at = CASE WHEN @anew = 1 THEN NULL ELSE shrunk_at END, next_run_at = @due, updated_at = @now
                    WHERE tenant_id = @tenant AND id = @Id
                    """,
                    new
                    {
                        row.Id,
                        card = change.Card is { } card ? Seals.Seal(key, row.Id, card) : null,
                        minutes,
                        acl = change.Acl,
                        paused = paused ? 1L : 0L,
                        anew = change.StartsAnew ? 1L : 0L,
                        due,
                        now = Now,
                    });
                await connection.ExecuteAsync(
                    "UPDATE sys_sources SET due_at = @due, watched = @watched WHERE source_id = @Id AND tenant_id = @tenant",
                    new { row.Id, due, watched = paused ? 0L : Watched(row.Kind, change.Card ?? Seals.Card(key, row.Id, row.Card)) });
                var narrowing = new Narrowing(row.Id, row.Acl);
                var isOtherAccess = change.Acl is { } acl && acl != row.Acl;
                if (isOtherAccess)
                {
                    await jobs.EnqueueAsync(connection, jobKey, NarrowAccess.JobKind, JsonSerializer.Serialize(narrowing));
                }

                // What was pushed while it was paused has waited for this; and who is let in anew is let in by a run.
                if (isOtherAccess || (row.Paused != 0 && !paused && await EventStore.IsWaitingAsync(connection, id)))
                {
                    await starting.StartAsync(connection, jobKey, id, null, asked: false, full: false);
                }

                return narrowing;
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>Deletes a source. Its documents stay, or go with it: then a job erases both, and nobody sees the source from now on.</summary>
    /// <returns>False when there is no such source.</returns>
    public async Task<bool> DeleteAsync(TenantScope tenant, string @namespace, SourceId id, bool withDocuments, CancellationToken cancellationToken)
    {
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await RowAsync(connection, @namespace, id, "{for_update}") is null)
                {
                    return false;
                }

                await connection.ExecuteAsync("DELETE FROM sys_sources WHERE source_id = @id AND tenant_id = @tenant", new { id = id.Value });
                if (withDocuments)
                {
                    await connection.ExecuteAsync("UPDATE sources SET erased = 1 WHERE tenant_id = @tenant AND id = @id", new { id = id.Value });
                    await jobs.EnqueueAsync(connection, jobKey, EraseSource.JobKind, id.Value);
                }
                else
                {
                    await ForgetAsync(connection, id);
                }

                return true;
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>Deletes all that this room knows of a source.</summary>
    public static async Task ForgetAsync(TenantConnection connection, SourceId id)
    {
        foreach (var table in (string[])["source_items", "source_pages", "source_events"])
        {
            await connection.ExecuteAsync($"DELETE FROM {table} WHERE tenant_id = @tenant AND source_id = @id", new { id = id.Value });
        }

        await connection.ExecuteAsync("DELETE FROM sources WHERE tenant_id = @tenant AND id = @id", new { id = id.Value });
    }

    internal static long Milliseconds(long minutes) => minutes * 60_000;

    private static long Watched(string kind, SourceCard card) => kind == SourceKinds.Folder && card.Settings.Watch == true ? 1L : 0L;

    private static Task<SourceRow?> RowAsync(TenantConnection connection, string @namespace, SourceId id, string locking = "") =>
        locking.Length == 0
            ? connection.QuerySingleOrDefaultAsync<SourceRow>(
                $"{SourceRow.Select} AND s.namespace = @namespace AND s.id = @id", new { @namespace, id = id.Value })
            : LockedAsync(connection, @namespace, id);

    // A row that is locked stands alone: the head of its job is not to be held along with it.
    private static async Task<SourceRow?> LockedAsync(TenantConnection connection, string @namespace, SourceId id) =>
        await connection.ScalarAsync<string>(
            "SELECT id FROM sources WHERE tenant_id = @tenant AND id = @id AND namespace = @namespace AND erased = 0 {for_update}",
            new { @namespace, id = id.Value }) is null
            ? null
            : await RowAsync(connection, @namespace, id);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
