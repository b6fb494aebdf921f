using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Ingestion;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>Takes uploads in. What is there already, byte for byte, is not read again; where only its access list is another, that is changed at once.</summary>
internal sealed class Uploads(TenantDatabase database, Sealer sealer, JobQueue jobs, Namespaces namespaces, TimeProvider time)
{
    /// <summary>Stores uploads sealed and has one job read them. All of them or none.</summary>
    public async Task<(JobId Job, IReadOnlyList<DocumentId> Documents)> AcceptAsync(
        TenantScope tenant, string @namespace, IReadOnlyList<Upload> uploads, CancellationToken cancellationToken) =>
        (await AcceptAsync(tenant, @namespace, uploads, static _ => Task.FromResult(true), cancellationToken))!.Value;

    /// <summary>The same for what is only to be taken in while something else is there.</summary>
    /// <param name="hold">Holds that for the rest of the transaction; false when it is there no more.</param>
    /// <returns>Null when nothing was taken in.</returns>
    public async Task<(JobId Job, IReadOnlyList<DocumentId> Documents)?> AcceptAsync(
        TenantScope tenant, string @namespace, IReadOnlyList<Upload> uploads, Func<TenantConnection, Task<bool>> hold, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(tenant.Id, Seals.KeyOwner(@namespace), cancellationToken);
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        var prepared = uploads.Select(upload => Prepared.Of(upload, key, DocumentId.New(time).Value)).ToList();
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (!await hold(connection))
                {
                    return default((JobId, IReadOnlyList<DocumentId>)?);
                }

                await namespaces.EnsureAsync(connection, @namespace);
                var ids = new List<DocumentId>();
                var work = new List<IngestWork>();
                foreach (var one in prepared)
                {
                    var (id, isNew) = await PutAsync(connection, key, @namespace, one);
                    ids.Add(new(id.Id));
                    if (isNew)
                    {
                        work.RemoveAll(before => before.Id == id.Id);
                        work.Add(id);
                    }
                }

                var job = await jobs.EnqueueAsync(
                    connection, jobKey, FetchDocuments.KindFor(uploads.Any(upload => upload.Card.IsFetchDue == true)), JsonSerializer.Serialize(new IngestPayload(@namespace, work)));
                await connection.ExecuteManyAsync(
                    "UPDATE knowledge_documents SET job_id = @job WHERE tenant_id = @tenant AND id = @id",
                    ["job", "id"],
                    [.. work.Select(item => new object?[] { job.Value, item.Id })]);
                await DocumentFeed.ChangedAsync(connection, @namespace, ids.Select(id => id.Value), time.GetUtcNow());
                return (job, (IReadOnlyList<DocumentId>)ids);
            },
            Durability.Full,
            cancellationToken);
    }

    private async Task<(IngestWork Work, bool IsNew)> PutAsync(TenantConnection connection, DataKey key, string @namespace, Prepared one)
    {
        var upload = one.Upload;
        var externalId = upload.ExternalId ?? one.FreshId;
        var known = await connection.QuerySingleOrDefaultAsync<KnownRow>(
            """
            SELECT id AS "Id", revision AS "Revision", state AS "State", sha256 AS "Sha256", media_type AS "MediaType", card AS "Card", acl AS "Acl",
              live_acl AS "LiveAcl", chunks AS "Chunks"
            FROM knowledge_documents WHERE tenant_id = @tenant AND namespace = @namespace AND external_id = @externalId {for_update}
            """,
            new { @namespace, externalId });
        if (known is { State: "ready" } && known.Sha256 == one.Sha256 && known.MediaType == upload.MediaType
            && JsonSerializer.Serialize(Seals.Card(key, known.Id, known.Card)) == JsonSerializer.Serialize(upload.Card)
            && await Originals.IsKeptAsync(connection, known.Id))
        {
            await AllowAsync(connection, @namespace, known, upload.Acl);
            return (new(known.Id, known.Revision), false);
        }

        if (known is { Chunks: > 0 } && known.LiveAcl != upload.Acl)
        {
            // Until the new text is there, the old one is shown to nobody whom the new list leaves out, and to nobody new.
            await ChunkShelf.RestrictAsync(connection, @namespace, known.Id, AccessTags.Both(known.LiveAcl, upload.Acl));
        }

        if (known is { State: "ready" })
        {
            await Originals.NameLiveAsync(connection, known.Id);
        }

        var id = known?.Id ?? one.FreshId;
        // Two first uploads of one external id may meet: the second then replaces the first.
        var put = await connection.QuerySingleOrDefaultAsync<IngestWork>(
            """
            INSERT INTO knowledge_documents
              (tenant_id, id, namespace, external_id, revision, state, media_type, bytes, sha256, acl, card, created_at, updated_at)
            VALUES (@tenant, @id, @namespace, @externalId, 1, 'queued', @mediaType, @bytes, @sha, @acl, @card, @now, @now)
            ON CONFLICT (tenant_id, namespace, external_id) DO UPDATE SET
              revision = knowledge_documents.revision + 1, state = 'queued', step = NULL, progress = 0, error = NULL,
              media_type = excluded.media_type, bytes = excluded.bytes, sha256 = excluded.sha256, acl = excluded.acl,
              card = excluded.card, updated_at = excluded.updated_at
            WHERE knowledge_documents.id = excluded.id
            RETURNING id AS "Id", revision AS "Revision"
            """,
            new
            {
                id,
                @namespace,
                externalId,
                mediaType = upload.MediaType,
                bytes = (long)upload.Bytes.Length,
                sha = one.Sha256,
                acl = upload.Acl,
                card = Seals.Seal(key, id, upload.Card),
                now = Now,
            })
            ?? throw new RefusedException(new Refusal(409, "conflict", "This document was being added by another request just now. Send it again."));
        await Originals.WriteAsync(connection, id, one.Original);
        return (put, true);
    }

    private async Task AllowAsync(TenantConnection connection, string @namespace, KnownRow known, string acl)
    {
        if (known.Acl != acl)
        {
            await ChunkShelf.RestrictAsync(connection, @namespace, known.Id, acl);
            await connection.ExecuteAsync(
                "UPDATE knowledge_documents SET acl = @acl, updated_at = @now WHERE tenant_id = @tenant AND id = @Id", new { known.Id, acl, now = Now });
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>An upload hashed and sealed, before the transaction that takes it in.</summary>
    private sealed record Prepared(Upload Upload, string FreshId, string Sha256, SealedOriginal Original)
    {
        public static Prepared Of(Upload upload, DataKey key, string freshId) =>
            new(
                upload, freshId, Convert.ToHexStringLower(SHA256.HashData(Hashed(upload))),
                upload.Card.IsFetchDue == true ? new(freshId, []) : Originals.Seal(key, freshId, upload.Bytes));

        // Until its bytes are there, an address stands for them: two of the same are the same document.
        private static byte[] Hashed(Upload upload) => upload.Card.IsFetchDue == true ? Encoding.UTF8.GetBytes(upload.Card.Url!) : upload.Bytes;
    }

    private sealed record KnownRow(
        string Id, long Revision, string State, string Sha256, string MediaType, byte[] Card, string Acl, string LiveAcl, long Chunks);
}
