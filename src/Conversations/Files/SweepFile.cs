using Parley.Storage;

namespace Parley.Conversations;

/// <summary>The job that comes a day after a file, and takes it away when no message has it.</summary>
internal sealed class SweepFile(FileLinks links) : IJobHandler
{
    public const string JobKind = "files.sweep";

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var (subject, id) = SubjectPayload.Read(job.Payload);
        return links.SweepAsync(job.Tenant, subject, new(id), cancellationToken);
    }
}
