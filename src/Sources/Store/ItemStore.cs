using System.Text.Json;
using Parley.Storage;

namespace Parley.Sources.Store;

/// <summary>What is written down of an entry.</summary>
/// <param name="Stamp">Null when the next run is to look at its text.</param>
internal sealed record ItemRecord(
    string ExternalId, string DocumentId, string State, string? Stamp, string? Hash, string Acl, long? Version, string? Url = null, string? Error = null,
    IReadOnlyList<string>? Links = null);

/// <summary>What of an entry is sealed.</summary>
internal sealed record ItemCard(string? Url, string? Error, IReadOnlyList<string>? Links);

/// <summary>What sources brought.</summary>
internal sealed class ItemStore(TenantDatabase database, Sealer sealer, TimeProvider time)
{
    private const int LongestStamp = 500;

    private const string Upsert =
        """
        INSERT INTO source_items
          (tenant_id, source_id, item_hash, external_id, document_id, state, stamp, content_hash, acl, version, run_number, seen_at, card)
        VALUES (@tenant, @source, @hash, @external, @document, @state, @stamp, @content, @acl, @version, @run, @now, @card)
        ON CONFLICT (tenant_id, source_id, item_hash) DO UPDATE SET
          state = excluded.state, stamp = excluded.stamp, content_hash = excluded.content_hash, acl = excluded.acl, version = excluded.version,
          run_number = excluded.run_number, seen_at = excluded.seen_at, card = excluded.card
        """;

    private static readonly string[] Columns =
        ["source", "hash", "external", "document", "state", "stamp", "content", "acl", "version", "run", "now", "card"];

