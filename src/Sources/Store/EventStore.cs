using System.Text.Json;
using Parley.Storage;

namespace Parley.Sources.Store;

/// <summary>A change as it was pushed, its form checked.</summary>
/// <param name="Payload">Null for a deletion.</param>
internal sealed record PushedChange(string ExternalId, long? Version, PushedDocument? Payload);

/// <summary>What a pushed document has.</summary>
internal sealed record PushedDocument(
    byte[] Bytes, string? MediaType, string? FileName, string? Title, string? Url, IReadOnlyList<string>? Acl, JsonElement? Metadata);

/// <summary>A change that waits for its run.</summary>
internal sealed record WaitingChange(string EventId, PushedChange Change);

/// <summary>Changes that were pushed: of each item the newest waits for the run that takes it to the knowledge base.</summary>
internal sealed class EventStore(TenantDatabase database, Sealer sealer, Starting starting, TimeProvider time)
{
    private const int AskedAtOnce = 500;

    private const string Upsert =
        """
        INSERT INTO source_events (tenant_id, source_id, item_hash, external_id, event_id, version, deletes, payload)
        VALUES (@tenant, @source, @hash, @external, @event, @version, @deletes, @payload)
        ON CONFLICT (tenant_id, source_id, item_hash) DO UPDATE SET
          event_id = excluded.event_id, version = excluded.version, deletes = excluded.deletes, payload = excluded.payload
        """;

    /// <summary>Takes changes in, all or none, and starts a run that makes them seen.</summary>
    /// <returns>The job, null when nothing was new or the source is paused; and how many were older than what is known, or the same.</returns>
    /// <exception cref="RefusedException">There is no such source to push to.</exception>
    public async Task<(JobId? Job, int Stale)> AcceptAsync(
        TenantScope tenant, string @namespace, SourceId source, IReadOnlyList<PushedChange> changes, CancellationToken cancellationToken)
    {
        var key = await sealer.SourcesKeyAsync(tenant, cancellationToken);
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        var rows = changes.Select(change => Seal(key, source, change)).ToList();
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                await LockAsync(connection, @namespace, source);
                var known = await VersionsAsync(connection, source, rows);
                var fresh = Fresh(rows, known);
                await connection.ExecuteManyAsync(
                    Upsert, ["source", "hash", "external", "event", "version", "deletes", "payload"],
                    [.. fresh.Select(row => new object?[] { source.Value, row.Hash, row.ExternalId, row.EventId, row.Version, row.Deletes, row.Payload })]);
                var job = fresh.Count > 0 ? await starting.StartAsync(connection, jobKey, source, null, asked: false, full: false) : null;
                return (job, rows.Count - fresh.Count);
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>The changes that wait, the oldest first.</summary>
    public async Task<IReadOnlyList<WaitingChange>> WaitingAsync(
        TenantScope tenant, SourceId source, string after, int limit, CancellationToken cancellationToken)
    {
        var key = await sealer.SourcesKeyAsync(tenant, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<EventRow>(
            """
            SELECT item_hash AS Hash, external_id AS ExternalId, event_id AS EventId, version AS Version, deletes AS Deletes, payload AS Payload
            FROM source_events WHERE tenant_id = @tenant AND source_id = @source AND event_id > @after ORDER BY event_id LIMIT @limit
            """,
            new { source = source.Value, after, limit = (long)limit });
        return
        [
            .. from row in rows
               let payload = row.Payload is null
                   ? null
                   : JsonSerializer.Deserialize<PushedDocument>(key.OpenBytes(Seals.Events, Seals.Item(source.Value, row.EventId), row.Payload))
               select new WaitingChange(row.EventId, new PushedChange(row.ExternalId, row.Version, payload)),
        ];
    }

    /// <summary>Lets a change go that its run has taken; a later one of the same item stays.</summary>
    public static Task DoneAsync(TenantConnection connection, SourceId source, WaitingChange taken) => connection.ExecuteAsync(
        "DELETE FROM source_events WHERE tenant_id = @tenant AND source_id = @source AND item_hash = @hash AND event_id = @EventId",
        new { source = source.Value, hash = Names.Hash(taken.Change.ExternalId), taken.EventId });

    public static async Task<bool> IsWaitingAsync(TenantConnection connection, SourceId source) =>
        await connection.ScalarAsync<string>(
            "SELECT event_id FROM source_events WHERE tenant_id = @tenant AND source_id = @source LIMIT 1", new { source = source.Value }) is not null;

    // Each change counts against all before it, those of the same push too; of one item the last that is new is kept.
    private static IReadOnlyList<EventRow> Fresh(IReadOnlyList<EventRow> rows, Dictionary<string, long> known)
    {
        var fresh = new Dictionary<string, EventRow>();
        foreach (var row in rows)
        {
            var hasKnown = known.TryGetValue(row.Hash, out var version);
            if (row.Version is null || !hasKnown || row.Version > version)
            {
                fresh[row.Hash] = row with { Version = row.Version ?? (hasKnown ? version : null) };
                known[row.Hash] = row.Version ?? (hasKnown ? version : long.MinValue);
            }
        }

        return [.. fresh.Values.OrderBy(row => row.EventId, StringComparer.Ordinal)];
    }

    private static async Task LockAsync(TenantConnection connection, string @namespace, SourceId source)
    {
        var kind = await connection.ScalarAsync<string>(
            "SELECT kind FROM sources WHERE tenant_id = @tenant AND id = @id AND namespace = @namespace AND erased = 0 {for_update}",
            new { id = source.Value, @namespace });
        if (kind != SourceKinds.Push)
        {
            throw new RefusedException(kind is null
                ? Refusal.NotFound("source")
                : new Refusal(409, "not_pushed", $"This source is of the kind `{kind}` and fetches by itself; only those of the kind `push` are pushed to."));
        }
    }

    private static async Task<Dictionary<string, long>> VersionsAsync(TenantConnection connection, SourceId source, IReadOnlyList<EventRow> rows)
    {
        var known = new Dictionary<string, long>();
        foreach (var hashes in rows.Select(row => row.Hash).Distinct().Chunk(AskedAtOnce))
        {
            foreach (var table in (string[])["source_items", "source_events"])
            {
                foreach (var row in await connection.QueryAsync<VersionRow>(
                    $"""
                    SELECT item_hash AS Hash, version AS Version FROM {table}
                    WHERE tenant_id = @tenant AND source_id = @source AND item_hash IN @hashes AND version IS NOT NULL
                    """,
                    new { source = source.Value, hashes }))
                {
                    known[row.Hash] = Math.Max(row.Version, known.GetValueOrDefault(row.Hash, long.MinValue));
                }
            }
        }

        return known;
    }

    private EventRow Seal(DataKey key, SourceId source, PushedChange change)
    {
        var id = Id<SourceIds.Event>.New(time).Value;
        return new EventRow(
            Names.Hash(change.ExternalId), change.ExternalId, id, change.Version, change.Payload is null ? 1 : 0,
            change.Payload is null ? null : key.Seal(Seals.Events, Seals.Item(source.Value, id), JsonSerializer.SerializeToUtf8Bytes(change.Payload)));
    }

    private sealed record EventRow(string Hash, string ExternalId, string EventId, long? Version, long Deletes, byte[]? Payload);

    private sealed record VersionRow(string Hash, long Version);
}
