using Parley.Storage;

namespace Parley.Conversations;

/// <summary>One message of a tenant, whoever wrote it.</summary>
/// <param name="Content">Null where its key was destroyed: nobody can read it any more.</param>
public sealed record TenantMessage(MessageId Id, ConversationId Conversation, string Role, DateTimeOffset CreatedAt, string? Content);

/// <summary>Reads the messages of a whole tenant, for work that is the tenant's own and not a person's. What was erased is not there.</summary>
public sealed class TenantMessages(TenantDatabase database, Sealer sealer)
{
    private const string Select =
        """
        SELECT id AS "Id", conversation_id AS "ConversationId", subject_id AS "SubjectId", role AS "Role", content AS "Content", created_at AS "CreatedAt"
        FROM messages
        """;

    /// <summary>Where the messages begin that were kept from a moment on; ids begin with the time.</summary>
    public static MessageId From(DateTimeOffset moment) => new($"msg_{Math.Clamp(moment.ToUnixTimeMilliseconds(), 0, 0xFFFF_FFFF_FFFF):x12}");

    /// <param name="most">Counting ends there.</param>
    public async Task<long> CountAsync(TenantScope tenant, MessageId from, MessageId before, IReadOnlyList<string> roles, long most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<long>(
            """
            SELECT count(*) FROM (SELECT id FROM messages
                WHERE tenant_id = @tenant AND id >= @from AND id < @before AND role IN @roles AND state <> 'running' LIMIT @most) counted
            """,
            new { from = from.Value, before = before.Value, roles = roles.ToArray(), most });
    }

    /// <summary>The last messages before one, the newest first; those that are still being written are left out.</summary>
    /// <param name="before">Exclusive.</param>
    public async Task<IReadOnlyList<TenantMessage>> ReadAsync(
        TenantScope tenant, MessageId from, MessageId before, IReadOnlyList<string> roles, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<Row> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<Row>(
                $"{Select} WHERE tenant_id = @tenant AND id >= @from AND id < @before AND role IN @roles AND state <> 'running' ORDER BY id DESC LIMIT @limit",
                new { from = from.Value, before = before.Value, roles = roles.ToArray(), limit = (long)limit });
        }

        return await OpenAsync(tenant, rows, cancellationToken);
    }

    /// <summary>Those of the messages that are still there, in no order.</summary>
    public async Task<IReadOnlyList<TenantMessage>> FindAsync(TenantScope tenant, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        IReadOnlyList<Row> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<Row>($"{Select} WHERE tenant_id = @tenant AND id IN @ids", new { ids = ids.Select(id => id.Value).ToArray() });
        }

        return await OpenAsync(tenant, rows, cancellationToken);
    }

    private async Task<IReadOnlyList<TenantMessage>> OpenAsync(TenantScope tenant, IReadOnlyList<Row> rows, CancellationToken cancellationToken)
    {
        await sealer.LearnAsync(tenant.Id, rows.Select(row => row.SubjectId), cancellationToken);
        var messages = new List<TenantMessage>(rows.Count);
        foreach (var row in rows)
        {
            string? content = null;
            try
            {
                content = (await sealer.KeyAsync(tenant.Id, row.SubjectId, cancellationToken)).Open("messages", row.Id, row.Content);
            }
            catch (KeyShreddedException)
            {
                // It is counted, and nothing is told of it.
            }

            messages.Add(new(new(row.Id), new(row.ConversationId), row.Role, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), content));
        }

        return messages;
    }

    private sealed record Row(string Id, string ConversationId, string SubjectId, string Role, byte[] Content, long CreatedAt);
}
