using System.Text.Json;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>Says of a document how far it is, as long as its worker holds the job and no newer upload came.</summary>
internal sealed class DocumentStates(TenantDatabase database, TimeProvider time)
{
    /// <returns>Null when this version is nobody's any more: the document was deleted, uploaded anew, or is over.</returns>
    public Task<BegunRow?> BeginAsync(JobRun job, string @namespace, IngestWork work, CancellationToken cancellationToken) => database.WriteAsync(
        job.Tenant,
        async connection =>
        {
            await job.HoldAsync(connection);
            await connection.ExecuteAsync(
                """
                UPDATE knowledge_documents SET state = 'running', step = 'fetch', progress = 5, updated_at = @now
                WHERE tenant_id = @tenant AND id = @Id AND revision = @Revision AND state IN ('queued', 'running')
                """,
                new { work.Id, work.Revision, now = Now });
            await DocumentFeed.ChangedAsync(connection, @namespace, [work.Id], time.GetUtcNow());
            return await connection.QuerySingleOrDefaultAsync<BegunRow>(
                """
                SELECT d.card AS "Card", d.media_type AS "MediaType", d.acl AS "Acl", d.first_chunk AS "First", d.chunks AS "Chunks",
                  n.chunk_tokens AS "ChunkTokens", n.overlap_tokens AS "OverlapTokens", n.parent_tokens AS "ParentTokens"
                FROM knowledge_documents d JOIN knowledge_namespaces n ON n.tenant_id = d.tenant_id AND n.name = d.namespace
                WHERE d.tenant_id = @tenant AND n.name = @namespace AND d.id = @Id AND d.revision = @Revision AND d.state = 'running'
                """,
                new { @namespace, work.Id, work.Revision });
        },
        Durability.Process,
        cancellationToken);

    /// <param name="kept">What the step before made, sealed, to go on from; or null.</param>
    public Task StepAsync(
        JobRun job, string @namespace, IngestWork work, string step, int progress, (string Step, byte[] Data)? kept, CancellationToken cancellationToken) =>
        ChangeAsync(
            job, @namespace, work, "step = @step, progress = @progress",
            new { work.Id, work.Revision, step, progress = (long)progress, now = Now },
            connection => kept is { } draft ? Drafts.WriteAsync(connection, work, draft.Step, draft.Data) : Task.CompletedTask,
            cancellationToken);

    /// <param name="error">Why, sealed.</param>
    public Task FailAsync(JobRun job, string @namespace, IngestWork work, byte[] error, IReadOnlyList<DocumentStep> steps, CancellationToken cancellationToken) =>
        ChangeAsync(
            job, @namespace, work, "state = 'failed', step = NULL, error = @error, steps = @steps",
            new { error, steps = Write(steps), work.Id, work.Revision, now = Now },
            connection => Drafts.RemoveAsync(connection, work.Id),
            cancellationToken);

    public static string Write(IReadOnlyList<DocumentStep> steps) => JsonSerializer.Serialize(steps);

    private Task ChangeAsync(
        JobRun job, string @namespace, IngestWork work, string set, object args, Func<TenantConnection, Task> also, CancellationToken cancellationToken) =>
        database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                if (await connection.ExecuteAsync(
                    $"UPDATE knowledge_documents SET {set}, updated_at = @now WHERE tenant_id = @tenant AND id = @Id AND revision = @Revision", args) == 1)
                {
                    await also(connection);
                    await DocumentFeed.ChangedAsync(connection, @namespace, [work.Id], time.GetUtcNow());
                }
            },
            Durability.Process,
            cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>What a worker reads of a document that it begins with, and the chunks of the version that is searchable now.</summary>
internal sealed record BegunRow(
    byte[] Card, string MediaType, string Acl, long First, long Chunks, long ChunkTokens, long OverlapTokens, long ParentTokens);
