using System.Security.Cryptography;
using System.Text.Json;
using Parley.Knowledge.Ingestion;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>The documents of a tenant's namespaces, as far as a caller may see them.</summary>
internal sealed class DocumentStore(TenantDatabase database, Sealer sealer, JobQueue jobs, Namespaces namespaces, TimeProvider time)
{
    /// <summary>Takes uploads in: stores them sealed and has one job read them. All of them or none.</summary>
    public async Task<(JobId Job, IReadOnlyList<DocumentId> Documents)> AcceptAsync(
        TenantScope tenant, string @namespace, IReadOnlyList<Upload> uploads, CancellationToken cancellationToken) =>
        (await AcceptAsync(tenant, @namespace, uploads, static _ => Task.FromResult(true), cancellationToken))!.Value;

    /// <summary>The same for what is only to be taken in while something else is there.</summary>
    /// <param name="hold">Holds that for the rest of the transaction; false when it is there no more.</param>
    /// <returns>Null when nothing was taken in.</returns>
    public async Task<(JobId Job, IReadOnlyList<DocumentId> Documents)?> AcceptAsync(
        TenantScope tenant, string @namespace, IReadOnlyList<Upload> uploads, Func<TenantConnection, Task<bool>> hold, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, @namespace, cancellationToken);
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (!await hold(connection))
                {
                    return default((JobId, IReadOnlyList<DocumentId>)?);
                }

                await namespaces.EnsureAsync(connection, @namespace);
                var work = new List<IngestWork>();
                foreach (var upload in uploads)
                {
                    work.Add(await PutAsync(connection, key, @namespace, upload));
                }

