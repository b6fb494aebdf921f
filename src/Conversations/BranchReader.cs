using Parley.Storage;

namespace Parley.Conversations;

/// <summary>Where the pages of a branch begin, so that it can be read from its root down although messages know only what is above them.</summary>
/// <param name="Messages">How many messages the branch has.</param>
/// <param name="Anchors">Every <see cref="BranchReader.Step"/>th message, the branch's end first.</param>
public sealed record BranchMap(int Messages, IReadOnlyList<MessageId> Anchors);

/// <summary>
/// Conversations in the order in which documents show them. A branch is walked up once for its map; after that each page costs what the
/// page holds, wherever in the branch it is. Siblings are not told of.
/// </summary>
public sealed class BranchReader(TenantDatabase database, Sealer sealer)
{
    /// <summary>Messages between two anchors of a map.</summary>
    public const int Step = 32;

    // No branch that a server wrote is as long; a tree that somebody else spoilt ends here.
    private const int Longest = 4_000_000;

    /// <returns>Null when this subject has no such message in the conversation.</returns>
    public async Task<BranchMap?> MapAsync(
        TenantScope tenant, SubjectId subject, ConversationId conversation, MessageId end, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var marks = await connection.QueryAsync<Mark>(
            """
            WITH RECURSIVE branch (message_id, above, depth) AS (
                SELECT id, parent_id, 0 FROM messages
                WHERE tenant_id = @tenant AND conversation_id = @conversation AND subject_id = @subject AND id = @end
                UNION ALL
                SELECT parent.id, parent.parent_id, branch.depth + 1
                FROM branch JOIN messages parent ON parent.tenant_id = @tenant AND parent.id = branch.above
                WHERE branch.depth < @longest
            )
            SELECT message_id AS "Id", CAST(depth AS bigint) AS "Depth" FROM branch WHERE depth % @step = 0 OR above IS NULL ORDER BY depth
            """,
            new { subject = subject.Value, conversation = conversation.Value, end = end.Value, step = Step, longest = Longest });
        return marks.Count == 0
            ? null
            : new((int)marks[^1].Depth + 1, [.. marks.Where(mark => mark.Depth % Step == 0).Select(mark => new MessageId(mark.Id))]);
    }

    /// <summary>A page of a branch from its root down.</summary>
    /// <param name="from">Messages before the page.</param>
    /// <returns>Fewer than <paramref name="count"/> at the branch's end; none where it was erased meanwhile.</returns>
    public async Task<IReadOnlyList<Message>> ReadAsync(
        TenantScope tenant, SubjectId subject, ConversationId conversation, BranchMap map, int from, int count, CancellationToken cancellationToken)
    {
        var (lowest, highest) = (Math.Max(0, map.Messages - from - count), map.Messages - 1 - from);
        if (count <= 0 || highest < 0)
        {
            return [];
        }

        var key = await sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        var anchor = lowest / Step;
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await MessageStore.WalkAsync(connection, conversation, map.Anchors[anchor].Value, highest - (anchor * Step) + 1);
        return [.. rows.Skip(lowest - (anchor * Step)).Reverse().Select(row => row.Open(key, null))];
    }

    /// <summary>The ids of all messages of a conversation, as they were made.</summary>
    public async Task<IReadOnlyList<MessageId>> ListAsync(
        TenantScope tenant, SubjectId subject, ConversationId conversation, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var ids = await connection.QueryAsync<string>(
            "SELECT id FROM messages WHERE tenant_id = @tenant AND conversation_id = @conversation AND subject_id = @subject",
            new { conversation = conversation.Value, subject = subject.Value });

        // Not by the statement: SQLite would read them in the order of the primary key then, which is all messages of the tenant.
        return [.. ids.Order(StringComparer.Ordinal).Select(id => new MessageId(id))];
    }

    /// <returns>Those of the messages that are still there, in the order of their ids.</returns>
    public async Task<IReadOnlyList<Message>> ReadAsync(
        TenantScope tenant, SubjectId subject, ConversationId conversation, IReadOnlyList<MessageId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var key = await sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<MessageRow>(
            $"""
            SELECT {MessageRow.Columns} FROM messages
            WHERE tenant_id = @tenant AND conversation_id = @conversation AND subject_id = @subject AND id IN @ids ORDER BY id
            """,
            new { conversation = conversation.Value, subject = subject.Value, ids = ids.Select(id => id.Value).ToArray() });
        return [.. rows.Select(row => row.Open(key, null))];
    }

    /// <summary>Tells inside a transaction what stands against showing a branch to others.</summary>
    /// <returns>Null when this subject has no such conversation or message.</returns>
    public static async Task<BranchStanding?> StandingAsync(TenantConnection connection, SubjectId subject, ConversationId conversation, MessageId end) =>
        await connection.QuerySingleOrDefaultAsync<StandingRow>(
            """
            SELECT conversations.passing AS "Passing", messages.state AS "State", messages.turn_id AS "TurnId"
            FROM conversations JOIN messages ON messages.tenant_id = conversations.tenant_id AND messages.conversation_id = conversations.id
            WHERE conversations.tenant_id = @tenant AND conversations.subject_id = @subject AND conversations.id = @conversation
                AND messages.tenant_id = @tenant AND messages.id = @end
            """,
            new { subject = subject.Value, conversation = conversation.Value, end = end.Value }) is { } row
            ? new(row.Passing != 0, row.State == "running" && row.TurnId is { } turn ? new TurnId(turn) : null)
            : null;

    private sealed record Mark(string Id, long Depth);

    private sealed record StandingRow(long Passing, string State, string? TurnId);
}

/// <summary>What stands against showing a branch to others.</summary>
/// <param name="Passes">True when the conversation is not kept.</param>
/// <param name="Running">The turn whose answer the branch ends with, while it is being written; else null.</param>
public sealed record BranchStanding(bool Passes, TurnId? Running);
