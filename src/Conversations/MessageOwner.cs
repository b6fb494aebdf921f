using Parley.Storage;

namespace Parley.Conversations;

/// <summary>Whose a message is, for those who may act for any subject of the tenant.</summary>
public static class MessageOwner
{
    /// <returns>Null when the tenant has no such message, or it is being erased.</returns>
    public static async Task<SubjectId?> FindAsync(TenantConnection connection, MessageId message) =>
        await connection.ScalarAsync<string>(
            $"SELECT subject_id FROM messages WHERE tenant_id = @tenant AND id = @id AND {ConversationDeletion.Stays("messages.conversation_id")}",
            new { id = message.Value }) is { } subject
            ? new SubjectId(subject)
            : null;
}
