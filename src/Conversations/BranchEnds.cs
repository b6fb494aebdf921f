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
        var end = await connection.QuerySingleOrDefaultAsync<EndRow>(
            """
            WITH RECURSIVE branch (message_id, depth) AS (
                SELECT id, 0 FROM messages
                WHERE tenant_id = @tenant AND subject_id = @subject AND conversation_id = @conversation AND id = @through
                UNION ALL
                SELECT (SELECT max(child.id) FROM messages child
                    WHERE child.tenant_id = @tenant AND child.conversation_id = @conversation AND child.parent_id = branch.message_id),
                    branch.depth + 1
                FROM branch WHERE branch.message_id IS NOT NULL
            )
            SELECT message_id AS "Id" FROM branch WHERE message_id IS NOT NULL ORDER BY depth DESC LIMIT 1
            """,
            new { subject = caller.Subject.Value, conversation = conversation.Value, through = through.Value });
        return end is null ? null : new MessageId(end.Id);
    }

    private sealed record EndRow(string Id);
}
