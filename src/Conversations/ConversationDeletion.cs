using Parley.Storage;

namespace Parley.Conversations;

/// <summary>
/// Deletes whole conversations. A short one goes in one transaction. A long one is taken from its subject in the first, so that it stands
/// nowhere and nothing is added to it, and erased in pieces, so that none holds the database for long. Who asked is told when all is gone;
/// what a crash leaves a job erases.
/// </summary>
public sealed class ConversationDeletion(
    TenantDatabase database, Sealer sealer, ConversationStore conversations, IEnumerable<IMessageErasure> erasures, JobQueue jobs, TimeProvider time)
{
    /// <summary>The state <c>passing</c> of a conversation that is being erased. It has no subject any more.</summary>
    internal const long BeingErased = 3;

    /// <summary>Messages that one transaction erases.</summary>
    internal const int MostPerPiece = 500;

    /// <summary>Bytes of them.</summary>
    internal const long MostBytesPerPiece = 16 * 1_048_576;

    /// <summary>How often a job that erases is tried: until a fault is mended, hours may pass.</summary>
    internal const int Attempts = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly SubjectId Nobody = new("");

    /// <summary>A condition for statements on what belongs to a conversation and is found by an id of its own: it is not being erased.</summary>
    /// <param name="conversation">The column that names the conversation.</param>
    public static string Stays(string conversation) =>
        $"NOT EXISTS (SELECT 1 FROM conversations going WHERE going.tenant_id = @tenant AND going.id = {conversation} AND going.passing = {BeingErased})";

    /// <returns>False when this subject has no such conversation.</returns>
    public Task<bool> DeleteAsync(TenantScope tenant, SubjectId subject, ConversationId id, CancellationToken cancellationToken) =>
        DeleteAsync(tenant, subject, id, async connection => await ConversationStore.HoldAsync(connection, subject, id) is not null, cancellationToken);

    /// <summary>Deletes a conversation that is still being copied, and none that is whole.</summary>
    internal Task<bool> DeleteUnfinishedAsync(TenantScope tenant, SubjectId subject, ConversationId id, CancellationToken cancellationToken) =>
        DeleteAsync(tenant, subject, id, connection => ConversationStore.HoldUnfinishedAsync(connection, subject, id), cancellationToken);

    private async Task<bool> DeleteAsync(
        TenantScope tenant, SubjectId subject, ConversationId id, Func<TenantConnection, Task<bool>> hold, CancellationToken cancellationToken)
    {
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        var (isFound, isGone) = await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (!await hold(connection))
                {
                    return (false, true);
                }

                if ((await NextAsync(connection, id)).IsLast)
                {
                    return (await conversations.EraseAsync(connection, subject, id, keepAccounts: false), true);
                }

                await TakeAsync(connection, jobKey, subject, id);
                return (true, false);
            },
            Durability.Full,
            cancellationToken);
        if (!isGone)
        {
            await EraseAsync(tenant, subject, id, cancellationToken);
        }

        return isFound;
    }

    /// <summary>Erases what is left of a conversation that was taken from its subject.</summary>
    internal async Task EraseAsync(TenantScope tenant, SubjectId subject, ConversationId id, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(tenant, connection => EraseNextAsync(connection, subject, id), Durability.Full, cancellationToken))
        {
            // Others write between two pieces.
        }
    }

    private async Task TakeAsync(TenantConnection connection, DataKey jobKey, SubjectId subject, ConversationId id)
    {
        connection.OverwriteDeleted();
        var passing = await connection.ScalarAsync<long>(
            "SELECT passing FROM conversations WHERE tenant_id = @tenant AND id = @id", new { id = id.Value });
        await connection.ExecuteAsync(
            """
            UPDATE conversations SET subject_id = @nobody, passing = @erased, title = NULL, leaf_message_id = NULL, folder_id = NULL, unread = 0
            WHERE tenant_id = @tenant AND id = @id
            """,
            new { id = id.Value, nobody = Nobody.Value, erased = BeingErased });
        if (passing == 0)
        {
            await Feed.NoteAsync(connection, subject.Value, ConversationFeed.Conversation, [id.Value], time.GetUtcNow());
        }

        // Answers that are being written end here, as they do with a short conversation.
        var running = await connection.QueryAsync<MessageRow>(
            """
            SELECT id AS "Id", turn_id AS "TurnId", role AS "Role", CAST(0 AS bigint) AS "Bytes" FROM messages
            WHERE tenant_id = @tenant AND conversation_id = @id AND state = 'running'
            """,
            new { id = id.Value });
        await EraseAsync(connection, subject, id, running);
        await jobs.EnqueueAsync(
            connection, jobKey, EraseLongConversation.JobKind, SubjectPayload.Write(subject, id.Value), new(RunAfter: Patience, MaxAttempts: Attempts));
    }

    /// <returns>Whether something is left.</returns>
    private async Task<bool> EraseNextAsync(TenantConnection connection, SubjectId subject, ConversationId id)
    {
        if (await connection.ScalarAsync<string>(
            "SELECT id FROM conversations WHERE tenant_id = @tenant AND id = @id AND passing = @erased {for_update}",
            new { id = id.Value, erased = BeingErased }) is null)
        {
            return false;
        }

        connection.OverwriteDeleted();
        var (rows, isLast) = await NextAsync(connection, id);
        await EraseAsync(connection, subject, id, rows);
        if (isLast)
        {
            await conversations.EraseAsync(connection, Nobody, id, keepAccounts: false);
        }

        return !isLast;
    }

    /// <summary>
    /// As many messages as go at once, by their number and by their bytes, but one at least; in the order of an index and nearly of their time,
    /// so that they share segments of what is searched.
    /// </summary>
    private static async Task<(IReadOnlyList<MessageRow> Rows, bool IsLast)> NextAsync(TenantConnection connection, ConversationId id)
    {
        var rows = await connection.QueryAsync<MessageRow>(
            """
            SELECT id AS "Id", turn_id AS "TurnId", role AS "Role", CAST(length(content) AS bigint) AS "Bytes" FROM messages
            WHERE tenant_id = @tenant AND conversation_id = @id ORDER BY parent_id, id LIMIT @most
            """,
            new { id = id.Value, most = MostPerPiece + 1L });
        var (count, bytes) = (0, 0L);
        while (count < rows.Count && count < MostPerPiece && (count == 0 || bytes + rows[count].Bytes <= MostBytesPerPiece))
        {
            bytes += rows[count++].Bytes;
        }

        return ([.. rows.Take(count)], count == rows.Count);
    }

    private async Task EraseAsync(TenantConnection connection, SubjectId subject, ConversationId id, IReadOnlyList<MessageRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var ids = rows.Select(row => row.Id).ToArray();
        await connection.ExecuteAsync("DELETE FROM messages WHERE tenant_id = @tenant AND id IN @ids", new { ids });
        await MessageIndex.DeleteAsync(connection, subject, ids);
        MessageId[] messages = [.. ids.Select(message => new MessageId(message))];
        TurnId[] turns = [.. rows.Where(row => row is { Role: "assistant", TurnId: not null }).Select(row => new TurnId(row.TurnId!))];
        foreach (var erasure in erasures)
        {
            await erasure.EraseAsync(connection, id, messages, turns);
        }
    }

    private sealed record MessageRow(string Id, string? TurnId, string Role, long Bytes);
}

/// <summary>The job that erases what is left of a long conversation whose deletion was broken off.</summary>
internal sealed class EraseLongConversation(ConversationDeletion deletion) : IJobHandler
{
    public const string JobKind = "conversations.erase_long";

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var (subject, id) = SubjectPayload.Read(job.Payload);
        return deletion.EraseAsync(job.Tenant, subject, new(id), cancellationToken);
    }
}
