using Parley.Storage;

namespace Parley.Conversations;

/// <summary>The job that erases a copy whose maker died before it was whole.</summary>
internal sealed class EraseUnfinishedFork(ConversationDeletion deletion) : IJobHandler
{
    public const string JobKind = "conversations.erase_fork";

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var slash = job.Payload.IndexOf('/', StringComparison.Ordinal);
        return deletion.DeleteUnfinishedAsync(job.Tenant, new(job.Payload[..slash]), new(job.Payload[(slash + 1)..]), cancellationToken);
    }
}
