using System.Text.Json;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>A message to be kept.</summary>
/// <param name="System">The system message of the branch, inherited from the parent; null when it has none.</param>
/// <param name="CreatedAt">When it was written, of what was written elsewhere; null for now.</param>
public sealed record NewMessage(
    MessageId Id, ConversationId Conversation, SubjectId Subject, MessageId? Parent, MessageId? System, TurnId? Turn, string Role, string State,
    string Content, string? Model, MessageDetails? Details, DateTimeOffset? CreatedAt = null)
{
    /// <summary>What it is found by, from <see cref="MessageStore.TermsOf"/>; null to have it found out as it is written.</summary>
    public byte[]? Terms { get; init; }
}

/// <summary>Where a message hangs in its tree.</summary>
public sealed record MessagePlace(MessageId Id, MessageId? Parent, MessageId? System, TurnId? Turn, string Role, string State);

/// <summary>The messages of conversations: a tree whose edges never change. Every statement carries the tenant.</summary>
public sealed class MessageStore
{
    private const int WalkStep = 64;

    private const string InsertSql =
        """
        INSERT INTO messages (tenant_id, id, conversation_id, subject_id, parent_id, system_message_id, turn_id, role, state, model, content, details, created_at)
        VALUES (@tenant, @id, @conversation, @subject, @parent, @system, @turn, @role, @state, @model, @content, @details, @now)
        """;

    private const string FinishSql =
        "UPDATE messages SET state = @state, content = @content, model = @model, details = @details WHERE tenant_id = @tenant AND id = @id";

    // One round trip.
    private const string FinishAndIndexSql = FinishSql + ";\n" + MessageIndex.InsertSql;

    // What was just written is known; how many answers stand beside it is not.
    private const string FinishedSql =
        """
        SELECT one.id AS "Id", one.conversation_id AS "ConversationId", one.parent_id AS "ParentId", one.system_message_id AS "SystemMessageId",
            one.turn_id AS "TurnId", one.role AS "Role", one.feedback AS "Feedback", one.created_at AS "CreatedAt", one.pinned_at AS "PinnedAt",
            (SELECT count(*) FROM messages AS other WHERE other.tenant_id = @tenant AND other.conversation_id = one.conversation_id
                AND other.parent_id = one.parent_id AND other.role = one.role) AS "Answers"
        FROM messages AS one WHERE one.tenant_id = @tenant AND one.id = @id
        """;

    private readonly TenantDatabase _database;
    private readonly Sealer _sealer;
    private readonly IndexFolding _folding;
    private readonly TimeProvider _time;

    internal MessageStore(TenantDatabase database, Sealer sealer, IndexFolding folding, TimeProvider time) =>
        (_database, _sealer, _folding, _time) = (database, sealer, folding, time);

    /// <summary>What a message is found by. To be taken before the transaction that writes it: a long text takes milliseconds.</summary>
    public static byte[] TermsOf(DataKey key, string role, string content) =>
        role is "system" or "tool" || content.Length == 0 ? [] : MessageTerms.Of(key, content);

    /// <summary>Adds messages with their files in the caller's transaction, and to the index of what can be found. Parents come first.</summary>
    public async Task InsertAsync(TenantConnection connection, DataKey key, params IReadOnlyList<NewMessage> messages)
    {
        foreach (var message in messages)
        {
            await FileLinks.AttachAsync(connection, message);
        }

        await connection.ExecuteAllAsync([.. messages.SelectMany(message => Inserting(connection.Tenant, key, message))]);
    }

    /// <summary>A message as <see cref="ReadUpAsync"/> would read it once it is written.</summary>
    /// <param name="message">Its <see cref="NewMessage.CreatedAt"/> is given.</param>
    public static Message Written(DataKey key, NewMessage message) =>
        new MessageRow(
            message.Id.Value, message.Conversation.Value, message.Parent?.Value, message.System?.Value, message.Turn?.Value, message.Role, message.State, message.Model,
            [], null, null, message.CreatedAt!.Value.ToUnixTimeMilliseconds(), null)
        .Open(key, message.Content, message.Details ?? new(), null);

    /// <summary>What adds a message whose files are attached, to be sent together with other statements.</summary>
    public IReadOnlyList<Statement> Inserting(TenantId tenant, DataKey key, NewMessage message)
    {
        var terms = message.State == "running" ? [] : message.Terms ?? TermsOf(key, message.Role, message.Content);
        _folding.Written(tenant, message.Subject);
        var insert = new Statement(
            InsertSql,
            new
            {
                id = message.Id.Value,
                conversation = message.Conversation.Value,
                subject = message.Subject.Value,
                parent = message.Parent?.Value,
                system = message.System?.Value,
                turn = message.Turn?.Value,
                role = message.Role,
                state = message.State,
                model = message.Model,
                content = key.Seal("messages", message.Id.Value, message.Content),
                details = message.Details is null ? null : SealDetails(key, message.Id, message.Details),
                now = (message.CreatedAt ?? _time.GetUtcNow()).ToUnixTimeMilliseconds(),
            });
        return terms.Length == 0 ? [insert] : [insert, new(MessageIndex.InsertSql, new { id = message.Id.Value, terms })];
    }

