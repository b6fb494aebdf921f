using System.Data.Common;
using Microsoft.Extensions.Logging;
using Parley.Knowledge.Embeddings;
using Parley.Knowledge.Ingestion;
using Parley.Storage;
using Parley.Text;

namespace Parley.Knowledge.Indexing;

/// <summary>
/// Indexes documents anew whose searchable version was indexed in a form of before: its text and its chunks stay as they are, with their ids;
/// what they are found by is made again.
/// </summary>
internal sealed class Reindexing(TenantDatabase database, Sealer sealer, JobQueue jobs, ChunkVectors vectors, ILogger<Reindexing> logger)
{
    private const int AtOnce = 20;

    /// <summary>Has a job do it, where a tenant has such documents.</summary>
    public async Task AskAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        if ((await NextAsync(tenant, cancellationToken)).Count == 0)
        {
            return;
        }

        var key = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        await database.WriteAsync(
            tenant, connection => jobs.EnqueueAsync(connection, key, ReindexDocuments.JobKind, "{}"), Durability.Full, cancellationToken);
    }

    /// <returns>The namespaces of the next documents, which are indexed now; empty when none is left.</returns>
    public async Task<IReadOnlyList<string>> SomeAsync(JobRun job, CancellationToken cancellationToken)
    {
        var documents = await NextAsync(job.Tenant, cancellationToken);
        foreach (var document in documents)
        {
            try
            {
                await IndexAsync(job, document, cancellationToken);
            }
            catch (Exception exception) when (exception is not (
                OperationCanceledException or JobLostException or StorageUnavailableException or DbException or IOException or TimeoutException))
            {
                // What one document holds is broken; the others are not to wait for it.
                logger.DocumentNotReindexed(document.Id, exception);
                await PassOverAsync(job, document, cancellationToken);
            }
        }

        return [.. documents.Select(document => document.Namespace).Distinct()];
    }

    private async Task<IReadOnlyList<OldRow>> NextAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<OldRow>(
            """
            SELECT id AS "Id", namespace AS "Namespace", card AS "Card", content AS "Content", outline AS "Outline",
              first_chunk AS "First", chunks AS "Chunks", language AS "Language", body_length AS "BodyLength"
            FROM knowledge_documents WHERE tenant_id = @tenant AND index_form < @form AND chunks > 0 AND content IS NOT NULL ORDER BY id LIMIT @most
            """,
            new { form = DocumentIndexer.Form, most = (long)AtOnce });
    }

    private async Task IndexAsync(JobRun job, OldRow document, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(job.Tenant.Id, Seals.KeyOwner(document.Namespace), cancellationToken);
        var range = new ChunkRange(document.Namespace, document.First, document.First + document.Chunks - 1);
        IReadOnlyList<OldChunk> rows;
        await using (var connection = await database.OpenAsync(job.Tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<OldChunk>(
                """
                SELECT id AS "Id", ordinal AS "Ordinal", start_at AS "StartAt", end_at AS "EndAt" FROM knowledge_chunks
                WHERE tenant_id = @tenant AND namespace = @Namespace AND number >= @First AND number <= @Last ORDER BY number
                """,
                range);
        }

        if (rows.Count != document.Chunks)
        {
            throw new ArgumentException($"It has {rows.Count} chunks where it says {document.Chunks}.");
        }

        var chunks = Chunks(document, rows, key);
        var packed = PartData.Pack(chunks);
        var embedded = new EmbeddedPassages(EmbeddingModel.BuiltIn, [.. chunks.Select(chunk => Embed(key, chunk))]);
        var jobKey = await sealer.KeyAsync(job.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        var length = chunks.Sum(chunk => (long)chunk.BodyLength);
        await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                if (await connection.ScalarAsync<string>(
                    """
                    UPDATE knowledge_documents SET index_form = @form, body_length = @length
                    WHERE tenant_id = @tenant AND id = @Id AND first_chunk = @First AND chunks = @Chunks AND index_form < @form RETURNING live_acl
                    """,
                    new { document.Id, document.First, document.Chunks, length, form = DocumentIndexer.Form }) is not { } acl)
                {
                    return;
                }

                // The words of before were counted by rules of before.
                await ChunkShelf.CountAsync(connection, document.Namespace, document.Language, 0, 0, length - document.BodyLength);

                await connection.ExecuteManyAsync(
                    """
                    UPDATE knowledge_chunks SET card = @card, parent_start = start_at, parent_end = end_at
                    WHERE tenant_id = @tenant AND namespace = @namespace AND number = @number
                    """,
                    ["card", "namespace", "number"],
                    [.. chunks.Select((chunk, i) => new object?[] { chunk.Card, range.Namespace, range.First + i })]);
                await ChunkShelf.WritePartAsync(connection, document.Id, range, packed);
                await ChunkShelf.ShowAsync(connection, range, acl, chunks.Select(chunk => chunk.BodyLength));
                await vectors.WriteAsync(connection, jobKey, range, embedded);
            },
            Durability.Process,
            cancellationToken);
    }

    private async Task PassOverAsync(JobRun job, OldRow document, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(job.Tenant.Id, Seals.KeyOwner(document.Namespace), cancellationToken);
        var reason = key.Seal(Seals.Documents, Seals.Error(document.Id), "It could not be indexed anew. Upload it again.");
        await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                await connection.ExecuteAsync(
                    """
                    UPDATE knowledge_documents SET index_form = @form, state = 'failed', error = @reason
                    WHERE tenant_id = @tenant AND id = @Id AND first_chunk = @First AND index_form < @form
                    """,
                    new { document.Id, document.First, reason, form = DocumentIndexer.Form });
            },
            Durability.Process,
            cancellationToken);
    }

    private static List<IndexedChunk> Chunks(OldRow document, IReadOnlyList<OldChunk> rows, DataKey key)
    {
        var text = key.Open(Seals.Documents, Seals.Content(document.Id), document.Content);
        var outline = Seals.Outline(key, document.Id, document.Outline);
        var title = Seals.Card(key, document.Id, document.Card).Title ?? outline.Title;
        var language = Language.Find(document.Language);
        var titleTerms = DocumentIndexer.Terms(title, language);
        return [.. rows.Select(row => DocumentIndexer.Chunk(
            new(row.Id), text[(int)row.StartAt..(int)row.EndAt],
            new Passage((int)row.StartAt, (int)row.EndAt, outline.Headings.ElementAtOrDefault((int)row.Ordinal)), title, titleTerms, language, key))];
    }

    private static float[] Embed(DataKey key, IndexedChunk chunk) =>
        ChunkEmbedding.Of(ChunkEmbedding.TextOf(ChunkCard.Open(key, chunk.Id.Value, chunk.Card)));

    private sealed record OldRow(
        string Id, string Namespace, byte[] Card, byte[] Content, byte[] Outline, long First, long Chunks, string Language, long BodyLength);

    private sealed record OldChunk(string Id, long Ordinal, long StartAt, long EndAt);
}

/// <summary>The job that indexes a tenant's documents anew after an upgrade.</summary>
internal sealed class ReindexDocuments(Reindexing reindexing, Folding folding) : IJobHandler
{
    public const string JobKind = "knowledge.reindex";

    public string Kind => JobKind;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        while (await reindexing.SomeAsync(job, cancellationToken) is { Count: > 0 } namespaces)
        {
            foreach (var name in namespaces)
            {
                await folding.FoldAsync(job.Tenant, name, cancellationToken);
            }
        }
    }
}
