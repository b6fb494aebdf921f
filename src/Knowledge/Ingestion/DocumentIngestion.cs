using System.Text;
using Parley.Reading;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>Makes one upload searchable. A newer upload of the same document makes an older one count for nothing.</summary>
internal sealed class DocumentIngestion(TenantDatabase database, Sealer sealer, JobQueue jobs, TimeProvider time)
{
    public async Task RunAsync(JobRun job, string @namespace, IngestWork work, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(job.Tenant.Id, Seals.KeyOwner(@namespace), cancellationToken);
        if (await BeginAsync(job, @namespace, work, cancellationToken) is not { Original: { } original } upload)
        {
            await ClearErasedAsync(job, work.Id, cancellationToken);
            return;
        }

        await ClearAsync(job, work.Id, cancellationToken);
        var bytes = key.OpenBytes(Seals.Documents, Seals.Original(work.Id), original);
        var card = Seals.Card(key, work.Id, upload.Card);
        var size = new ChunkSize((int)upload.ChunkTokens, (int)upload.OverlapTokens);
        var document = DocumentIndexer.Index(Read(bytes, upload.MediaType), card.Title, size, time);
        if (document.Chunks.Count == 0)
        {
            throw new UnreadableDocumentException("No text was found in it.");
        }

        var portions = ChunkShelf.Portions(document.Chunks.Index(), static item => item.Item.Terms.Count).ToList();
        var jobKey = await sealer.KeyAsync(job.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        var release = new DocumentRelease(jobs, key, jobKey, @namespace, work, upload.Acl, document, Now);
        if (portions is [var only])
        {
            await ShowAtOnceAsync(job, release, only, cancellationToken);
        }
        else
        {
            await ShowAfterwardsAsync(job, release, portions, cancellationToken);
        }
    }

    public async Task FailAsync(JobRun job, string @namespace, IngestWork work, string reason, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(job.Tenant.Id, Seals.KeyOwner(@namespace), cancellationToken);
        var error = key.Seal(Seals.Documents, Seals.Error(work.Id), reason);
        await ChangeAsync(
            job, @namespace, work, "state = 'failed', step = NULL, error = @error", new { error, work.Id, work.Revision, now = Now }, cancellationToken);
    }

    /// <summary>Removes a hidden range, portion by portion.</summary>
    public async Task RemoveAsync(TenantScope tenant, HiddenRange range, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(
            tenant, connection => ChunkShelf.RemoveSomeAsync(connection, range), Durability.Process, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static CleanDocument Read(byte[] utf8, string mediaType)
    {
        try
        {
            return DocumentSource.Read(Encoding.UTF8.GetString(utf8), mediaType);
        }
        catch (ArgumentException exception)
        {
            // The parsers answer nesting beyond their depth with an argument's exception.
            throw new UnreadableDocumentException($"Its {mediaType} could not be read: {exception.Message}");
        }
    }

    private Task<UploadRow?> BeginAsync(JobRun job, string @namespace, IngestWork work, CancellationToken cancellationToken) =>
        database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                await connection.ExecuteAsync(
                    """
                    UPDATE knowledge_documents SET state = 'running', step = 'read', progress = 5, updated_at = @now
                    WHERE tenant_id = @tenant AND id = @Id AND revision = @Revision AND state IN ('queued', 'running')
                    """,
                    new { work.Id, work.Revision, now = Now });
                await DocumentFeed.ChangedAsync(connection, @namespace, [work.Id], time.GetUtcNow());
                return await connection.QuerySingleOrDefaultAsync<UploadRow>(
                    """
                    SELECT d.original AS Original, d.card AS Card, d.media_type AS MediaType, d.acl AS Acl, n.chunk_tokens AS ChunkTokens,
                      n.overlap_tokens AS OverlapTokens
                    FROM knowledge_documents d JOIN knowledge_namespaces n ON n.tenant_id = d.tenant_id AND n.name = d.namespace
                    WHERE d.tenant_id = @tenant AND n.name = @namespace AND d.id = @Id AND d.revision = @Revision AND d.state = 'running'
                    """,
                    new { @namespace, work.Id, work.Revision });
            },
            Durability.Process,
            cancellationToken);

    // What an earlier attempt left half written.
    private async Task ClearAsync(JobRun job, string documentId, CancellationToken cancellationToken)
    {
        IReadOnlyList<HiddenRange> ranges;
        await using (var connection = await database.OpenAsync(job.Tenant, cancellationToken))
        {
            ranges = await ChunkShelf.HiddenOfAsync(connection, documentId);
        }

        foreach (var range in ranges)
        {
            await RemoveAsync(job.Tenant, range, cancellationToken);
        }
    }

    /// <summary>What an attempt that died was writing of a document that was deleted meanwhile: nobody else would remove it.</summary>
    private async Task ClearErasedAsync(JobRun job, string documentId, CancellationToken cancellationToken)
    {
        await using (var connection = await database.OpenAsync(job.Tenant, cancellationToken))
        {
            if (await connection.ScalarAsync<string>(
                "SELECT id FROM knowledge_documents WHERE tenant_id = @tenant AND id = @documentId", new { documentId }) is not null)
            {
                return;
            }
        }

        await ClearAsync(job, documentId, cancellationToken);
    }

    // Most documents are small: all of it is one transaction. What ends the job is durable, and with it all that came before.
    private Task ShowAtOnceAsync(
        JobRun job, DocumentRelease release, IReadOnlyList<(int, IndexedChunk)> chunks, CancellationToken cancellationToken) =>
        database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                if (await release.IsWantedAsync(connection))
                {
                    var range = await release.ReserveAsync(connection);
                    await ChunkShelf.WriteAsync(connection, release.DocumentId, release.Acl, range, chunks);
                    await release.ShowAsync(connection, range);
                }
            },
            Durability.Process,
            cancellationToken);

    private async Task ShowAfterwardsAsync(
        JobRun job, DocumentRelease release, List<IReadOnlyList<(int, IndexedChunk)>> portions, CancellationToken cancellationToken)
    {
        // Held and found wanted while its numbers are taken: whoever deletes it later finds them, and with them what is written.
        var range = await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                return await release.IsWantedAsync(connection) ? await release.ReserveAsync(connection) : null;
            },
            Durability.Process,
            cancellationToken);
        if (range is null)
        {
            return;
        }

        foreach (var (i, portion) in portions.Index())
        {
            await StepAsync(job, release.Namespace, release.Work, "index", 30 + (65 * i / portions.Count), cancellationToken);
            if (!await database.WriteAsync(
                job.Tenant, connection => ChunkShelf.WriteAsync(connection, release.DocumentId, release.Acl, range, portion), Durability.Process,
                cancellationToken))
            {
                throw new JobLostException();
            }
        }

        var isShown = await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                return await release.IsWantedAsync(connection) && await release.ShowAsync(connection, range);
            },
            Durability.Process,
            cancellationToken);
        if (!isShown)
        {
            await RemoveAsync(job.Tenant, range, cancellationToken);
        }
    }

    private Task StepAsync(
        JobRun job, string @namespace, IngestWork work, string step, int progress, CancellationToken cancellationToken) => ChangeAsync(
        job, @namespace, work, "step = @step, progress = @progress",
        new { work.Id, work.Revision, step, progress = (long)progress, now = Now }, cancellationToken);

    private Task ChangeAsync(
        JobRun job, string @namespace, IngestWork work, string set, object args, CancellationToken cancellationToken) => database.WriteAsync(
        job.Tenant,
        async connection =>
        {
            await job.HoldAsync(connection);
            await connection.ExecuteAsync(
                $"UPDATE knowledge_documents SET {set}, updated_at = @now WHERE tenant_id = @tenant AND id = @Id AND revision = @Revision", args);
            await DocumentFeed.ChangedAsync(connection, @namespace, [work.Id], time.GetUtcNow());
        },
        Durability.Process,
        cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record UploadRow(byte[]? Original, byte[] Card, string MediaType, string Acl, long ChunkTokens, long OverlapTokens);
}
