using Parley.Storage;

namespace Parley.Conversations;

/// <summary>The conversations of one subject. Every statement carries the tenant and the subject.</summary>
public sealed class ConversationStore(
    TenantDatabase database, Sealer sealer, IEnumerable<IConversationErasure> erasures, TimeProvider time)
{
    private const string Inserting =
        """
        INSERT INTO conversations (tenant_id, id, subject_id, title, title_by, passing, created_at, updated_at)
        VALUES (@tenant, @id, @subject, @title, @titleBy, @passing, @now, @now)
        """;

    private static readonly string InsertingKept = Inserting + ";\n" + ConversationFeed.NotingConversation;

    internal const string ActiveSql =
        "SELECT turn_id FROM messages WHERE tenant_id = @tenant AND conversation_id = @id AND state = 'running' AND turn_id IS NOT NULL ORDER BY id";

    internal const string ActiveOfManySql =
        """
        SELECT conversation_id AS "ConversationId", turn_id AS "TurnId" FROM messages
        WHERE tenant_id = @tenant AND conversation_id IN @ids AND state = 'running' AND turn_id IS NOT NULL ORDER BY conversation_id, id
        """;

    /// <summary>The state <c>passing</c> of a conversation that is being copied or imported.</summary>
    internal const long BeingMade = 2;

    /// <summary>A title that its subject gave, which is never written over.</summary>
    public const string TitleByUser = "user";

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
    /// <param name="title">Empty when its first message is to give it one.</param>
    /// <param name="passing">True when it is to be hidden and erased after a while: <see cref="PassingConversations"/> sees to that.</param>
    /// <param name="titleBy">Who gave the title; null when it may be followed by a better one.</param>
    public Task InsertAsync(
        TenantConnection connection, DataKey key, ConversationId id, SubjectId subject, string title, bool passing, string? titleBy = TitleByUser) =>
        InsertAsync(connection, key, id, subject, title, passing ? 1 : 0, titleBy);

    /// <summary>Adds a conversation in the caller's transaction that stands nowhere as long as its <c>passing</c> is <see cref="BeingMade"/>.</summary>
    internal Task BeginAsync(TenantConnection connection, DataKey key, ConversationId id, SubjectId subject, string title) =>
        InsertAsync(connection, key, id, subject, title, BeingMade, TitleByUser);

    private async Task InsertAsync(
        TenantConnection connection, DataKey key, ConversationId id, SubjectId subject, string title, long passing, string? titleBy)
    {
        await connection.ExecuteAsync(
            passing == 0 ? InsertingKept : Inserting,
            new
            {
                id = id.Value,
                subject = subject.Value,
                title = SealTitle(key, id, title),
                titleBy = title.Length == 0 ? null : titleBy,
                passing,
                now = Now,
                feed = subject.Value,
                feedNow = Now,
            });
        if (passing == 0)
        {
            ConversationFeed.Tell(connection, subject);
        }
    }

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

    /// <summary>Those of the subject's conversations that are asked for, the last used first.</summary>
    public async Task<Page<Conversation>> ListAsync(
        Caller caller, ConversationFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var (beforeTime, beforeId) = ListCursor.Parse(cursor);
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<ConversationRow>(
            $"""
            SELECT {ConversationRow.Columns} FROM conversations
            WHERE tenant_id = @tenant AND subject_id = @subject AND passing = 0 AND archived = @archived {filter.Where}
              AND (updated_at, id) < (@beforeTime, @beforeId)
            ORDER BY updated_at DESC, id DESC LIMIT @limit
            """,
            new
            {
                subject = caller.Subject.Value,
                archived = filter.Archived ? 1L : 0L,
                folder = filter.Folder?.Value,
                beforeTime,
                beforeId,
                limit = limit + 1L,
            });
        var page = rows.Take(limit).ToList();
        var active = await ActiveTurnsAsync(connection, page);
        return new(
            [.. page.Select(row => row.Open(key, [.. active[row.Id]]))],
            rows.Count > limit ? ListCursor.Format(page[^1].UpdatedAt, page[^1].Id) : null);
    }

    /// <returns>Those of the conversations that this subject has, by id.</returns>
    internal static async Task<IReadOnlyDictionary<string, Conversation>> ReadAsync(TenantConnection connection, SubjectId subject, DataKey key, string[] ids)
    {
        var rows = ids.Length == 0 ? [] : (await connection.QueryAsync<ConversationRow>(
            $"SELECT {ConversationRow.Columns} FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id IN @ids",
            new { subject = subject.Value, ids })).ToList();
        var active = await ActiveTurnsAsync(connection, rows);
        return rows.ToDictionary(row => row.Id, row => row.Open(key, [.. active[row.Id]]));
    }

    /// <summary>Changes what is given; none of it moves the conversation in the list, which is in the order of what was said.</summary>
    /// <returns>The changed conversation, or null when this subject has no such conversation.</returns>
    /// <exception cref="RefusedException">400: the subject has no such folder.</exception>
    public async Task<Conversation?> UpdateAsync(
        Caller caller, ConversationId id, ConversationChange change, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var changed = await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                if (change.Folder.Id is { } folder && !await FolderStore.HoldAsync(connection, caller.Subject, folder))
                {
                    throw new RefusedException(Refusal.Invalid("folder_id", "There is no such folder. Give the id of one of your folders, or null for none."));
                }

                var found = await connection.ExecuteAsync(
                    """
                    UPDATE conversations
                    SET title = COALESCE(@title, title), title_by = CASE WHEN @titled = 1 THEN 'user' ELSE title_by END,
                        pinned = COALESCE(@pinned, pinned), archived = COALESCE(@archived, archived),
                        unread = CASE WHEN passing = 1 THEN 0 ELSE COALESCE(@unread, unread) END,
                        folder_id = CASE WHEN @moves = 1 THEN @folder ELSE folder_id END
                    WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id
                    """,
                    new
                    {
                        subject = caller.Subject.Value,
                        id = id.Value,
                        title = change.Title is null ? null : SealTitle(key, id, change.Title),
                        titled = change.Title is null ? 0L : 1L,
                        pinned = AsNumber(change.Pinned),
                        archived = AsNumber(change.Archived),
                        unread = AsNumber(change.Unread),
                        moves = change.Folder.IsGiven ? 1L : 0L,
                        folder = change.Folder.Id?.Value,
                    });
                if (found > 0)
                {
                    await ConversationFeed.ChangedAsync(connection, caller.Subject, id, time.GetUtcNow());
                }

                return found;
            },
            Durability.Full,
            cancellationToken);
        return changed == 0 ? null : await FindAsync(caller, id, cancellationToken);
    }

    /// <summary>Erases a conversation with everything that any room keeps of it, in the caller's transaction.</summary>
    /// <param name="keepAccounts">True when what has no text (usage, provenance) is to stay.</param>
    /// <returns>False when this subject has no such conversation.</returns>
    internal async Task<bool> EraseAsync(TenantConnection connection, SubjectId subject, ConversationId id, bool keepAccounts)
    {
        connection.OverwriteDeleted();
        var passing = await connection.ScalarAsync<long?>(
            "DELETE FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id RETURNING passing",
            new { subject = subject.Value, id = id.Value });
        if (passing is null)
        {
            return false;
        }

        if (passing == 0)
        {
            await Feed.NoteAsync(connection, subject.Value, ConversationFeed.Conversation, [id.Value], time.GetUtcNow());
        }

        var messages = await connection.QueryAsync<string>(
            "DELETE FROM messages WHERE tenant_id = @tenant AND conversation_id = @id RETURNING id", new { id = id.Value });
        await MessageIndex.DeleteAsync(connection, subject, messages);
        foreach (var erasure in erasures)
        {
            await erasure.EraseAsync(connection, id, keepAccounts);
        }

        return true;
    }

    /// <summary>Whether this subject has such a conversation, one that is being made included.</summary>
    public static async Task<bool> IsThereAsync(TenantConnection connection, SubjectId subject, ConversationId id) =>
        await connection.ScalarAsync<string>(
            "SELECT id FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id",
            new { subject = subject.Value, id = id.Value }) is not null;

    /// <summary>Holds a conversation for the rest of the transaction, so that two messages cannot both follow the same leaf.</summary>
    /// <returns>Its leaf, and whether it needs no title; null when this subject has no such conversation.</returns>
    public static async Task<HeldConversation?> HoldAsync(TenantConnection connection, SubjectId subject, ConversationId id) =>
        await connection.QuerySingleOrDefaultAsync<HeldRow>(
            """
            SELECT leaf_message_id AS "LeafMessageId", CAST(CASE WHEN title IS NULL AND passing = 0 THEN 0 ELSE 1 END AS bigint) AS "HasTitle"
            FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id {for_update}
            """,
            new { subject = subject.Value, id = id.Value }) is { } row
            ? new(row.LeafMessageId is null ? null : new MessageId(row.LeafMessageId), row.HasTitle != 0)
            : null;

    /// <summary>Holds a conversation that is being made, for the rest of the transaction.</summary>
    /// <returns>False when this subject has no such conversation, or it is whole.</returns>
    internal static async Task<bool> HoldUnfinishedAsync(TenantConnection connection, SubjectId subject, ConversationId id) =>
        await connection.ScalarAsync<string>(
            "SELECT id FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id AND passing = @made {for_update}",
            new { subject = subject.Value, id = id.Value, made = BeingMade }) is not null;

    /// <summary>What records that a branch grew, to be sent together with other statements; whoever writes to it has seen it.</summary>
    /// <param name="turn">The turn that is answered there from now on.</param>
    /// <param name="title">A first title for a conversation that has none yet, or null.</param>
    /// <remarks>Followers are not told by the commit, to keep it cheap: its caller tells those here, and the start of the run the others.</remarks>
    public IReadOnlyList<Statement> Advancing(DataKey key, SubjectId subject, ConversationId id, TurnId turn, MessageId leaf, string? title, bool isPassing = false)
    {
        var now = Now;
        return
        [
            new(
                """
                UPDATE conversations SET leaf_message_id = @leaf, updated_at = @now, title = COALESCE(title, @title), unread = 0
                WHERE tenant_id = @tenant AND id = @id
                """,
                new { id = id.Value, leaf = leaf.Value, now, title = title is null ? null : SealTitle(key, id, title) }),
            .. isPassing ? [] : (Statement[])
            [
                new(ConversationFeed.NotingConversation, new { id = id.Value, feed = subject.Value, feedNow = now }),
                new(ConversationFeed.NotingTurn, new { id = id.Value, turn = turn.Value, feed = subject.Value, feedNow = now }),
            ],
        ];
    }

    private static long? AsNumber(bool? truth) => truth is { } known ? (known ? 1L : 0L) : null;

    internal static byte[]? SealTitle(DataKey key, ConversationId id, string title) =>
        title.Length == 0 ? null : key.Seal("conversations", id.Value, title);

    private static async Task<IReadOnlyList<TurnId>> ActiveTurnsAsync(TenantConnection connection, ConversationId id) =>
        [.. (await connection.QueryAsync<string>(
            ActiveSql,
            new { id = id.Value })).Select(turn => new TurnId(turn))];

    internal static async Task<ILookup<string, TurnId>> ActiveTurnsAsync(TenantConnection connection, List<ConversationRow> rows) =>
        (rows.Count == 0
            ? []
            : await connection.QueryAsync<ActiveRow>(
                ActiveOfManySql,
                new { ids = rows.Select(row => row.Id).ToArray() }))
        .ToLookup(row => row.ConversationId, row => new TurnId(row.TurnId));

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record HeldRow(string? LeafMessageId, long HasTitle);

    private sealed record ActiveRow(string ConversationId, string TurnId);
}

/// <summary>What a transaction learns of the conversation that it holds.</summary>
public sealed record HeldConversation(MessageId? Leaf, bool HasTitle);
