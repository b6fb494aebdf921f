using System.Text.Json;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Ingestion;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>The documents of a tenant's namespaces, as far as a caller may see them.</summary>
internal sealed class DocumentStore(TenantDatabase database, Sealer sealer, JobQueue jobs, TimeProvider time)
{
    private const int MostLookedAt = 2_000;

    /// <param name="tags">The caller's access tags, or null to see every document's entry.</param>
    public async Task<KnowledgeDocument?> FindAsync(
        TenantScope tenant, string @namespace, DocumentId id, IReadOnlyList<string>? tags, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, @namespace, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<DocumentRow>(
            $"{DocumentRow.Select} AND d.namespace = @namespace AND d.id = @id", new { @namespace, id = id.Value });
        return row is not null && MaySee(row, tags) ? row.Open(key, tags) : null;
    }

    /// <summary>Those of several documents, of any namespaces, that may be seen.</summary>
    public async Task<IReadOnlyList<KnowledgeDocument>> FindAsync(
        TenantScope tenant, IReadOnlyList<DocumentId> ids, IReadOnlyList<string>? tags, CancellationToken cancellationToken)
    {
        IReadOnlyList<DocumentRow> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<DocumentRow>(
                $"{DocumentRow.Select} AND d.id IN @ids", new { ids = ids.Select(id => id.Value).ToArray() });
        }

        var found = new List<KnowledgeDocument>();
        foreach (var row in rows.Where(row => MaySee(row, tags)))
        {
            found.Add(row.Open(await KeyAsync(tenant, row.Namespace, cancellationToken), tags));
        }

