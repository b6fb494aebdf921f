using Parley.Conversations;
using Parley.Storage;

namespace Parley.Exchange;

/// <summary>With a conversation go its shares and where it came from, and with a message those that end with it.</summary>
internal sealed class ExchangeErasure : IConversationErasure, IMessageErasure
{
    public async Task EraseAsync(TenantConnection connection, ConversationId conversation, bool keepAccounts)
    {
        await EraseAsync(connection, "conversation_id = @id", new { id = conversation.Value });
        await connection.ExecuteAsync(
            "DELETE FROM imported_conversations WHERE tenant_id = @tenant AND conversation_id = @id", new { id = conversation.Value });
    }

    public Task EraseAsync(TenantConnection connection, ConversationId conversation, IReadOnlyList<MessageId> messages, IReadOnlyList<TurnId> turns) =>
        EraseAsync(
            connection, "conversation_id = @id AND leaf_message_id IN @messages",
            new { id = conversation.Value, messages = messages.Select(message => message.Value).ToArray() });

    private static async Task EraseAsync(TenantConnection connection, string which, object args)
    {
        await connection.ExecuteAsync(
            $"""
            DELETE FROM sys_shares WHERE tenant_id = @tenant AND token_hash IN
                (SELECT token_hash FROM shares WHERE tenant_id = @tenant AND {which})
            """,
            args);
        await connection.ExecuteAsync($"DELETE FROM shares WHERE tenant_id = @tenant AND {which}", args);
    }
}
