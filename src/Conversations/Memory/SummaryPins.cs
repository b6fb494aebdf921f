using Parley.Storage;

namespace Parley.Conversations;

/// <summary>
/// Which pinned messages each summary stands for. It is settled when a message is pinned or a summary is made, each in a transaction that
/// holds the conversation, so that a send needs no walk to find the pins of its branch.
/// </summary>
internal static class SummaryPins
{
    /// <returns>The pinned messages that a summary stands for, the newest pin first.</returns>
    public static async Task<IReadOnlyList<MessageId>> OfAsync(TenantConnection connection, Id<MemoryIds.Summary> summary, int limit) =>
        [.. (await connection.QueryAsync<string>(
            """
            SELECT messages.id FROM summary_pins JOIN messages ON messages.tenant_id = @tenant AND messages.id = summary_pins.message_id
            WHERE summary_pins.tenant_id = @tenant AND summary_pins.summary_id = @summary AND messages.pinned_at IS NOT NULL
            ORDER BY messages.pinned_at DESC, messages.id DESC LIMIT @limit
            """,
            new { summary = summary.Value, limit = (long)limit })).Select(id => new MessageId(id))];

    /// <summary>A new summary stands for the pins of the one that it is based on, and for those in what it adds.</summary>
    public static async Task InheritAsync(
        TenantConnection connection, ConversationId conversation, Summary summary, IReadOnlyCollection<MessageId> span)
    {
        var pinned = await connection.QueryAsync<string>(
            "SELECT id FROM messages WHERE tenant_id = @tenant AND conversation_id = @conversation AND pinned_at IS NOT NULL",
            new { conversation = conversation.Value });
        var added = span.Select(id => id.Value).ToHashSet();
        await AddAsync(connection, conversation, [.. pinned.Where(added.Contains).Select(message => (summary.Id.Value, message))]);
        if (summary.BasedOn is { } earlier)
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO summary_pins (tenant_id, summary_id, message_id, conversation_id)
                SELECT @tenant, @summary, message_id, conversation_id FROM summary_pins WHERE tenant_id = @tenant AND summary_id = @earlier
                ON CONFLICT DO NOTHING
                """,
                new { summary = summary.Id.Value, earlier = earlier.Value });
        }
    }

    /// <summary>A message was pinned: every summary that stands for it says so from now on.</summary>
    public static async Task PinnedAsync(TenantConnection connection, ConversationId conversation, MessageId message)
    {
        var summaries = await connection.QueryAsync<BaseRow>(
            """
            SELECT id AS "Id", based_on AS "BasedOn" FROM conversation_summaries WHERE tenant_id = @tenant AND conversation_id = @conversation
            """,
            new { conversation = conversation.Value });
        if (summaries.Count == 0)
        {
            return;
        }

        var covering = (await connection.QueryAsync<string>(
            """
            WITH RECURSIVE span (summary_id, message_id, above, stop) AS (
                SELECT summaries.id, messages.id, messages.parent_id, earlier.through_message_id
                FROM conversation_summaries summaries
                JOIN messages ON messages.tenant_id = @tenant AND messages.id = summaries.through_message_id
                LEFT JOIN conversation_summaries earlier ON earlier.tenant_id = @tenant AND earlier.id = summaries.based_on
                WHERE summaries.tenant_id = @tenant AND summaries.conversation_id = @conversation
                UNION ALL
                SELECT span.summary_id, parent.id, parent.parent_id, span.stop
                FROM span JOIN messages parent ON parent.tenant_id = @tenant AND parent.id = span.above
                WHERE span.message_id <> @message AND (span.stop IS NULL OR span.above <> span.stop)
            )
            SELECT DISTINCT summary_id FROM span WHERE message_id = @message
            """,
            new { conversation = conversation.Value, message = message.Value })).ToHashSet();

        // What is based on a summary that stands for it stands for it too.
        while (summaries.Where(row => row.BasedOn is { } earlier && covering.Contains(earlier) && !covering.Contains(row.Id)).ToList() is { Count: > 0 } more)
        {
            covering.UnionWith(more.Select(row => row.Id));
        }

        await AddAsync(connection, conversation, [.. covering.Select(summary => (summary, message.Value))]);
    }

    public static Task UnpinnedAsync(TenantConnection connection, MessageId message) =>
        connection.ExecuteAsync("DELETE FROM summary_pins WHERE tenant_id = @tenant AND message_id = @message", new { message = message.Value });

    private static async Task AddAsync(
        TenantConnection connection, ConversationId conversation, IReadOnlyList<(string Summary, string Message)> rows) =>
        await connection.ExecuteManyAsync(
            """
            INSERT INTO summary_pins (tenant_id, summary_id, message_id, conversation_id) VALUES (@tenant, @summary, @message, @conversation)
            ON CONFLICT DO NOTHING
            """,
            ["summary", "message", "conversation"],
            [.. rows.Select(row => new object?[] { row.Summary, row.Message, conversation.Value })]);

    private sealed record BaseRow(string Id, string? BasedOn);
}
