using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>One upload to read.</summary>
internal sealed record IngestWork(string Id, long Revision);

internal sealed record IngestPayload(string Namespace, IReadOnlyList<IngestWork> Documents);

/// <summary>The job that reads uploads: parse, clean, chunk, analyse, index, and show the whole in place of the version before.</summary>
internal sealed class IngestDocuments(DocumentIngestion ingestion, ILogger<IngestDocuments> logger) : IJobHandler
{
    public const string JobKind = "knowledge.ingest";
    private const int ReportedEvery = 20;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
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
                await ingestion.FailAsync(job, payload.Namespace, work, exception.Message, cancellationToken);
                if (payload.Documents.Count == 1)
                {
                    throw new PermanentJobException(exception.Message);
                }
            }
            catch (Exception exception) when (job.IsLastAttempt && exception is not (OperationCanceledException or JobLostException))
            {
                logger.IngestionGivenUp(payload.Namespace, work.Id, exception);
                await ingestion.FailAsync(
                    job, payload.Namespace, work, "It could not be indexed. The server's log says why; trying again may help.", cancellationToken);
                throw;
            }

            if (++done % ReportedEvery == 0 || done == payload.Documents.Count)
            {
                await job.ReportAsync(done, payload.Documents.Count, failed, cancellationToken);
            }
        }
    }
}

/// <summary>A document that no retry can read; the message is for its sender.</summary>
internal sealed class UnreadableDocumentException(string message) : Exception(message);
