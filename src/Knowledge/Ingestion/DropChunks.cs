using System.Text.Json;
using Parley.Knowledge.Indexing;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>The job that removes chunks which no search shows any more.</summary>
internal sealed class DropChunks(ChunkRemoval removal) : IJobHandler
{
    public const string JobKind = "knowledge.drop";

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken) =>
        removal.RemoveAsync(job.Tenant, JsonSerializer.Deserialize<ChunkRange>(job.Payload)!, cancellationToken);
}
