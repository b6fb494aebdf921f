using Parley.Storage;

namespace Parley.Conversations;

/// <summary>Writes conversations that took place elsewhere, in the caller's transactions and through the same ways as those that take place here.</summary>
public sealed class ConversationArchive(ConversationStore conversations, MessageStore messages, TimeProvider time)
{
    /// <summary>Begins a conversation; it stands nowhere until <see cref="EndAsync"/>.</summary>
    public Task BeginAsync(TenantConnection connection, DataKey key, ConversationId id, SubjectId subject, string title) =>
        conversations.BeginAsync(connection, key, id, subject, title);

    /// <summary>Adds messages, parents before their children.</summary>
    public Task AddAsync(TenantConnection connection, DataKey key, IEnumerable<NewMessage> written) =>
        messages.InsertAsync(connection, key, [.. written]);

    /// <summary>Gives a conversation its end, the times at which it took place, and its place in lists.</summary>
    public async Task EndAsync(TenantConnection connection, SubjectId subject, ConversationId id, ArchivedEnd end)
    {
        await connection.ExecuteAsync(
            """
            UPDATE conversations
            SET passing = CASE WHEN passing = @made THEN 0 ELSE passing END, leaf_message_id = @leaf, created_at = @createdAt, updated_at = @updatedAt, archived = @archived, pinned = @pinned
            WHERE tenant_id = @tenant AND id = @id
            """,
            new
            {
                id = id.Value,
                made = ConversationStore.BeingMade,
                leaf = end.Leaf?.Value,
                createdAt = end.CreatedAt.ToUnixTimeMilliseconds(),
                updatedAt = end.UpdatedAt.ToUnixTimeMilliseconds(),
                archived = end.Archived ? 1L : 0L,
                pinned = end.Pinned ? 1L : 0L,
            });
        await ConversationFeed.ChangedAsync(connection, subject, id, time.GetUtcNow());
    }
}

/// <summary>How a conversation stands that took place elsewhere.</summary>
/// <param name="Leaf">The end of the branch that is shown first; null when it has no message.</param>
public sealed record ArchivedEnd(MessageId? Leaf, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, bool Archived, bool Pinned);