        return found;
    }

    public async Task<KnowledgePage<KnowledgeDocument>> ListAsync(
        TenantScope tenant, string @namespace, IReadOnlyList<string>? tags, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, @namespace, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var visible = await VisibleAsync(connection, @namespace, tags, cursor ?? "", limit + 1);
        var page = await connection.QueryAsync<DocumentRow>($"{DocumentRow.Select} AND d.id IN @ids ORDER BY d.id", new { ids = visible.Take(limit).ToArray() });
        return new([.. page.Select(row => row.Open(key, tags))], visible.Count > limit ? visible[limit - 1] : null);
    }

    /// <summary>Has a document that is over read again: one that failed, or one to be cut by other settings. One that came from an address is fetched anew.</summary>
    /// <returns>False when there is no such document, or it is being read.</returns>
    public async Task<bool> RetryAsync(TenantScope tenant, string @namespace, DocumentId id, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, @namespace, cancellationToken);
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                // Held first: an upload that is on its way has its own card, which must not be written over by the one before.
                await connection.ScalarAsync<long?>(
                    "SELECT revision FROM knowledge_documents WHERE tenant_id = @tenant AND namespace = @namespace AND id = @id {for_update}",
                    new { @namespace, id = id.Value });
                var over = await connection.QuerySingleOrDefaultAsync<DocumentRow>(
                    $"{DocumentRow.Select} AND d.namespace = @namespace AND d.id = @id", new { @namespace, id = id.Value });
                if (over?.State is not ("failed" or "ready") || (over.State == "ready" && !await Originals.IsKeptAsync(connection, id.Value) && Seals.Card(key, id.Value, over.Card).IsFetchDue is null))
                {
                    return false;
                }

                var before = Seals.Card(key, id.Value, over.Card);
                var card = before with { IsFetchDue = before.IsFetchDue is null ? null : true };
                await Originals.NameLiveAsync(connection, id.Value);
                var revision = await connection.ScalarAsync<long>(
                    """
                    UPDATE knowledge_documents
                    SET revision = revision + 1, state = 'queued', step = NULL, progress = 0, error = NULL, card = @card, updated_at = @now
                    WHERE tenant_id = @tenant AND id = @id RETURNING revision
                    """,
                    new { id = id.Value, card = Seals.Seal(key, id.Value, card), now = Now });
                var job = await jobs.EnqueueAsync(
                    connection, jobKey, FetchDocuments.KindFor(card.IsFetchDue == true),
                    JsonSerializer.Serialize(new IngestPayload(@namespace, [new IngestWork(id.Value, revision)])));
                await connection.ExecuteAsync(
                    "UPDATE knowledge_documents SET job_id = @job WHERE tenant_id = @tenant AND id = @id", new { job = job.Value, id = id.Value });
                await DocumentFeed.ChangedAsync(connection, @namespace, [id.Value], time.GetUtcNow());
                return true;
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>Deletes a document: no search finds it from now on; a job clears its postings away.</summary>
    /// <returns>False when there is no such document.</returns>
    public async Task<bool> DeleteAsync(TenantScope tenant, string @namespace, DocumentId id, CancellationToken cancellationToken)
    {
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await connection.ScalarAsync<string>(
                    "SELECT acl FROM knowledge_documents WHERE tenant_id = @tenant AND namespace = @namespace AND id = @id {for_update}",
                    new { @namespace, id = id.Value }) is not { } acl)
                {
                    return false;
                }

                await ChunkShelf.HideAsync(connection, jobs, jobKey, @namespace, id.Value);
                foreach (var range in await IndexParts.RangesAsync(connection, id.Value))
                {
                    // Also what an attempt wrote that nobody takes up again.
                    await jobs.EnqueueAsync(connection, jobKey, DropChunks.JobKind, JsonSerializer.Serialize(range));
                }

                await connection.ExecuteAsync("DELETE FROM knowledge_documents WHERE tenant_id = @tenant AND id = @id", new { id = id.Value });
                await Originals.RemoveAsync(connection, id.Value);
                await Vault.EraseAsync(connection, id.Value);
                await Reviews.ForgetAsync(connection, [id]);
                await Drafts.RemoveAsync(connection, id.Value);
                await DocumentFeed.DeletedAsync(connection, @namespace, id, acl, time.GetUtcNow());
                return true;
            },
            Durability.Full,
            cancellationToken);
    }

    /// <returns>The ids of those that are there, of documents with these external ids.</returns>
    public async Task<IReadOnlyList<DocumentId>> NamedAsync(
        TenantScope tenant, string @namespace, IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return [.. (await connection.QueryAsync<string>(
            "SELECT id FROM knowledge_documents WHERE tenant_id = @tenant AND namespace = @namespace AND external_id IN @externalIds",
            new { @namespace, externalIds = externalIds.ToArray() })).Select(id => new DocumentId(id))];
    }

    /// <returns>The ids of the next documents that may be seen: as many as asked for, or all that are left.</returns>
    private static async Task<List<string>> VisibleAsync(
        TenantConnection connection, string @namespace, IReadOnlyList<string>? tags, string after, int count)
    {
        var visible = new List<string>();
        // Whoever sees little is not made to ask again for every few of very many documents.
        for (var most = count; ; most = Math.Max(count, Math.Min(most * 4, MostLookedAt)))
        {
            var rows = await connection.QueryAsync<(string Id, string Acl)>(
                "SELECT id, acl FROM knowledge_documents WHERE tenant_id = @tenant AND namespace = @namespace AND id > @after ORDER BY id LIMIT @most",
                new { @namespace, after, most = (long)most });
            visible.AddRange(rows.Where(row => tags is null || AccessTags.Allows(row.Acl, tags)).Select(row => row.Id));
            if (visible.Count >= count || rows.Count < most)
            {
                return visible;
            }

            after = rows[^1].Id;
        }
    }

    private static bool MaySee(DocumentRow row, IReadOnlyList<string>? tags) => tags is null || AccessTags.Allows(row.Acl, tags);

    private ValueTask<DataKey> KeyAsync(TenantScope tenant, string @namespace, CancellationToken cancellationToken) =>
        sealer.KeyAsync(tenant.Id, Seals.KeyOwner(@namespace), cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
