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
        // SQLite gets conditions on several columns wrong in what an update returns, so they are judged here.
        var row = await connection.QuerySingleOrDefaultAsync<AnsweredRow>(
            """
            UPDATE conversations
            SET unread = CASE WHEN passing = 1 THEN 0 WHEN @news = 1 THEN 1 ELSE unread END, answers = answers + @complete,
                updated_at = CASE WHEN passing = 1 THEN @now ELSE updated_at END
            WHERE tenant_id = @tenant AND id = @id
            RETURNING answers AS "Answers", title_by AS "TitleBy", passing AS "Passing"
            """,
            new
            {
                id = conversation.Value,
                news = isNews ? 1L : 0L,
                complete = isComplete ? 1L : 0L,
                now = now.ToUnixTimeMilliseconds(),
            });
        if (row is not { Passing: 1 })
        {
            await ConversationFeed.TurnChangedAsync(connection, subject, conversation, turn, now);
        }

        return isComplete && row is { Answers: 1, TitleBy: null, Passing: 0 };
    }

    private sealed record AnsweredRow(long Answers, string? TitleBy, long Passing);
}