    /// <summary>Writes the final text and state of an answer, in the caller's transaction, and adds it to the index of what can be found.</summary>
    /// <param name="terms">From <see cref="TermsOf"/>.</param>
    /// <returns>The answer with its siblings; null when it was erased.</returns>
    public static async Task<Message?> FinishAsync(
        TenantConnection connection, DataKey key, MessageId id, string state, string content, string? model, MessageDetails details, byte[] terms)
    {
        await connection.ExecuteAsync(
            terms.Length == 0 ? FinishSql : FinishAndIndexSql,
            new { id = id.Value, state, content = key.Seal("messages", id.Value, content), model, details = SealDetails(key, id, details), terms });
        var row = await connection.QuerySingleOrDefaultAsync<FinishedRow>(FinishedSql, new { id = id.Value });
        return row is null or { ParentId: null } or { Answers: > 1 }
            ? await ReadAsync(connection, key, id)
            : row.ToRow(state, model).Open(key, content, details, new([id], 0, 1));
    }

    /// <returns>Where a message of this conversation hangs, or null when it has no such message.</returns>
    public static async Task<MessagePlace?> PlaceAsync(TenantConnection connection, ConversationId conversation, MessageId id) =>
        await connection.QuerySingleOrDefaultAsync<PlaceRow>(
            """
            SELECT id AS "Id", parent_id AS "ParentId", system_message_id AS "SystemMessageId", turn_id AS "TurnId", role AS "Role", state AS "State"
            FROM messages WHERE tenant_id = @tenant AND conversation_id = @conversation AND id = @id
            """,
            new { conversation = conversation.Value, id = id.Value }) is { } row
            ? new(
                new(row.Id),
                row.ParentId is null ? null : new MessageId(row.ParentId),
                row.SystemMessageId is null ? null : new MessageId(row.SystemMessageId),
                row.TurnId is null ? null : new TurnId(row.TurnId),
                row.Role,
                row.State)
            : null;

    /// <returns>The deployment that wrote a message or, where it is a question, the answer above it; null when none did.</returns>
    public static Task<string?> ModelAsync(TenantConnection connection, ConversationId conversation, MessageId id) =>
        connection.ScalarAsync<string>(
            """
            SELECT COALESCE(message.model, above.model) FROM messages message
            LEFT JOIN messages above ON above.tenant_id = @tenant AND above.id = message.parent_id
            WHERE message.tenant_id = @tenant AND message.conversation_id = @conversation AND message.id = @id
            """,
            new { conversation = conversation.Value, id = id.Value });

    /// <returns>The first answer to a message that is being written, or null.</returns>
    public static async Task<MessagePlace?> RunningBelowAsync(TenantConnection connection, ConversationId conversation, MessageId parent) =>
        await connection.ScalarAsync<string>(
            """
            SELECT id FROM messages
            WHERE tenant_id = @tenant AND conversation_id = @conversation AND state = 'running' AND parent_id = @parent ORDER BY id LIMIT 1
            """,
            new { conversation = conversation.Value, parent = parent.Value }) is { } id
            ? await PlaceAsync(connection, conversation, new(id))
            : null;

    /// <returns>One message of this subject, or null.</returns>
    public async Task<Message?> FindAsync(TenantScope tenant, SubjectId subject, MessageId id, CancellationToken cancellationToken)
    {
        var key = await _sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<MessageRow>(
            $"SELECT {MessageRow.Columns} FROM messages WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id",
            new { subject = subject.Value, id = id.Value });
        return row is null ? null : (await WithSiblingsAsync(connection, key, new(row.ConversationId), [row]))[0];
    }

    /// <returns>One message with its siblings, inside the caller's transaction; null when it was erased.</returns>
    public static async Task<Message?> ReadAsync(TenantConnection connection, DataKey key, MessageId id)
    {
        var row = await connection.QuerySingleOrDefaultAsync<MessageRow>(
            $"SELECT {MessageRow.Columns} FROM messages WHERE tenant_id = @tenant AND id = @id", new { id = id.Value });
        return row is null ? null : (await WithSiblingsAsync(connection, key, new(row.ConversationId), [row]))[0];
    }

