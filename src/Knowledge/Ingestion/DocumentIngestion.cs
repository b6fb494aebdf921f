using Parley.Knowledge.Embeddings;
using Parley.Knowledge.Indexing;
using Parley.Reading;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>
/// Takes one version of a document through the steps, in the order that stands here. A newer upload of the same document makes an older one
/// count for nothing. What a dear step made is kept, so that an attempt after a crash goes on from there.
/// </summary>
internal sealed class DocumentIngestion(
    IReadOnlyList<IIngestionStep> steps, IndexDocument index, DocumentStates states, Drafts drafts, ChunkRemoval removal, TenantDatabase database,
    Sealer sealer, TimeProvider time)
{
    private static readonly TimeSpan Dear = TimeSpan.FromMilliseconds(250);

    /// <summary>The steps before the index, in their order.</summary>
    public static IReadOnlyList<IIngestionStep> StepsOf(
        FetchOriginal fetch, DocumentReader reader, TextGuards guards, Vault vault, PassageEmbedder embedder, TimeProvider time) =>
        [fetch, new DetectKind(), new ParseDocument(reader), new CleanText(guards, vault), new SplitText(), new EnrichPassages(time), new EmbedPassages(embedder)];

    public async Task RunAsync(JobRun job, string @namespace, IngestWork work, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(job.Tenant.Id, Seals.KeyOwner(@namespace), cancellationToken);
        var begun = await states.BeginAsync(job, @namespace, work, cancellationToken);
        await ClearAsync(job, work, cancellationToken);
        if (begun is null)
        {
            return;
        }

        var item = new IngestionItem
        {
            Tenant = job.Tenant,
            Job = job,
            Namespace = @namespace,
            Work = work,
            Card = Seals.Card(key, work.Id, begun.Card),
            Acl = begun.Acl,
            Size = new((int)begun.ChunkTokens, (int)begun.OverlapTokens, (int)begun.ParentTokens),
            Key = key,
            MediaType = begun.MediaType,
        };
        var kept = await drafts.ReadAsync(job.Tenant, key, work, cancellationToken);
        try
        {
            foreach (var (i, step) in steps.Index())
            {
                await TakeAsync(job, item, step, kept, 10 + (60 * i / steps.Count), cancellationToken);
            }

            await index.TakeAsync(job, item, cancellationToken);
        }
        catch (UnreadableDocumentException exception)
        {
            await FailAsync(job, @namespace, work, exception.Message, item.Steps, cancellationToken);
            throw;
        }
    }

    public async Task FailAsync(
        JobRun job, string @namespace, IngestWork work, string reason, IReadOnlyList<DocumentStep> taken, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(job.Tenant.Id, Seals.KeyOwner(@namespace), cancellationToken);
        await states.FailAsync(job, @namespace, work, key.Seal(Seals.Documents, Seals.Error(work.Id), reason), taken, cancellationToken);
    }

    private async Task TakeAsync(
        JobRun job, IngestionItem item, IIngestionStep step, IReadOnlyDictionary<string, byte[]> kept, int progress, CancellationToken cancellationToken)
    {
        if (step is IKeptStep restored && kept.TryGetValue(step.Name, out var draft))
        {
            restored.Restore(item, draft);
            item.Steps.Add(new(step.Name, "done", 0));
            return;
        }

        if (step.IsLong(item))
        {
            await states.StepAsync(job, item.Namespace, item.Work, step.Name, progress, null, cancellationToken);
        }

        var start = time.GetTimestamp();
        try
        {
            await step.TakeAsync(item, cancellationToken);
        }
        catch (UnreadableDocumentException)
        {
            item.Steps.Add(new(step.Name, "failed", (long)time.GetElapsedTime(start).TotalMilliseconds));
            throw;
        }

        var took = time.GetElapsedTime(start);
        item.Steps.Add(new(step.Name, "done", (long)took.TotalMilliseconds));
        if (step is IKeptStep dear && dear.IsKept(item, took >= Dear))
        {
            await states.StepAsync(
                job, item.Namespace, item.Work, step.Name, progress, (step.Name, Drafts.Seal(item.Key, item.Work, step.Name, dear.Keep(item))),
                cancellationToken);
        }
    }

    // What attempts that died left half written; also of a document that was deleted meanwhile, for nobody else would remove it. Only the attempt that
    // has the job may say what is left over, and only as long as its version is the newest.
    private async Task ClearAsync(JobRun job, IngestWork work, CancellationToken cancellationToken)
    {
        var left = await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                var live = await connection.QuerySingleOrDefaultAsync<LiveRow>(
                    """
                    SELECT revision AS "Revision", first_chunk AS "First", chunks AS "Chunks" FROM knowledge_documents
                    WHERE tenant_id = @tenant AND id = @Id {for_update}
                    """,
                    work);
                return live is not null && live.Revision != work.Revision
                    ? []
                    : await IndexParts.RangesAsync(connection, work.Id, live is null ? default : (live.First, live.Chunks));
            },
            Durability.Process,
            cancellationToken);
        foreach (var range in left)
        {
            await removal.RemoveAsync(job.Tenant, range, cancellationToken);
        }
    }

    private sealed record LiveRow(long Revision, long First, long Chunks);
}
