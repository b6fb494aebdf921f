using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>The job that comes a day after a file, and takes it away when no message has it; one of a batch it takes later.</summary>
internal sealed class SweepFile(FileStore files, FileLinks links, IOptions<FilesOptions> options, TimeProvider time) : IJobHandler
{
    public const string JobKind = "files.sweep";

    public string Kind => JobKind;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var (subject, id) = SubjectPayload.Read(job.Payload);
        if (await files.FindAsync(job.Tenant, subject, [new(id)], cancellationToken) is [{ IsOfBatch: true } file]
            && file.CreatedAt + options.Value.KeepBatch - time.GetUtcNow() is { } left && left > TimeSpan.Zero)
        {
            throw new JobPutOffException(left);
        }

        await links.SweepAsync(job.Tenant, subject, new(id), cancellationToken);
    }
}
