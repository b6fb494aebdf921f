using Parley.Storage;

namespace Parley.Conversations;

/// <summary>Where a message stands among those with the same parent and role.</summary>
/// <param name="Nearest">At most 101 of them around it, this one among them, oldest first.</param>
/// <param name="Index">How many are older.</param>
/// <param name="Count">How many there are, this one included.</param>
internal sealed record Siblings(IReadOnlyList<MessageId> Nearest, int Index, int Count)
{
    private const int Most = 101;

    /// <summary>Finds the siblings of each message, however many stand in one place: what is read of a place does not grow beyond the nearest.</summary>
    public static async Task<IReadOnlyDictionary<string, Siblings>> FindAsync(
        TenantConnection connection, ConversationId conversation, IReadOnlyList<MessageRow> rows)
    {
        var counts = (await connection.QueryAsync<CountRow>(
            """
            SELECT parent_id AS "ParentId", role AS "Role", CAST(count(*) AS bigint) AS "Count" FROM messages
            WHERE tenant_id = @tenant AND conversation_id = @conversation AND parent_id IN @parents GROUP BY parent_id, role
            UNION ALL
            SELECT NULL, role, CAST(count(*) AS bigint) FROM messages
            WHERE @root = 1 AND tenant_id = @tenant AND conversation_id = @conversation AND parent_id IS NULL GROUP BY role
            """,
            Places(conversation, rows))).ToDictionary(row => (row.ParentId, row.Role), row => row.Count);
        var few = await ReadFewAsync(
            connection, conversation, [.. rows.Where(row => counts.GetValueOrDefault((row.ParentId, row.Role)) is > 1 and <= Most)]);
        var found = new Dictionary<string, Siblings>();
        foreach (var row in rows)
        {
            var count = counts.GetValueOrDefault((row.ParentId, row.Role));
            found[row.Id] = count <= 1 ? new([new(row.Id)], 0, 1)
                : count <= Most ? Among([.. few[(row.ParentId, row.Role)]], row.Id)
                : await ReadNearestAsync(connection, conversation, row, (int)count);
        }

        return found;
    }

    private static Siblings Among(List<MessageId> all, string id) => new(all, all.IndexOf(new(id)), all.Count);

    private static async Task<ILookup<(string?, string), MessageId>> ReadFewAsync(
        TenantConnection connection, ConversationId conversation, IReadOnlyList<MessageRow> rows) =>
        (rows.Count == 0
            ? []
            : await connection.QueryAsync<SiblingRow>(
                """
                SELECT id AS "Id", parent_id AS "ParentId", role AS "Role" FROM messages
                WHERE tenant_id = @tenant AND conversation_id = @conversation AND parent_id IN @parents
                UNION ALL
                SELECT id, NULL, role FROM messages
                WHERE @root = 1 AND tenant_id = @tenant AND conversation_id = @conversation AND parent_id IS NULL
                """,
                Places(conversation, rows)))

        // Not by the statement: SQLite would read them in the order of the primary key then, which is all messages of the tenant.
        .OrderBy(row => row.Id, StringComparer.Ordinal)
        .ToLookup(row => (row.ParentId, row.Role), row => new MessageId(row.Id));

    private static async Task<Siblings> ReadNearestAsync(TenantConnection connection, ConversationId conversation, MessageRow row, int count)
    {
        var place = "tenant_id = @tenant AND conversation_id = @conversation AND role = @role AND "
            + (row.ParentId is null ? "parent_id IS NULL" : "parent_id = @parent");
        var own = new { conversation = conversation.Value, parent = row.ParentId, role = row.Role, id = row.Id, most = Most - 1L };
        var index = (int)await connection.ScalarAsync<long>($"SELECT count(*) FROM messages WHERE {place} AND id < @id", own);
        var near = (await connection.QueryAsync<string>(
            $"""
            SELECT id FROM (
                SELECT id FROM (SELECT id FROM messages WHERE {place} AND id < @id ORDER BY id DESC LIMIT @most) AS older
                UNION ALL SELECT id FROM (SELECT id FROM messages WHERE {place} AND id >= @id ORDER BY id LIMIT @most + 1) AS newer
            ) AS near ORDER BY id
            """,
            own)).Select(id => new MessageId(id)).ToList();

        // As many before as after, unless the list ends on one side.
        var at = near.IndexOf(new(row.Id));
        var from = Math.Clamp(at - (Most / 2), 0, Math.Max(0, near.Count - Most));
        return new(near.GetRange(from, Math.Min(Most, near.Count - from)), index, count);
    }

    private static object Places(ConversationId conversation, IReadOnlyList<MessageRow> rows) => new
    {
        conversation = conversation.Value,
        parents = rows.Where(row => row.ParentId is not null).Select(row => row.ParentId!).Distinct().ToArray(),
        root = rows.Any(row => row.ParentId is null) ? 1L : 0L,
    };

    private sealed record CountRow(string? ParentId, string Role, long Count);

    private sealed record SiblingRow(string Id, string? ParentId, string Role);
}
