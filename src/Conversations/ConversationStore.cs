using System.Globalization;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>The conversations of one subject. Every statement carries the tenant and the subject.</summary>
public sealed class ConversationStore(
    TenantDatabase database, Sealer sealer, IEnumerable<IConversationErasure> erasures, TimeProvider time)
{
    public async Task<Conversation> CreateAsync(Caller caller, string title, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var id = ConversationId.New(time);
        await database.WriteAsync(
            caller.Tenant,
            connection => InsertAsync(connection, key, id, caller.Subject, title, passing: false),
            Durability.Full,
            cancellationToken);
        return (await FindAsync(caller, id, cancellationToken))!;
    }

    /// <summary>Adds a conversation in the caller's transaction.</summary>
    /// <param name="passing">True when it is to be hidden and erased after a while.</param>
    public Task InsertAsync(TenantConnection connection, DataKey key, ConversationId id, SubjectId subject, string title, bool passing) =>
        connection.ExecuteAsync(
            """
            INSERT INTO conversations (tenant_id, id, subject_id, title, passing, created_at, updated_at)
            VALUES (@tenant, @id, @subject, @title, @passing, @now, @now)
            """,
            new { id = id.Value, subject = subject.Value, title = SealTitle(key, id, title), passing = passing ? 1L : 0L, now = Now });

    /// <returns>The conversation, or null when this subject has no such conversation.</returns>
    public async Task<Conversation?> FindAsync(Caller caller, ConversationId id, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<ConversationRow>(
            $"SELECT {ConversationRow.Columns} FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id",
            new { subject = caller.Subject.Value, id = id.Value });
        return row?.Open(key, await ActiveTurnsAsync(connection, id));
    }

    /// <summary>The subject's conversations, the last used first.</summary>
    public async Task<Page<Conversation>> ListAsync(Caller caller, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var (beforeTime, beforeId) = ListCursor.Parse(cursor);
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<ConversationRow>(
            $"""
            SELECT {ConversationRow.Columns} FROM conversations
            WHERE tenant_id = @tenant AND subject_id = @subject AND passing = 0
              AND (updated_at < @beforeTime OR (updated_at = @beforeTime AND id < @beforeId))
            ORDER BY updated_at DESC, id DESC LIMIT @limit
            """,
            new { subject = caller.Subject.Value, beforeTime, beforeId, limit = limit + 1L });
        var page = rows.Take(limit).ToList();
        var active = await ActiveTurnsAsync(connection, page);
        return new(
            [.. page.Select(row => row.Open(key, [.. active[row.Id]]))],
            rows.Count > limit ? ListCursor.Format(page[^1].UpdatedAt, page[^1].Id) : null);
    }

    /// <returns>The changed conversation, or null when this subject has no such conversation.</returns>
    public async Task<Conversation?> UpdateAsync(
        Caller caller, ConversationId id, string? title, bool? pinned, bool? archived, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var changed = await database.WriteAsync(
            caller.Tenant,
            connection => connection.ExecuteAsync(
                """
                UPDATE conversations
                SET title = COALESCE(@title, title), pinned = COALESCE(@pinned, pinned), archived = COALESCE(@archived, archived), updated_at = @now
                WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id
                """,
                new
                {
                    subject = caller.Subject.Value,
                    id = id.Value,
                    title = title is null ? null : SealTitle(key, id, title),
                    pinned = pinned is { } pin ? (pin ? 1L : 0L) : (long?)null,
                    archived = archived is { } archive ? (archive ? 1L : 0L) : (long?)null,
                    now = Now,
                }),
            Durability.Full,
            cancellationToken);
        return changed == 0 ? null : await FindAsync(caller, id, cancellationToken);
    }

    /// <summary>Deletes a conversation with everything that any room keeps of it.</summary>
    /// <param name="keepAccounts">True when what has no text (usage, provenance) is to stay.</param>
    /// <returns>False when this subject has no such conversation.</returns>
    public Task<bool> DeleteAsync(TenantScope tenant, SubjectId subject, ConversationId id, bool keepAccounts, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                var found = await connection.ExecuteAsync(
                    "DELETE FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id",
                    new { subject = subject.Value, id = id.Value });
                if (found == 0)
                {
                    return false;
                }

                await connection.ExecuteAsync(
                    "DELETE FROM messages WHERE tenant_id = @tenant AND conversation_id = @id", new { id = id.Value });
                foreach (var erasure in erasures)
                {
                    await erasure.EraseAsync(connection, id, keepAccounts);
                }

                return true;
            },
            Durability.Full,
            cancellationToken);

    /// <summary>Holds a conversation for the rest of the transaction, so that two messages cannot both follow the same leaf.</summary>
    /// <returns>Its leaf, and whether it has a title; null when this subject has no such conversation.</returns>
    public static async Task<HeldConversation?> HoldAsync(TenantConnection connection, SubjectId subject, ConversationId id) =>
        await connection.QuerySingleOrDefaultAsync<HeldRow>(
            """
            SELECT leaf_message_id AS "LeafMessageId", CAST(CASE WHEN title IS NULL THEN 0 ELSE 1 END AS bigint) AS "HasTitle"
            FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id {for_update}
            """,
            new { subject = subject.Value, id = id.Value }) is { } row
            ? new(row.LeafMessageId is null ? null : new MessageId(row.LeafMessageId), row.HasTitle != 0)
            : null;

    /// <summary>Records that a branch grew, in the caller's transaction.</summary>
    /// <param name="title">A first title for a conversation that has none yet, or null.</param>
    public Task AdvanceAsync(TenantConnection connection, DataKey key, ConversationId id, MessageId leaf, string? title) =>
        connection.ExecuteAsync(
            """
            UPDATE conversations SET leaf_message_id = @leaf, updated_at = @now, title = COALESCE(title, @title)
            WHERE tenant_id = @tenant AND id = @id
            """,
            new { id = id.Value, leaf = leaf.Value, title = title is null ? null : SealTitle(key, id, title), now = Now });

    private static byte[]? SealTitle(DataKey key, ConversationId id, string title) =>
        title.Length == 0 ? null : key.Seal("conversations", id.Value, title);

    private static async Task<IReadOnlyList<TurnId>> ActiveTurnsAsync(TenantConnection connection, ConversationId id) =>
        [.. (await connection.QueryAsync<string>(
            "SELECT turn_id FROM messages WHERE tenant_id = @tenant AND conversation_id = @id AND state = 'running' AND turn_id IS NOT NULL ORDER BY id",
            new { id = id.Value })).Select(turn => new TurnId(turn))];

    private static async Task<ILookup<string, TurnId>> ActiveTurnsAsync(TenantConnection connection, List<ConversationRow> rows) =>
        (rows.Count == 0
            ? []
            : await connection.QueryAsync<ActiveRow>(
                """
                SELECT conversation_id AS "ConversationId", turn_id AS "TurnId" FROM messages
                WHERE tenant_id = @tenant AND conversation_id IN @ids AND state = 'running' AND turn_id IS NOT NULL ORDER BY id
                """,
                new { ids = rows.Select(row => row.Id).ToArray() }))
        .ToLookup(row => row.ConversationId, row => new TurnId(row.TurnId));

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record HeldRow(string? LeafMessageId, long HasTitle);

    private sealed record ActiveRow(string ConversationId, string TurnId);
}

/// <summary>What a transaction learns of the conversation that it holds.</summary>
public sealed record HeldConversation(MessageId? Leaf, bool HasTitle);

/// <summary>The place after which a list goes on: the last row's time and id.</summary>
internal static class ListCursor
{
    public static string Format(long time, string id) => $"{time}-{id}";

    public static (long Time, string Id) Parse(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return (long.MaxValue, "");
        }

        var dash = cursor.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && long.TryParse(cursor.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            ? (time, cursor[(dash + 1)..])
            : throw new RefusedException(Refusal.Invalid("cursor", "The cursor is not one that this list gave out. Leave it away to start at the first page."));
    }
}
