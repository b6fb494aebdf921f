using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>The job that reads documents of which some are fetched from their addresses first: it mostly waits, and holds up no other.</summary>
internal sealed class FetchDocuments(IngestDocuments ingestion, IOptions<KnowledgeOptions> options) : IJobHandler
{
    public const string JobKind = "knowledge.fetch";

    public string Kind => JobKind;

    public int? OwnPlaces => options.Value.FetchesAtOnce;

    public static string KindFor(bool isFetched) => isFetched ? JobKind : IngestDocuments.JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken) => ingestion.RunAsync(job, JobKind, cancellationToken);
}
