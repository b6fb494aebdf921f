using Parley.Storage;

namespace Parley.Conversations;

/// <summary>
/// What a deletion of some messages takes with it in other rooms: each erases its own rows in the same transaction. The rest of the
/// conversation stays; what was made of more than one message, such as a summary, is to be made again.
/// </summary>
public interface IMessageErasure
{
    /// <param name="messages">At most 500 messages of the conversation, which are gone when this is called.</param>
    /// <param name="turns">The turns whose answers are among them.</param>
    Task EraseAsync(TenantConnection connection, ConversationId conversation, IReadOnlyList<MessageId> messages, IReadOnlyList<TurnId> turns);
}

/// <summary>What a room holds for texts of a conversation, and has no use for once no message has them, such as the originals of placeholders.</summary>
public interface IBranchRemains
{
    /// <summary>Called in the transaction that deletes the last of a branch, when its messages are gone.</summary>
    /// <param name="key">Of the conversation's subject.</param>
    Task ClearAsync(TenantConnection connection, DataKey key, ConversationId conversation);
}

/// <param name="Deleted">How many messages are gone.</param>
/// <param name="LeafMessageId">Where the conversation goes on now; null when it is empty.</param>
public sealed record DeletedBranch(ConversationId ConversationId, long Deleted, MessageId? LeafMessageId);

