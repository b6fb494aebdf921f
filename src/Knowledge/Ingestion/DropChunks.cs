using System.Text.Json;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>The job that removes chunks which no search shows any more.</summary>
internal sealed class DropChunks(DocumentIngestion ingestion) : IJobHandler
{
    public const string JobKind = "knowledge.drop";

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken) =>
        ingestion.RemoveAsync(job.Tenant, JsonSerializer.Deserialize<HiddenRange>(job.Payload)!, cancellationToken);
}
