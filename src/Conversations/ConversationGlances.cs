using Parley.Storage;

namespace Parley.Conversations;

/// <summary>Several conversations of one subject at once, and how many it has not seen.</summary>
public sealed class ConversationGlances(TenantDatabase database, Sealer sealer)
{
    /// <returns>Those that are there and are kept, by their ids; and how many of the subject's conversations are unread.</returns>
    public async Task<(IReadOnlyDictionary<string, Conversation> Found, long Unread)> FindAsync(
        Caller caller, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var rows = (await connection.QueryAsync<ConversationRow>(
            $"""
            SELECT {ConversationRow.Columns} FROM conversations
            WHERE tenant_id = @tenant AND subject_id = @subject AND passing = 0 AND id IN @ids
            """,
            new { subject = caller.Subject.Value, ids = ids.ToArray() })).ToList();
        var active = await ConversationStore.ActiveTurnsAsync(connection, rows);
        return (
            rows.ToDictionary(row => row.Id, row => row.Open(key, [.. active[row.Id]]), StringComparer.Ordinal),
            await UnreadAsync(connection, caller.Subject));
    }

    /// <summary>How many of the subject's conversations are unread.</summary>
    public async Task<long> UnreadAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        return await UnreadAsync(connection, caller.Subject);
    }

    private static Task<long> UnreadAsync(TenantConnection connection, SubjectId subject) => connection.ScalarAsync<long>(
        "SELECT count(*) FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND unread = 1 AND archived = 0",
        new { subject = subject.Value });
}