    public async Task<KnownItem?> FindAsync(TenantScope tenant, SourceId source, string externalId, CancellationToken cancellationToken)
    {
        var hash = Names.Hash(externalId);
        var key = await sealer.SourcesKeyAsync(tenant, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<KnownRow>(
            """
            SELECT external_id AS ExternalId, document_id AS DocumentId, state AS State, stamp AS Stamp, content_hash AS Hash, acl AS Acl, version AS Version,
              run_number AS Run, card AS Card
            FROM source_items WHERE tenant_id = @tenant AND source_id = @source AND item_hash = @hash
            """,
            new { source = source.Value, hash });
        return row is null
            ? null
            : new KnownItem(
                row.ExternalId, row.DocumentId, row.State, row.Stamp, row.Hash, row.Acl, row.Version, row.Run, Open(key, source, hash, row.Card)?.Links ?? []);
    }

    /// <summary>What is to be written of entries, sealed; to be made before the transaction that writes it.</summary>
    public async Task<IReadOnlyList<object?[]>> SealAsync(
        SourceRun run, IEnumerable<ItemRecord> records, CancellationToken cancellationToken)
    {
        var key = await sealer.SourcesKeyAsync(run.Tenant, cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return
        [
            .. from record in records
               let hash = Names.Hash(record.ExternalId)
               let card = record is { Url: null, Error: null, Links: null or [] } ? null : new ItemCard(record.Url, record.Error, record.Links)
               select new object?[]
               {
                   run.Source.Value, hash, record.ExternalId, record.DocumentId, record.State, record.Stamp is { Length: <= LongestStamp } stamp ? stamp : null,
                   record.Hash, record.Acl, record.Version, run.Number, now,
                   card is null ? null : key.Seal(Seals.Items, Seals.Item(run.Source.Value, hash), JsonSerializer.Serialize(card)),
               },
        ];
    }

    public static async Task WriteAsync(TenantConnection connection, IReadOnlyList<object?[]> rows) =>
        await connection.ExecuteManyAsync(Upsert, Columns, rows);

    /// <summary>Entries that are as they were: this run has seen them too.</summary>
    public static async Task TouchAsync(TenantConnection connection, SourceRun run, IReadOnlyList<string> externalIds, long now) =>
        await connection.ExecuteManyAsync(
            """
            UPDATE source_items SET run_number = @run, seen_at = @now
            WHERE tenant_id = @tenant AND source_id = @source AND item_hash = @hash
            """,
            ["run", "now", "source", "hash"],
            [.. externalIds.Select(id => new object?[] { run.Number, now, run.Source.Value, Names.Hash(id) })]);

    public static async Task RemoveAsync(TenantConnection connection, SourceId source, IReadOnlyList<string> externalIds) =>
        await connection.ExecuteManyAsync(
            "DELETE FROM source_items WHERE tenant_id = @tenant AND source_id = @source AND item_hash = @hash",
            ["source", "hash"],
            [.. externalIds.Select(id => new object?[] { source.Value, Names.Hash(id) })]);

    /// <summary>Entries with or without a document, as far as a run did not see them.</summary>
    public async Task<IReadOnlyList<BroughtItem>> NotSeenAsync(TenantScope tenant, SourceId source, long run, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<BroughtItem>(
            """
            SELECT external_id AS ExternalId, document_id AS DocumentId, CASE WHEN content_hash IS NULL AND state <> 'pending' THEN 0 ELSE 1 END AS HasDocument
            FROM source_items WHERE tenant_id = @tenant AND source_id = @source AND run_number < @run AND state <> 'deleted'
            ORDER BY item_hash LIMIT @limit
            """,
            new { source = source.Value, run, limit = (long)limit });
    }

    /// <summary>Entries that may have a document, with their access tags, in the order of their hashes.</summary>
    public async Task<IReadOnlyList<AllowedItem>> AccessAsync(TenantScope tenant, SourceId source, string after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<AllowedItem>(
            """
            SELECT item_hash AS Hash, document_id AS DocumentId, acl AS Acl FROM source_items
            WHERE tenant_id = @tenant AND source_id = @source AND item_hash > @after AND (content_hash IS NOT NULL OR state = 'pending')
            ORDER BY item_hash LIMIT @limit
            """,
            new { source = source.Value, after, limit = (long)limit });
    }

    /// <summary>Writes down other access tags of entries that have those still with which they were found.</summary>
    public static Task AllowAsync(TenantConnection connection, SourceId source, IReadOnlyList<AllowedItem> items, string acl) => connection.ExecuteManyAsync(
        "UPDATE source_items SET acl = @acl WHERE tenant_id = @tenant AND source_id = @source AND item_hash = @hash AND acl = @before",
        ["acl", "source", "hash", "before"],
        [.. items.Select(item => new object?[] { acl, source.Value, item.Hash, item.Acl })]);

    /// <returns>How many entries have a document: those that a run saw, and those that it did not.</returns>
    public async Task<(long Seen, long NotSeen)> CountAsync(TenantScope tenant, SourceId source, long run, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var counts = await connection.QueryAsync<CountRow>(
            """
            SELECT CASE WHEN run_number < @run THEN 0 ELSE 1 END AS IsSeen, count(*) AS Items FROM source_items
            WHERE tenant_id = @tenant AND source_id = @source AND content_hash IS NOT NULL
            GROUP BY CASE WHEN run_number < @run THEN 0 ELSE 1 END
            """,
            new { source = source.Value, run });
        return (counts.FirstOrDefault(count => count.IsSeen == 1)?.Items ?? 0, counts.FirstOrDefault(count => count.IsSeen == 0)?.Items ?? 0);
    }

    /// <summary>One page of what a source brought.</summary>
    /// <param name="state">Only those in this state; null for all.</param>
    public async Task<SourcePage<SourceItemView>> ListAsync(
        TenantScope tenant, SourceId source, string? state, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var key = await sealer.SourcesKeyAsync(tenant, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<ViewRow>(
            $"""
            SELECT item_hash AS ItemHash, external_id AS ExternalId, document_id AS DocumentId, state AS State, stamp AS Stamp, content_hash AS Hash, acl AS Acl,
              version AS Version, seen_at AS SeenAt, card AS Card
            FROM source_items WHERE tenant_id = @tenant AND source_id = @source AND item_hash > @after {(state is null ? "" : "AND state = @state")}
            ORDER BY item_hash LIMIT @most
            """,
            new { source = source.Value, after = cursor ?? "", state, most = limit + 1L });
        return new([.. rows.Take(limit).Select(row => View(key, source, row))], rows.Count > limit ? rows[limit - 1].ItemHash : null);
    }

    private static SourceItemView View(DataKey key, SourceId source, ViewRow row)
    {
        var card = Open(key, source, row.ItemHash, row.Card);
        return new SourceItemView(
            row.ExternalId, row.DocumentId, card?.Url, row.Stamp, row.Hash, row.Version, Names.Split(row.Acl), DateTimeOffset.FromUnixTimeMilliseconds(row.SeenAt),
            row.State, card?.Error);
    }

    private static ItemCard? Open(DataKey key, SourceId source, string hash, byte[]? card) => card is null
        ? null
        : JsonSerializer.Deserialize<ItemCard>(key.Open(Seals.Items, Seals.Item(source.Value, hash), card));

    private sealed record KnownRow(
        string ExternalId, string DocumentId, string State, string? Stamp, string? Hash, string Acl, long? Version, long Run, byte[]? Card);

    private sealed record ViewRow(
        string ItemHash, string ExternalId, string DocumentId, string State, string? Stamp, string? Hash, string Acl, long? Version, long SeenAt, byte[]? Card);

    private sealed record CountRow(long IsSeen, long Items);
}

/// <summary>An entry and who may read it.</summary>
internal sealed record AllowedItem(string Hash, string DocumentId, string Acl);

/// <summary>An entry that a run did not see.</summary>
internal sealed record BroughtItem(string ExternalId, string DocumentId, long HasDocument);
