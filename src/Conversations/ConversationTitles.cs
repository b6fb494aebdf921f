using Parley.Storage;

namespace Parley.Conversations;

/// <summary>Gives conversations titles that their subjects did not think of. One that a subject gave is never written over.</summary>
public sealed class ConversationTitles(TenantDatabase database, Sealer sealer, TimeProvider time)
{
    /// <returns>Whether the conversation is there and nobody has given it a title yet, beyond the beginning of its first message.</returns>
    public async Task<bool> IsOpenAsync(TenantScope tenant, SubjectId subject, ConversationId conversation, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<string>(
            "SELECT id FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id AND title_by IS NULL AND passing = 0",
            new { subject = subject.Value, id = conversation.Value }) is not null;
    }

    /// <param name="by"><c>model</c> or <c>extract</c>.</param>
    /// <returns>False when somebody was quicker, or the conversation is gone.</returns>
    public async Task<bool> GiveAsync(
        TenantScope tenant, SubjectId subject, ConversationId conversation, string title, string by, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        return await database.WriteAsync(
            tenant,
            async connection =>
            {
                var given = await connection.ExecuteAsync(
                    """
                    UPDATE conversations SET title = @title, title_by = @by
                    WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id AND title_by IS NULL AND passing = 0
                    """,
                    new { subject = subject.Value, id = conversation.Value, title = ConversationStore.SealTitle(key, conversation, title), by });
                if (given == 0)
                {
                    return false;
                }

                await ConversationFeed.ChangedAsync(connection, subject, conversation, time.GetUtcNow());
                return true;
            },
            Durability.Process,
            cancellationToken);
    }
}