                var job = await jobs.EnqueueAsync(
                    connection, jobKey, IngestDocuments.JobKind, JsonSerializer.Serialize(new IngestPayload(@namespace, work)));
                await connection.ExecuteManyAsync(
                    "UPDATE knowledge_documents SET job_id = @job WHERE tenant_id = @tenant AND id = @id",
                    ["job", "id"],
                    [.. work.Select(item => new object?[] { job.Value, item.Id })]);
                await DocumentFeed.ChangedAsync(connection, @namespace, work.Select(item => item.Id), time.GetUtcNow());
                return (job, (IReadOnlyList<DocumentId>)[.. work.Select(item => new DocumentId(item.Id))]);
            },
            Durability.Full,
            cancellationToken);
    }

    /// <param name="tags">The caller's access tags, or null to see every document's entry.</param>
    public async Task<KnowledgeDocument?> FindAsync(
        TenantScope tenant, string @namespace, DocumentId id, IReadOnlyList<string>? tags, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, @namespace, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<DocumentRow>(
            $"{DocumentRow.Select} AND d.namespace = @namespace AND d.id = @id", new { @namespace, id = id.Value });
        return row is not null && MaySee(row, tags) ? row.Open(key) : null;
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
            found.Add(row.Open(await KeyAsync(tenant, row.Namespace, cancellationToken)));
        }

        return found;
    }

    public async Task<KnowledgePage<KnowledgeDocument>> ListAsync(
        TenantScope tenant, string @namespace, IReadOnlyList<string>? tags, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, @namespace, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var page = new List<DocumentRow>();
        var after = cursor ?? "";
        IReadOnlyList<DocumentRow> rows;
        do
        {
            rows = await connection.QueryAsync<DocumentRow>(
                $"{DocumentRow.Select} AND d.namespace = @namespace AND d.id > @after ORDER BY d.id LIMIT @most",
                new { @namespace, after, most = limit + 1L });
            page.AddRange(rows.Where(row => MaySee(row, tags)));
            after = rows.Count > 0 ? rows[^1].Id : after;
        }
        while (page.Count <= limit && rows.Count > limit);

        return new([.. page.Take(limit).Select(row => row.Open(key))], page.Count > limit ? page[limit - 1].Id : null);
    }

    /// <returns>The searchable version's text; null when the caller sees no such document, or it has none yet.</returns>
    public async Task<string?> TextAsync(
        TenantScope tenant, string @namespace, DocumentId id, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(tenant, @namespace, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<ContentRow>(
            """
            SELECT content AS Content, live_acl AS Acl FROM knowledge_documents
            WHERE tenant_id = @tenant AND namespace = @namespace AND id = @id
            """,
            new { @namespace, id = id.Value });
        return row?.Content is { } content && AccessTags.Allows(row.Acl, tags)
            ? key.Open(Seals.Documents, Seals.Content(id.Value), content)
            : null;
    }

    /// <returns>False when there is no such failed document.</returns>
    public async Task<bool> RetryAsync(TenantScope tenant, string @namespace, DocumentId id, CancellationToken cancellationToken)
    {
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                var failed = await connection.QuerySingleOrDefaultAsync<DocumentRow>(
                    $"{DocumentRow.Select} AND d.namespace = @namespace AND d.id = @id", new { @namespace, id = id.Value });
                if (failed?.State != "failed")
                {
                    return false;
                }

                var revision = await connection.ScalarAsync<long>(
                    """
                    UPDATE knowledge_documents SET revision = revision + 1, state = 'queued', step = NULL, progress = 0, error = NULL, updated_at = @now
                    WHERE tenant_id = @tenant AND id = @id RETURNING revision
                    """,
                    new { id = id.Value, now = Now });
                var job = await jobs.EnqueueAsync(
                    connection, jobKey, IngestDocuments.JobKind,
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
                await ChunkShelf.HideAsync(connection, jobs, jobKey, @namespace, id.Value);
                var acl = await connection.ScalarAsync<string>(
                    "DELETE FROM knowledge_documents WHERE tenant_id = @tenant AND namespace = @namespace AND id = @id RETURNING acl",
                    new { @namespace, id = id.Value });
                if (acl is not null)
                {
                    await DocumentFeed.DeletedAsync(connection, @namespace, id, acl, time.GetUtcNow());
                }

                return acl is not null;
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

    private static bool MaySee(DocumentRow row, IReadOnlyList<string>? tags) => tags is null || AccessTags.Allows(row.Acl, tags);

    private ValueTask<DataKey> KeyAsync(TenantScope tenant, string @namespace, CancellationToken cancellationToken) =>
        sealer.KeyAsync(tenant.Id, Seals.KeyOwner(@namespace), cancellationToken);

    private async Task<IngestWork> PutAsync(TenantConnection connection, DataKey key, string @namespace, Upload upload)
    {
        var fresh = DocumentId.New(time).Value;
        var externalId = upload.ExternalId ?? fresh;
        var known = await connection.QuerySingleOrDefaultAsync<KnownRow>(
            """
            SELECT id AS Id, live_acl AS LiveAcl, chunks AS Chunks FROM knowledge_documents
            WHERE tenant_id = @tenant AND namespace = @namespace AND external_id = @externalId {for_update}
            """,
            new { @namespace, externalId });
        var id = known?.Id ?? fresh;
        if (known is { Chunks: > 0 } && known.LiveAcl != upload.Acl)
        {
            // Until the new text is there, the old one is shown to nobody whom the new list leaves out, and to nobody new.
            await ChunkShelf.RestrictAsync(connection, @namespace, id, AccessTags.Both(known.LiveAcl, upload.Acl));
        }

        // Two first uploads of one external id may meet: the second then replaces the first.
        var put = await connection.QuerySingleOrDefaultAsync<PutRow>(
            """
            INSERT INTO knowledge_documents
              (tenant_id, id, namespace, external_id, revision, state, media_type, bytes, sha256, acl, card, original, created_at, updated_at)
            VALUES (@tenant, @id, @namespace, @externalId, 1, 'queued', @mediaType, @bytes, @sha, @acl, @card, @original, @now, @now)
            ON CONFLICT (tenant_id, namespace, external_id) DO UPDATE SET
              revision = knowledge_documents.revision + 1, state = 'queued', step = NULL, progress = 0, error = NULL,
              media_type = excluded.media_type, bytes = excluded.bytes, sha256 = excluded.sha256, acl = excluded.acl,
              card = excluded.card, original = excluded.original, updated_at = excluded.updated_at
            WHERE knowledge_documents.id = excluded.id
            RETURNING id AS Id, revision AS Revision
            """,
            new
            {
                id,
                @namespace,
                externalId,
                mediaType = upload.MediaType,
                bytes = (long)upload.Bytes.Length,
                sha = Convert.ToHexStringLower(SHA256.HashData(upload.Bytes)),
                acl = upload.Acl,
                card = Seals.Seal(key, id, upload.Card),
                original = key.Seal(Seals.Documents, Seals.Original(id), upload.Bytes),
                now = Now,
            });
        return put is null
            ? throw new RefusedException(new Refusal(409, "conflict", "This document was being added by another request just now. Send it again."))
            : new IngestWork(put.Id, put.Revision);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record ContentRow(byte[]? Content, string Acl);

    private sealed record KnownRow(string Id, string LiveAcl, long Chunks);

    private sealed record PutRow(string Id, long Revision);
}
