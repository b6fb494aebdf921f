using System.Text.Json;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>Which questions a guard had refused to have answered: that stands with their answers.</summary>
public static class RefusedAnswers
{
    /// <returns>Each of the questions of which an answer was refused, with the answers that were.</returns>
    public static async Task<ILookup<MessageId, MessageId>> ToAsync(
        TenantConnection connection, DataKey key, ConversationId conversation, IReadOnlyCollection<MessageId> questions)
    {
        IReadOnlyList<Row> rows = questions.Count == 0 ? [] : await connection.QueryAsync<Row>(
            """
            SELECT id AS "Id", parent_id AS "ParentId", details AS "Details" FROM messages
            WHERE tenant_id = @tenant AND conversation_id = @conversation AND parent_id IN @ids AND role = 'assistant' AND details IS NOT NULL
            """,
            new { conversation = conversation.Value, ids = questions.Select(id => id.Value).ToArray() });
        return rows.Where(row => IsRefused(key, row)).ToLookup(row => new MessageId(row.ParentId), row => new MessageId(row.Id));
    }

    private static bool IsRefused(DataKey key, Row row) =>
        JsonSerializer.Deserialize(key.OpenBytes("messages.details", row.Id, row.Details), DetailsJson.Default.MessageDetails) is { IsRefused: true };

    private sealed record Row(string Id, string ParentId, byte[] Details);
}
