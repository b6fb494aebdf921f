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
/// last turn, by a job that all of a tenant share which begin in the same <see cref="PassingSpan"/>.
/// </summary>
public sealed class PassingConversations(
    TenantDatabase database, Sealer sealer, ConversationStore conversations, JobQueue jobs, IOptions<PassingOptions> options, TimeProvider time)
{
    // Others write between two transactions.
    private const int AtOnce = 20;

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

    /// <summary>Adds a conversation, and sees to the job of its end, in the caller's transaction.</summary>
    public async Task<ConversationId> InsertAsync(TenantConnection connection, DataKey key, DataKey jobKey, SubjectId subject, string title)
    {
        var id = ConversationId.New(time);
        await conversations.InsertAsync(connection, key, id, subject, title, passing: true);
        var span = PassingSpan.Of(id.MadeAt(), Keep);
        var wait = span.Until + Keep - time.GetUtcNow();
        if (!await jobs.EnqueueOnceAsync(connection, jobKey, span.Job(connection.Tenant), ErasePassingSpan.JobKind, span.Write(), new(RunAfter: wait)))
        {
            // It took longer than it was to be kept until it was written.
            await EnqueueAsync(connection, jobKey, subject, id, Keep);
        }

        return id;
    }

    /// <summary>Erases those of a span whose time is over, some in each transaction; the others get a job of their own.</summary>
    internal async Task ExpireAsync(JobRun job, PassingSpan span, CancellationToken cancellationToken)
    {
        var jobKey = await JobKeyAsync(job.Tenant, cancellationToken);
        var (from, until) = (ConversationId.From(span.From), ConversationId.From(span.Until));
        IReadOnlyList<PassingRow> some;
        do
        {
            await using (var connection = await database.OpenAsync(job.Tenant, cancellationToken))
            {
                some = await connection.QueryAsync<PassingRow>(
                    """
                    SELECT subject_id AS "Subject", id AS "Id" FROM conversations
                    WHERE tenant_id = @tenant AND id > @from AND id < @until AND passing = 1 ORDER BY id LIMIT @most
                    """,
                    new { from, until, most = (long)AtOnce });
            }

            if (some.Count > 0)
            {
                await database.WriteAsync(
                    job.Tenant,
                    async connection =>
                    {
                        await job.HoldAsync(connection);

                        // All are held before anything else is: who answers in one of them is waited for with nothing in hand that it may want.
                        var held = new List<(PassingRow Row, UseRow Use)>();
                        foreach (var row in some)
                        {
                            if (await HoldAsync(connection, new(row.Subject), new(row.Id)) is { } use)
                            {
                                held.Add((row, use));
                            }
                        }

                        foreach (var (row, use) in held)
                        {
                            await ExpireAsync(connection, jobKey, new(row.Subject), new(row.Id), use);
                        }
                    },
                    Durability.Full,
                    cancellationToken);
                from = some[^1].Id;
            }
        }
        while (some.Count == AtOnce);
    }

    /// <summary>Erases one whose time is over, or waits for as long as its last turn has given it.</summary>
    internal async Task ExpireAsync(TenantScope tenant, SubjectId subject, ConversationId id, CancellationToken cancellationToken)
    {
        var jobKey = await JobKeyAsync(tenant, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await HoldAsync(connection, subject, id) is { } use)
                {
                    await ExpireAsync(connection, jobKey, subject, id, use);
                }
            },
            Durability.Full,
            cancellationToken);
    }

    /// <returns>Null when it is gone, or is to be kept.</returns>
    private static Task<UseRow?> HoldAsync(TenantConnection connection, SubjectId subject, ConversationId id) =>
        connection.QuerySingleOrDefaultAsync<UseRow>(
            """
            SELECT updated_at AS "UpdatedAt", (SELECT count(*) FROM messages
                WHERE tenant_id = @tenant AND conversation_id = @id AND state = 'running') AS "Running"
            FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id AND passing = 1 {for_update}
            """,
            new { subject = subject.Value, id = id.Value });

    private async Task ExpireAsync(TenantConnection connection, DataKey jobKey, SubjectId subject, ConversationId id, UseRow use)
    {
        var left = use.Running > 0 ? Keep : DateTimeOffset.FromUnixTimeMilliseconds(use.UpdatedAt) + Keep - time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            await EnqueueAsync(connection, jobKey, subject, id, left);
            return;
        }

        await conversations.EraseAsync(connection, subject, id, keepAccounts: true);
    }

    private TimeSpan Keep => TimeSpan.FromSeconds(options.Value.PassingSeconds);

    private Task<JobId> EnqueueAsync(TenantConnection connection, DataKey jobKey, SubjectId subject, ConversationId id, TimeSpan wait) =>
        jobs.EnqueueAsync(connection, jobKey, ErasePassingConversation.JobKind, SubjectPayload.Write(subject, id.Value), new(RunAfter: wait));

    private sealed record PassingRow(string Subject, string Id);

    private sealed record UseRow(long UpdatedAt, long Running);
}

/// <summary>The job that erases a conversation which is not to be kept, and which was used after the job of its span.</summary>
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
