using Parley.Storage;

namespace Parley.Conversations;

/// <summary>The job that comes a day after a file, and takes it away when no message has it.</summary>
internal sealed class SweepFile(FileLinks links) : IJobHandler
{
    public const string JobKind = "files.sweep";

    public string Kind => JobKind;

    /// <summary>What the job needs to know: <c>subject/file</c>.</summary>
    public static string Payload(SubjectId subject, FileId file) => $"{subject}/{file}";

    public Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var slash = job.Payload.IndexOf('/', StringComparison.Ordinal);
        return links.SweepAsync(job.Tenant, new(job.Payload[..slash]), new(job.Payload[(slash + 1)..]), cancellationToken);
    }
}
