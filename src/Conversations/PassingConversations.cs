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
/// last turn, by a job that those share which begin in the same <see cref="PassingSpan"/>, or one of its own.
/// </summary>
public sealed class PassingConversations(
    TenantDatabase database, Sealer sealer, ConversationStore conversations, JobQueue jobs, IOptions<PassingOptions> options, TimeProvider time)
{
    internal const string ListSql =
        """
        SELECT subject_id AS "Subject", id AS "Id" FROM conversations
        WHERE tenant_id = @tenant AND id {by_bytes} > @from AND id {by_bytes} < @until AND passing = 1 ORDER BY id {by_bytes} LIMIT @most
        """;

    // Others write between two transactions.
    private const int AtOnce = 20;

    // A transaction that stays open until the job of its span is over would be missed by it; none stays open so long.
    private static readonly TimeSpan ShortestShared = TimeSpan.FromMinutes(10);

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
        if (Keep < ShortestShared || !await ShareAsync(connection, jobKey, PassingSpan.Of(connection.Tenant, id.MadeAt())))
        {
            await EnqueueAsync(connection, jobKey, subject, id, Keep);
        }

        return id;
    }

    /// <summary>Some of a span, in the order of their making.</summary>
    /// <param name="after">The last of those before; null for the first.</param>
    internal async Task<IReadOnlyList<PassingConversation>> ListAsync(
        TenantScope tenant, PassingSpan span, PassingConversation? after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<PassingConversation>(
            ListSql,
            new { from = after?.Id ?? ConversationId.From(span.From), until = ConversationId.From(span.Until), most = (long)AtOnce });
    }

    /// <summary>Erases of some those whose time is over, in one short transaction; the others get a job of their own.</summary>
    /// <returns>How many of them were looked at; one at least.</returns>
    internal async Task<int> ExpireAsync(JobRun job, IReadOnlyList<PassingConversation> some, CancellationToken cancellationToken)
    {
        var jobKey = await JobKeyAsync(job.Tenant, cancellationToken);
        return await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);

                // All are held before anything else is: who answers in one of them is waited for with nothing in hand that it may want.
                var held = new List<(PassingConversation One, UseRow? Use)>();
                for (var (messages, bytes) = (0L, 0L); held.Count < some.Count && messages < ConversationDeletion.MostPerPiece && bytes < ConversationDeletion.MostBytesPerPiece;)
                {
                    var use = await HoldAsync(connection, some[held.Count]);
                    held.Add((some[held.Count], use));
                    messages += use?.Messages ?? 0;
                    bytes += use?.Bytes ?? 0;
                }

                foreach (var (one, use) in held)
                {
                    if (use is not null)
                    {
                        await ExpireAsync(connection, jobKey, one, use);
                    }
                }

                return held.Count;
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>Gives each of them a job of its own: what cannot be erased then stands in the way of nothing else.</summary>
    internal async Task PartAsync(JobRun job, IReadOnlyList<PassingConversation> some, CancellationToken cancellationToken)
    {
        var jobKey = await JobKeyAsync(job.Tenant, cancellationToken);
        await database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                foreach (var one in some)
                {
                    await EnqueueAsync(connection, jobKey, new(one.Subject), new(one.Id), TimeSpan.Zero);
                }
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>Erases one whose time is over, or waits for as long as its last turn has given it.</summary>
    internal async Task ExpireAsync(TenantScope tenant, SubjectId subject, ConversationId id, CancellationToken cancellationToken)
    {
        var jobKey = await JobKeyAsync(tenant, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                var one = new PassingConversation(subject.Value, id.Value);
                if (await HoldAsync(connection, one) is { } use)
                {
                    await ExpireAsync(connection, jobKey, one, use);
                }
            },
            Durability.Full,
            cancellationToken);
    }

    /// <returns>Null when it is gone, or is to be kept.</returns>
    private static Task<UseRow?> HoldAsync(TenantConnection connection, PassingConversation one) =>
        connection.QuerySingleOrDefaultAsync<UseRow>(
            """
            SELECT updated_at AS "UpdatedAt",
                (SELECT count(*) FROM messages WHERE tenant_id = @tenant AND conversation_id = @id) AS "Messages",
                (SELECT CAST(COALESCE(sum(length(content)), 0) AS bigint) FROM messages WHERE tenant_id = @tenant AND conversation_id = @id) AS "Bytes",
                (SELECT count(*) FROM messages WHERE tenant_id = @tenant AND conversation_id = @id AND state = 'running') AS "Running"
            FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id AND passing = 1 {for_update}
            """,
            new { subject = one.Subject, id = one.Id });

    private async Task ExpireAsync(TenantConnection connection, DataKey jobKey, PassingConversation one, UseRow use)
    {
        var (subject, id) = (new SubjectId(one.Subject), new ConversationId(one.Id));
        var left = use.Running > 0 ? Keep : DateTimeOffset.FromUnixTimeMilliseconds(use.UpdatedAt) + Keep - time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            await EnqueueAsync(connection, jobKey, subject, id, left);
            return;
        }

        await conversations.EraseAsync(connection, subject, id, keepAccounts: true);
    }

    /// <returns>False when the span's job has begun, so that it may not see what is written now.</returns>
    private Task<bool> ShareAsync(TenantConnection connection, DataKey jobKey, PassingSpan span) => jobs.EnqueueOnceAsync(
        connection, jobKey, span.Job(connection.Tenant), ErasePassingSpan.JobKind, span.Write(),
        new(RunAfter: span.Until + PassingSpan.Length + Keep - time.GetUtcNow(), MaxAttempts: ConversationDeletion.Attempts));

    private TimeSpan Keep => TimeSpan.FromSeconds(options.Value.PassingSeconds);

    private Task<JobId> EnqueueAsync(TenantConnection connection, DataKey jobKey, SubjectId subject, ConversationId id, TimeSpan wait) =>
        jobs.EnqueueAsync(connection, jobKey, ErasePassingConversation.JobKind, SubjectPayload.Write(subject, id.Value), new(wait, ConversationDeletion.Attempts));

    private sealed record UseRow(long UpdatedAt, long Messages, long Bytes, long Running);
}

/// <summary>Whose it is, and which.</summary>
internal sealed record PassingConversation(string Subject, string Id);

/// <summary>The job of one conversation that is not to be kept, where that of its span does not see to it.</summary>
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
