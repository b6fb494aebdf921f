using System.Text;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>All that the messages of a conversation say, for whoever has to know what stands nowhere in it.</summary>
public static class ConversationTexts
{
    private const int AtOnce = 500;

    /// <summary>Each message's text, and what is kept beside it as JSON; in no order that means anything.</summary>
    public static async IAsyncEnumerable<string> ReadAsync(TenantConnection connection, DataKey key, ConversationId conversation)
    {
        for (string? after = ""; after is not null;)
        {
            var rows = await connection.QueryAsync<Row>(
                """
                SELECT id AS "Id", content AS "Content", details AS "Details" FROM messages
                WHERE tenant_id = @tenant AND conversation_id = @conversation AND id > @after ORDER BY id LIMIT @most
                """,
                new { conversation = conversation.Value, after, most = (long)AtOnce });
            foreach (var row in rows)
            {
                yield return key.Open("messages", row.Id, row.Content);
                if (row.Details is { } details)
                {
                    yield return Encoding.UTF8.GetString(key.OpenBytes("messages.details", row.Id, details));
                }
            }

            after = rows.Count < AtOnce ? null : rows[^1].Id;
        }
    }

    private sealed record Row(string Id, byte[] Content, byte[]? Details);
}
