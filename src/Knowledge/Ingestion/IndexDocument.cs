using Parley.Knowledge.Indexing;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>Writes a document's chunks and their postings, which nobody may see, and then shows them in place of the version before.</summary>
internal sealed class IndexDocument(
    TenantDatabase database, Sealer sealer, JobQueue jobs, DocumentStates states, ChunkVectors vectors, ChunkRemoval removal, Folding folding,
    TimeProvider time)
{
    // Rows and bytes of one transaction, so that other writers wait for some milliseconds at most.
    private const int ChunksAtOnce = 64;
    private const int FoldedEvery = 16 * ChunksAtOnce;

    public async Task TakeAsync(JobRun job, IngestionItem item, CancellationToken cancellationToken)
    {
        var jobKey = await sealer.KeyAsync(item.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        var release = new DocumentRelease(jobs, jobKey, item, time.GetUtcNow());
        if (item.Indexed!.Chunks.Count <= ChunksAtOnce)
        {
            await AtOnceAsync(job, jobKey, release, item, cancellationToken);
        }
        else
        {
            await InPortionsAsync(job, jobKey, release, item, cancellationToken);
        }
    }

    // Most documents are small: all of it is one transaction. What ends the job is durable, and with it all that came before.
    private async Task AtOnceAsync(JobRun job, DataKey jobKey, DocumentRelease release, IngestionItem item, CancellationToken cancellationToken)
    {
        var chunks = item.Indexed!.Chunks;
        var packed = PartData.Pack(chunks);
        await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                if (await release.IsWantedAsync(connection))
                {
                    var range = await release.ReserveAsync(connection);
                    await ChunkShelf.WriteAsync(connection, release.DocumentId, range, 0, chunks, packed);
                    await release.ShowAsync(connection, range);
                    await vectors.WriteAsync(connection, jobKey, range, item.Embedded);
                }
            },
            Durability.Process,
            cancellationToken);
    }

    private async Task InPortionsAsync(JobRun job, DataKey jobKey, DocumentRelease release, IngestionItem item, CancellationToken cancellationToken)
    {
        var chunks = item.Indexed!.Chunks;
        var range = await WhileWantedAsync(job, release, release.ReserveAsync, cancellationToken);
        var isShown = false;
        if (range is not null)
        {
            var written = 0;
            foreach (var portion in chunks.Chunk(ChunksAtOnce))
            {
                var first = range.First + written;
                var packed = PartData.Pack(portion);
                var ordinal = written;
                var near = item.Embedded.Part(written, portion.Length);
                if (await WhileWantedAsync(
                    job, release,
                    async connection =>
                    {
                        var part = new ChunkRange(range.Namespace, first, first + portion.Length - 1);
                        await ChunkShelf.WriteAsync(connection, release.DocumentId, part, ordinal, portion, packed);
                        await vectors.WriteAsync(connection, jobKey, part, near);
                        return range;
                    },
                    cancellationToken) is null)
                {
                    break;
                }

                written += portion.Length;
                if (written % FoldedEvery == 0)
                {
                    await folding.FoldMuchAsync(job.Tenant, item.Namespace, cancellationToken);
                }

                await states.StepAsync(job, item.Namespace, item.Work, "index", 70 + (28 * written / chunks.Count), null, cancellationToken);
            }

            isShown = written == chunks.Count && await WhileWantedAsync(
                job, release,
                async connection =>
                {
                    await release.ShowAsync(connection, range);
                    return range;
                },
                cancellationToken) is not null;
            if (!isShown)
            {
                await removal.RemoveAsync(job.Tenant, range, cancellationToken);
            }
        }
    }

    /// <returns>Null when this version is nobody's any more.</returns>
    private Task<ChunkRange?> WhileWantedAsync(
        JobRun job, DocumentRelease release, Func<TenantConnection, Task<ChunkRange>> unit, CancellationToken cancellationToken) => database.WriteAsync(
        job.Tenant,
        async connection =>
        {
            await job.HoldAsync(connection);
            return await release.IsWantedAsync(connection) ? await unit(connection) : null;
        },
        Durability.Process,
        cancellationToken);
}
