using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Knowledge.Indexing;
using Parley.Reading;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>One upload to read.</summary>
internal sealed record IngestWork(string Id, long Revision);

internal sealed record IngestPayload(string Namespace, IReadOnlyList<IngestWork> Documents);

/// <summary>
/// The job that reads uploads and shows each in place of the version before. Of several, one that fails for a reason that may pass goes into a
/// job of its own, which tries it again; the others go on.
/// </summary>
internal sealed class IngestDocuments(
    DocumentIngestion ingestion, Folding folding, TenantDatabase database, Sealer sealer, JobQueue jobs, ILogger<IngestDocuments> logger) : IJobHandler
{
    public const string JobKind = "knowledge.ingest";
    private const int ReportedEvery = 20;
    private const int FoldedEvery = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken) => RunAsync(job, JobKind, cancellationToken);

    /// <param name="kind">Of the jobs that go on with single documents.</param>
    public async Task RunAsync(JobRun job, string kind, CancellationToken cancellationToken)
    {
        var payload = JsonSerializer.Deserialize<IngestPayload>(job.Payload)!;
        var (done, failed) = (0, 0);
        foreach (var work in payload.Documents)
        {
            try
            {
                await ingestion.RunAsync(job, payload.Namespace, work, cancellationToken);
            }
            catch (UnreadableDocumentException exception)
            {
                failed++;
                if (payload.Documents.Count == 1)
                {
                    throw new PermanentJobException(exception.Message);
                }
            }
            catch (Exception exception) when (payload.Documents.Count > 1 && exception is not (OperationCanceledException or JobLostException or StorageUnavailableException))
            {
                logger.IngestionPutOff(payload.Namespace, work.Id, exception);
                await AloneAsync(job, kind, payload.Namespace, work, cancellationToken);
            }
            catch (FetchFailedException exception) when (job.IsLastAttempt)
            {
                var reason = $"{exception.Message} It was tried {job.Attempt} times. Try again later.";
                await ingestion.FailAsync(job, payload.Namespace, work, reason, [new("fetch", "failed", 0)], cancellationToken);
                throw new PermanentJobException(reason);
            }
            catch (Exception exception) when (job.IsLastAttempt && exception is not (OperationCanceledException or JobLostException))
            {
                logger.IngestionGivenUp(payload.Namespace, work.Id, exception);
                await ingestion.FailAsync(
                    job, payload.Namespace, work, "It could not be indexed. The server's log says why; trying again may help.", [], cancellationToken);
                throw;
            }

            if (++done % FoldedEvery == 0)
            {
                await folding.FoldMuchAsync(job.Tenant, payload.Namespace, cancellationToken);
            }

            if (done % ReportedEvery == 0 || done == payload.Documents.Count)
            {
                await job.ReportAsync(done, payload.Documents.Count, failed, cancellationToken);
            }
        }

        await folding.FoldAsync(job.Tenant, payload.Namespace, cancellationToken);
    }

    private async Task AloneAsync(JobRun job, string kind, string @namespace, IngestWork work, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(job.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                // A new revision, so that this job leaves the document alone when it is done again.
                if (await connection.ScalarAsync<long?>(
                    """
                    UPDATE knowledge_documents SET revision = revision + 1, state = 'queued', step = NULL
                    WHERE tenant_id = @tenant AND id = @Id AND revision = @Revision RETURNING revision
                    """,
                    work) is { } revision)
                {
                    var alone = await jobs.EnqueueAsync(
                        connection, key, kind, JsonSerializer.Serialize(new IngestPayload(@namespace, [new(work.Id, revision)])), new(RunAfter: Pause));
                    await connection.ExecuteAsync(
                        "UPDATE knowledge_documents SET job_id = @job WHERE tenant_id = @tenant AND id = @Id", new { job = alone.Value, work.Id });
                }
            },
            Durability.Process,
            cancellationToken);
    }
}
