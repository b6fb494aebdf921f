using Parley.Storage;

namespace Parley.Conversations;

/// <summary>Finds where a branch ends that is known by one message of it.</summary>
public sealed class BranchEnds(TenantDatabase database)
{
    /// <returns>The end that is reached by going on to the newest child each time; null when this subject has no such message.</returns>
    public async Task<MessageId?> FindAsync(
        Caller caller, ConversationId conversation, MessageId through, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        return await connection.ScalarAsync<string>(
            "SELECT id FROM messages WHERE tenant_id = @tenant AND subject_id = @subject AND conversation_id = @conversation AND id = @through",
            new { subject = caller.Subject.Value, conversation = conversation.Value, through = through.Value }) is null
            ? null
            : await FindAsync(connection, conversation, through.Value);
    }

    /// <param name="through">Null for the newest first message of the conversation.</param>
    /// <returns>Null when there is no such message.</returns>
    internal static async Task<MessageId?> FindAsync(TenantConnection connection, ConversationId conversation, string? through)
    {
        through ??= await connection.ScalarAsync<string>(
            "SELECT max(id) FROM messages WHERE tenant_id = @tenant AND conversation_id = @conversation AND parent_id IS NULL",
            new { conversation = conversation.Value });
        var end = await connection.ScalarAsync<string>(
            """
            WITH RECURSIVE branch (message_id, depth) AS (
                SELECT id, 0 FROM messages WHERE tenant_id = @tenant AND conversation_id = @conversation AND id = @through
                UNION ALL
                SELECT (SELECT max(child.id) FROM messages child
                    WHERE child.tenant_id = @tenant AND child.conversation_id = @conversation AND child.parent_id = branch.message_id),
                    branch.depth + 1
                FROM branch WHERE branch.message_id IS NOT NULL
            )
            SELECT message_id FROM branch WHERE message_id IS NOT NULL ORDER BY depth DESC LIMIT 1
            """,
            new { conversation = conversation.Value, through });
        return end is null ? null : new MessageId(end);
    }
}
