using Parley.Storage;

namespace Parley.Conversations;

/// <summary>What a copy of a branch is to be, before anything of it is written.</summary>
/// <param name="Branch">The root first.</param>
/// <param name="Copies">The id of each message's copy.</param>
internal sealed record ForkPlan(
    ConversationId Id, SubjectId Subject, ConversationId Origin, MessageId Through, IReadOnlyList<ForkedMessage> Branch,
    Dictionary<string, MessageId> Copies, string Title, string? TitleBy)
{
    private const int MostPerPiece = 250;

    /// <summary>Of sealed texts, in bytes; a single message may have more.</summary>
    private const long MostBytesPerPiece = 2 * 1_048_576;

    /// <exception cref="RefusedException">There is no such branch, it is too long, it is being written, or it is not to be kept.</exception>
    public static async Task<ForkPlan> MakeAsync(
        TenantConnection connection, SubjectId subject, DataKey key, ConversationId origin, MessageId through, string? title, TimeProvider time)
    {
        var source = await connection.QuerySingleOrDefaultAsync<OriginRow>(
            """
            SELECT title AS "Title", title_by AS "TitleBy", passing AS "Passing" FROM conversations
            WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id
            """,
            new { subject = subject.Value, id = origin.Value });
        var end = source is null ? null : await MessageStore.PlaceAsync(connection, origin, through);
        if (source is null || end is null)
        {
            throw new RefusedException(Refusal.NotFound("conversation or message"));
        }

        if (source.Passing != 0)
        {
            throw new RefusedException(new(409, "temporary", "A temporary conversation is not kept, so no copy of it is made that would be."));
        }

        if (end.State == "running")
        {
            throw new RefusedException(new(409, "turn_in_progress", "This answer is being written. Wait for its end, or copy the branch up to its question.")
            {
                Extensions = new Dictionary<string, object?> { ["turn_id"] = end.Turn?.Value },
            });
        }

        var branch = await connection.QueryAsync<ForkedMessage>(
            """
            WITH RECURSIVE branch (id, above, depth) AS (
                SELECT id, parent_id, 0 FROM messages WHERE tenant_id = @tenant AND conversation_id = @origin AND id = @through
                UNION ALL
                SELECT parent.id, parent.parent_id, branch.depth + 1
                FROM branch JOIN messages parent ON parent.tenant_id = @tenant AND parent.id = branch.above WHERE branch.depth < @most
            )
            SELECT branch.id AS "Id", CAST(length(messages.content) + COALESCE(length(messages.details), 0) AS bigint) AS "Bytes",
                messages.pinned_at AS "PinnedAt"
            FROM branch CROSS JOIN messages WHERE messages.tenant_id = @tenant AND messages.id = branch.id ORDER BY branch.depth DESC
            """,
            new { origin = origin.Value, through = through.Value, most = (long)BranchFork.Longest });
        if (branch.Count > BranchFork.Longest)
        {
            throw new RefusedException(new(422, "branch_too_long", $"The branch has more than {BranchFork.Longest:N0} messages, and no longer one is copied."));
        }

        // The new ids rise with the depth, as those of the branch did.
        var copies = branch.ToDictionary(row => row.Id, _ => MessageId.New(time));
        return new(
            ConversationId.New(time), subject, origin, through, branch, copies,
            title ?? (source.Title is null ? "" : key.Open("conversations", origin.Value, source.Title)),
            title is null ? source.TitleBy : ConversationStore.TitleByUser);
    }

    /// <summary>Cuts the branch into pieces, the root's first, so that neither many messages nor long ones make a large transaction.</summary>
    public IReadOnlyList<IReadOnlyList<ForkedMessage>> Pieces()
    {
        var pieces = new List<IReadOnlyList<ForkedMessage>>();
        var piece = new List<ForkedMessage>();
        var bytes = 0L;
        foreach (var row in Branch)
        {
            if (piece.Count > 0 && (piece.Count == MostPerPiece || bytes + row.Bytes > MostBytesPerPiece))
            {
                pieces.Add(piece);
                (piece, bytes) = ([], 0);
            }

            piece.Add(row);
            bytes += row.Bytes;
        }

        pieces.Add(piece);
        return pieces;
    }

    public MessageId? CopyOf(string? id) => id is not null && Copies.TryGetValue(id, out var copy) ? copy : null;

    private sealed record OriginRow(byte[]? Title, string? TitleBy, long Passing);
}

/// <param name="Bytes">Of its sealed text and what is sealed beside it.</param>
internal sealed record ForkedMessage(string Id, long Bytes, long? PinnedAt);