/// <summary>
/// Deletes a message and everything below it. A long branch goes in pieces, from its ends upwards: no piece holds the database for
/// long, and after each the tree is whole.
/// </summary>
public sealed class BranchDeletion(
    TenantDatabase database, Sealer sealer, IEnumerable<IMessageErasure> erasures, IEnumerable<IBranchRemains> remains, TimeProvider time)
{
    private const int MostPerPiece = 1_000;
    private const int MostPerErasure = 500;

    /// <returns>Null when this subject has no such message.</returns>
    /// <exception cref="RefusedException">409 while an answer below is being written; what of the branch was deleted before stays deleted.</exception>
    public async Task<DeletedBranch?> DeleteAsync(Caller caller, MessageId top, CancellationToken cancellationToken)
    {
        var (deleted, key) = (0L, await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken));
        while (true)
        {
            var piece = await database.WriteAsync(
                caller.Tenant, connection => DeletePieceAsync(connection, key, caller.Subject, top), Durability.Full, cancellationToken);
            if (piece is null)
            {
                return null;
            }

            deleted += piece.Deleted;
            if (piece.IsLast)
            {
                return new(piece.Conversation, deleted, piece.Leaf);
            }
        }
    }

    private async Task<Piece?> DeletePieceAsync(TenantConnection connection, DataKey key, SubjectId subject, MessageId top)
    {
        var place = await connection.QuerySingleOrDefaultAsync<TopRow>(
            """
            SELECT conversation_id AS "ConversationId", parent_id AS "ParentId", turn_id AS "TurnId"
            FROM messages WHERE tenant_id = @tenant AND subject_id = @subject AND id = @top
            """,
            new { subject = subject.Value, top = top.Value });
        if (place is null || await ConversationStore.HoldAsync(connection, subject, new(place.ConversationId)) is not { } held)
        {
            return null;
        }

        connection.OverwriteDeleted();
        var conversation = new ConversationId(place.ConversationId);
        var below = await ReadBelowAsync(connection, conversation, top);
        var gone = below.Take(MostPerPiece).ToList();
        foreach (var rows in gone.Chunk(MostPerErasure))
        {
            var ids = rows.Select(row => row.Id).ToArray();
            await connection.ExecuteAsync("DELETE FROM messages WHERE tenant_id = @tenant AND id IN @ids", new { ids });
            await MessageIndex.DeleteAsync(connection, subject, ids);
            MessageId[] messages = [.. rows.Select(row => new MessageId(row.Id))];
            TurnId[] turns = [.. rows.Where(row => row is { Role: "assistant", TurnId: not null }).Select(row => new TurnId(row.TurnId!))];
            foreach (var erasure in erasures)
            {
                await erasure.EraseAsync(connection, conversation, messages, turns);
            }
        }

        var isLast = below.Count <= MostPerPiece;
        if (isLast && place is { ParentId: { } parent, TurnId: { } turn })
        {
            await ForgetTurnAsync(connection, parent, turn);
        }

        foreach (var remain in isLast ? remains : [])
        {
            await remain.ClearAsync(connection, key, conversation);
        }

        // A title that nobody gave was made of the first words, and a first message is gone.
        var losesTitle = isLast && place.ParentId is null;
        var leaf = held.Leaf;
        if (leaf is { } was && gone.Any(row => row.Id == was.Value))
        {
            leaf = await BranchEnds.FindAsync(connection, conversation, isLast ? place.ParentId : top.Value);

            await connection.ExecuteAsync(
                """
                UPDATE conversations SET leaf_message_id = @leaf, updated_at = @now, unread = 0,
                    answers = CASE WHEN @leaf IS NULL THEN 0 ELSE answers END
                WHERE tenant_id = @tenant AND id = @id
                """,
                new { id = conversation.Value, leaf = leaf?.Value, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        }

        if (losesTitle || leaf is null)
        {
            await connection.ExecuteAsync(
                """
                UPDATE conversations SET title = NULL, title_by = NULL
                WHERE tenant_id = @tenant AND id = @id AND COALESCE(title_by, '') <> 'user'
                """,
                new { id = conversation.Value });
        }

        await ConversationFeed.ChangedAsync(connection, subject, conversation, time.GetUtcNow());
        return new(conversation, gone.Count, isLast, leaf);
    }

    /// <returns>The deepest first, one more than goes at once.</returns>
    /// <exception cref="RefusedException">One of them is being written.</exception>
    private static async Task<IReadOnlyList<BelowRow>> ReadBelowAsync(TenantConnection connection, ConversationId conversation, MessageId top)
    {
        // The conversation comes from the row above: were it a constant, PostgreSQL would read all of it at every step while it knows no figures.
        // CROSS JOIN: older releases of SQLite begin with all messages of the tenant else.
        var below = await connection.QueryAsync<BelowRow>(
            """
            WITH RECURSIVE below (conversation_id, id, turn_id, role, state, depth) AS (
                SELECT conversation_id, id, turn_id, role, state, 0 FROM messages
                WHERE tenant_id = @tenant AND conversation_id = @conversation AND id = @top
                UNION ALL
                SELECT child.conversation_id, child.id, child.turn_id, child.role, child.state, below.depth + 1
                FROM below CROSS JOIN messages child
                WHERE child.tenant_id = @tenant AND child.conversation_id = below.conversation_id AND child.parent_id = below.id
            )
            SELECT id AS "Id", turn_id AS "TurnId", role AS "Role", state AS "State" FROM below
            ORDER BY CASE WHEN state = 'running' THEN 0 ELSE 1 END, depth DESC LIMIT @most
            """,
            new { conversation = conversation.Value, top = top.Value, most = MostPerPiece + 1L });
        return below is [{ State: "running" } running, ..]
            ? throw new RefusedException(new(
                409, "turn_in_progress", "An answer is being written below this message. Wait for its end, or cancel it, and delete then.")
            {
                Extensions = new Dictionary<string, object?> { ["turn_id"] = running.TurnId },
            })
            : below;
    }

    /// <summary>The messages that were sent together with a deleted answer stay without its turn.</summary>
    private static Task<int> ForgetTurnAsync(TenantConnection connection, string parent, string turn) =>
        connection.ExecuteAsync(
            """
            WITH RECURSIVE sent (id, above) AS (
                SELECT id, parent_id FROM messages WHERE tenant_id = @tenant AND id = @parent AND turn_id = @turn
                UNION ALL
                SELECT messages.id, messages.parent_id
                FROM sent JOIN messages ON messages.tenant_id = @tenant AND messages.id = sent.above AND messages.turn_id = @turn
            )
            UPDATE messages SET turn_id = NULL WHERE tenant_id = @tenant AND id IN (SELECT id FROM sent)
            """,
            new { parent, turn });

    private sealed record Piece(ConversationId Conversation, long Deleted, bool IsLast, MessageId? Leaf);

    private sealed record TopRow(string ConversationId, string? ParentId, string? TurnId);

    private sealed record BelowRow(string Id, string? TurnId, string Role, string State);
}
