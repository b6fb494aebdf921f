using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>How long what is not to be kept stays. Bound from the section "Runs".</summary>
public sealed record PassingOptions
{
    /// <summary>
    /// After how long without a turn the texts are erased of a temporary conversation, and of what came without a conversation, in seconds;
    /// 1 to 31,536,000. Default one hour.
    /// </summary>
    [Range(1, 31_536_000)]
    public double PassingSeconds { get; set; } = 3_600;
}

[OptionsValidator]
internal sealed partial class PassingOptionsValidator : IValidateOptions<PassingOptions>;

/// <summary>
/// Conversations that are not to be kept: they stand in no list, and are erased when their subject deletes them or some time after their
/// last turn, by a job that comes into being with them.
/// </summary>
public sealed class PassingConversations(
    TenantDatabase database, Sealer sealer, ConversationStore conversations, JobQueue jobs, IOptions<PassingOptions> options, TimeProvider time)
{
    public async Task<Conversation> CreateAsync(Caller caller, string title, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var jobKey = await JobKeyAsync(caller.Tenant, cancellationToken);
        var id = await database.WriteAsync(
            caller.Tenant, connection => InsertAsync(connection, key, jobKey, caller.Subject, title), Durability.Full, cancellationToken);
        return (await conversations.FindAsync(caller, id, cancellationToken))!;
    }

    /// <summary>What <see cref="InsertAsync"/> wants; to be had before the transaction.</summary>
    public ValueTask<DataKey> JobKeyAsync(TenantScope tenant, CancellationToken cancellationToken) =>
        sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);

    /// <summary>Adds a conversation and the job of its end in the caller's transaction.</summary>
    public async Task<ConversationId> InsertAsync(TenantConnection connection, DataKey key, DataKey jobKey, SubjectId subject, string title)
    {
        var id = ConversationId.New(time);
        await conversations.InsertAsync(connection, key, id, subject, title, passing: true);
        await EnqueueAsync(connection, jobKey, subject, id, Keep);
        return id;
    }

    /// <summary>Erases one whose time is over, or waits for as long as its last turn has given it.</summary>
    internal async Task ExpireAsync(TenantScope tenant, SubjectId subject, ConversationId id, CancellationToken cancellationToken)
    {
        var jobKey = await JobKeyAsync(tenant, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                var row = await connection.QuerySingleOrDefaultAsync<UseRow>(
                    """
                    SELECT updated_at AS "UpdatedAt", (SELECT count(*) FROM messages
                        WHERE tenant_id = @tenant AND conversation_id = @id AND state = 'running') AS "Running"
                    FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id AND passing = 1 {for_update}
                    """,
                    new { subject = subject.Value, id = id.Value });
                if (row is null)
                {
                    return;
                }

                var left = row.Running > 0 ? Keep : DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt) + Keep - time.GetUtcNow();
                if (left > TimeSpan.Zero)
                {
                    await EnqueueAsync(connection, jobKey, subject, id, left);
                    return;
                }

                await conversations.EraseAsync(connection, subject, id, keepAccounts: true);
            },
            Durability.Full,
            cancellationToken);
    }

    private TimeSpan Keep => TimeSpan.FromSeconds(options.Value.PassingSeconds);

    private Task<JobId> EnqueueAsync(TenantConnection connection, DataKey jobKey, SubjectId subject, ConversationId id, TimeSpan wait) =>
        jobs.EnqueueAsync(connection, jobKey, ErasePassingConversation.JobKind, SubjectPayload.Write(subject, id.Value), new(RunAfter: wait));

    private sealed record UseRow(long UpdatedAt, long Running);
}

/// <summary>The job that erases a conversation which is not to be kept.</summary>
public sealed class ErasePassingConversation(PassingConversations passing) : IJobHandler
{
    public const string JobKind = "conversations.erase";

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var (subject, id) = SubjectPayload.Read(job.Payload);
        return passing.ExpireAsync(job.Tenant, subject, new(id), cancellationToken);
    }
}
