using Parley.Storage;
using BatchId = Parley.Kernel.Id<Parley.Doors.BatchIds.Batch>;

namespace Parley.Doors;

/// <summary>The job that takes a batch away a while after its end.</summary>
internal sealed class EraseBatch(BatchStore store) : IJobHandler
{
    public const string JobKind = "doors.batch.erase";

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var (subject, id) = BatchPayload.Read(job.Payload);
        return store.EraseAsync(job.Tenant, subject, id, cancellationToken);
    }
}

/// <summary>What the jobs of a batch know of it: <c>subject/id</c>.</summary>
internal static class BatchPayload
{
    public static string Write(SubjectId subject, BatchId id) => $"{subject}/{id}";

    public static (SubjectId Subject, BatchId Id) Read(string payload)
    {
        var slash = payload.IndexOf('/', StringComparison.Ordinal);
        return (new(payload[..slash]), new(payload[(slash + 1)..]));
    }
}