    /// <summary>
    /// One branch from a message upwards, newest first, in pages. The work does not grow with the conversation's length.
    /// </summary>
    /// <param name="leaf">Where the branch ends; null for the conversation's leaf.</param>
    /// <param name="cursor">The message after which the page starts, from the page before.</param>
    /// <returns>Null when this subject has no such conversation or message.</returns>
    public async Task<Page<Message>?> ReadBranchAsync(
        Caller caller, ConversationId conversation, MessageId? leaf, MessageId? cursor, int limit, CancellationToken cancellationToken)
    {
        var key = await _sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await using var connection = await _database.OpenAsync(caller.Tenant, cancellationToken);
        var ends = await connection.QuerySingleOrDefaultAsync<LeafRow>(
            """
            SELECT leaf_message_id AS "LeafMessageId" FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id
            """,
            new { subject = caller.Subject.Value, id = conversation.Value });
        if (ends is null)
        {
            return null;
        }

        if ((cursor?.Value ?? leaf?.Value ?? ends.LeafMessageId) is not { } start)
        {
            return new([], null);
        }

        var rows = await WalkAsync(connection, conversation, start, limit + 1);
        if (rows.Count == 0)
        {
            return null;
        }

        var page = await WithSiblingsAsync(connection, key, conversation, [.. rows.Take(limit)]);
        return new(page, rows.Count > limit ? rows[limit].Id : null);
    }

    /// <summary>
    /// Walks a branch from a message towards the root for as long as the reader wants more; opens only what it hands out.
    /// </summary>
    /// <param name="wants">Told each message, newest first; false ends the walk.</param>
    public async Task WalkUpAsync(
        TenantScope tenant, SubjectId subject, ConversationId conversation, MessageId from, Func<Message, bool> wants,
        CancellationToken cancellationToken)
    {
        var key = await _sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        string? next = from.Value;
        while (next is not null)
        {
            var rows = await WalkAsync(connection, conversation, next, WalkStep);
            foreach (var row in rows)
            {
                if (!wants(row.Open(key, null)))
                {
                    return;
                }
            }

            next = rows.Count < WalkStep ? null : rows[^1].ParentId;
        }
    }

    /// <summary>One branch from a message towards the root, newest first, inside the caller's connection.</summary>
    /// <returns>At most so many messages, without their siblings; empty when this conversation has no such message.</returns>
    public static async Task<IReadOnlyList<Message>> ReadUpAsync(
        TenantConnection connection, DataKey key, ConversationId conversation, MessageId from, int limit) =>
        [.. (await WalkAsync(connection, conversation, from.Value, limit)).Select(row => row.Open(key, null))];

    /// <summary>Messages of this conversation by their ids, in no order, without their siblings.</summary>
    public static async Task<IReadOnlyList<Message>> ReadAsync(
        TenantConnection connection, DataKey key, ConversationId conversation, IReadOnlyCollection<MessageId> ids) =>
        ids.Count == 0
            ? []
            : [.. (await connection.QueryAsync<MessageRow>(
                $"SELECT {MessageRow.Columns} FROM messages WHERE tenant_id = @tenant AND conversation_id = @conversation AND id IN @ids",
                new { conversation = conversation.Value, ids = ids.Select(id => id.Value).ToArray() })).Select(row => row.Open(key, null))];

    // CROSS JOIN: SQLite then looks each message of the branch up, and does not begin with all messages of the tenant, as its older releases would.
    internal static async Task<IReadOnlyList<MessageRow>> WalkAsync(
        TenantConnection connection, ConversationId conversation, string from, int limit) =>
        await connection.QueryAsync<MessageRow>(
            $"""
            WITH RECURSIVE branch (message_id, above, depth) AS (
                SELECT id, parent_id, 0 FROM messages WHERE tenant_id = @tenant AND conversation_id = @conversation AND id = @from
                UNION ALL
                SELECT parent.id, parent.parent_id, branch.depth + 1
                FROM branch JOIN messages parent ON parent.tenant_id = @tenant AND parent.id = branch.above
                WHERE branch.depth + 1 < @limit
            )
            SELECT {MessageRow.Columns}
            FROM branch CROSS JOIN messages WHERE messages.tenant_id = @tenant AND messages.id = branch.message_id ORDER BY branch.depth
            """,
            new { conversation = conversation.Value, from, limit });

    internal static async Task<IReadOnlyList<Message>> WithSiblingsAsync(
        TenantConnection connection, DataKey key, ConversationId conversation, IReadOnlyList<MessageRow> rows)
    {
        var siblings = await Siblings.FindAsync(connection, conversation, rows);
        return [.. rows.Select(row => row.Open(key, siblings[row.Id]))];
    }

    private static byte[] SealDetails(DataKey key, MessageId id, MessageDetails details) =>
        key.Seal("messages.details", id.Value, JsonSerializer.SerializeToUtf8Bytes(details, DetailsJson.Default.MessageDetails));

    private sealed record LeafRow(string? LeafMessageId);

    private sealed record FinishedRow(
        string Id, string ConversationId, string? ParentId, string? SystemMessageId, string? TurnId, string Role, byte[]? Feedback, long CreatedAt, long? PinnedAt,
        long Answers)
    {
        public MessageRow ToRow(string state, string? model) =>
            new(Id, ConversationId, ParentId, SystemMessageId, TurnId, Role, state, model, [], null, Feedback, CreatedAt, PinnedAt);
    }

    private sealed record PlaceRow(string Id, string? ParentId, string? SystemMessageId, string? TurnId, string Role, string State);
}
