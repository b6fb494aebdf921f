using Parley.Storage;

namespace Parley.Conversations;

/// <summary>What the end of an answer changes in its conversation.</summary>
public static class AnsweredConversation
{
    /// <summary>Marks the conversation as unread, in the transaction that ends a turn; a temporary one lives on from now.</summary>
    /// <param name="isNews">False when its subject ended the turn itself.</param>
    /// <param name="isComplete">Whether the turn was answered to its end.</param>
    /// <returns>True when this was the conversation's first answer and a better title may be looked for.</returns>
    public static async Task<bool> EndAsync(
        TenantConnection connection, SubjectId subject, ConversationId conversation, TurnId turn, bool isNews, bool isComplete, DateTimeOffset now)
    {
        var isFirst = await connection.ScalarAsync<long>(
            """
            UPDATE conversations
            SET unread = CASE WHEN passing = 1 THEN 0 WHEN @news = 1 THEN 1 ELSE unread END, answers = answers + @complete,
                updated_at = CASE WHEN passing = 1 THEN @now ELSE updated_at END
            WHERE tenant_id = @tenant AND id = @id
            RETURNING CAST(CASE WHEN answers = 1 AND title_by IS NULL AND passing = 0 THEN 1 ELSE 0 END AS bigint)
            """,
            new
            {
                id = conversation.Value,
                news = isNews ? 1L : 0L,
                complete = isComplete ? 1L : 0L,
                now = now.ToUnixTimeMilliseconds(),
            });
        await ConversationFeed.TurnChangedAsync(connection, subject, conversation, turn, now);
        return isComplete && isFirst == 1;
    }
}
