using Parley.Storage;

namespace Parley.Conversations;

/// <summary>The job that erases a copy whose maker died before it was whole.</summary>
internal sealed class EraseUnfinishedFork(ConversationDeletion deletion) : IJobHandler
{
    public const string JobKind = "conversations.erase_fork";

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var (subject, id) = SubjectPayload.Read(job.Payload);
        return deletion.DeleteUnfinishedAsync(job.Tenant, subject, new(id), cancellationToken);
    }
}
