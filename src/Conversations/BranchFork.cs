using Parley.Storage;

namespace Parley.Conversations;

/// <summary>
/// Copies a branch into a new conversation. A long one is copied in pieces, so that none holds the database for long; until the last is
/// there the copy stands in no list, and one that never gets there is erased by a job.
/// </summary>
public sealed class BranchFork(
    TenantDatabase database, Sealer sealer, MessageStore messages, ConversationStore conversations, JobQueue jobs, TimeProvider time)
{
    /// <summary>The longest branch that is copied, in messages.</summary>
    public const int Longest = 20_000;

    private const int MostPerPiece = 250;

    /// <summary>Of sealed texts, in bytes; a single message may have more.</summary>
    private const long MostBytesPerPiece = 2 * 1_048_576;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <exception cref="RefusedException">There is no such branch, it is too long, it is being written, or it is not to be kept.</exception>
    public async Task<Conversation> ForkAsync(
        Caller caller, ConversationId origin, MessageId through, string? title, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var jobKey = await sealer.KeyAsync(caller.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        var plan = await PlanAsync(caller, key, origin, through, title, cancellationToken);
        var pieces = Pieces(plan.Branch);
        try
        {
            for (var i = 0; i < pieces.Count; i++)
            {
                var copies = await ReadAsync(caller, key, plan, pieces[i], cancellationToken);
                var (isFirst, isLast) = (i == 0, i == pieces.Count - 1);
                await database.WriteAsync(
                    caller.Tenant,
                    async connection =>
                    {
                        if (isFirst)
                        {
                            await BeginAsync(connection, key, jobKey, plan, isWhole: isLast);
                        }
                        else
                        {
                            await HoldAsync(connection, plan);
                        }

                        await connection.ExecuteAllAsync([.. copies.SelectMany(copy => messages.Inserting(caller.Tenant.Id, key, copy))]);
                        await PinAsync(connection, plan, pieces[i]);

                        if (isLast)
                        {
                            await EndAsync(connection, plan);
                        }
                    },
                    isLast ? Durability.Full : Durability.Process,
                    cancellationToken);
            }
        }
        catch
        {
            await conversations.DeleteAsync(caller.Tenant, caller.Subject, plan.Id, keepAccounts: false, CancellationToken.None);
            throw;
        }

        return (await conversations.FindAsync(caller, plan.Id, cancellationToken))!;
    }

    private async Task<Plan> PlanAsync(
        Caller caller, DataKey key, ConversationId origin, MessageId through, string? title, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var source = await connection.QuerySingleOrDefaultAsync<OriginRow>(
            """
            SELECT title AS "Title", title_by AS "TitleBy", passing AS "Passing" FROM conversations
            WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id
            """,
            new { subject = caller.Subject.Value, id = origin.Value });
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

        var branch = await connection.QueryAsync<BranchRow>(
            """
            WITH RECURSIVE branch (id, above, depth) AS (
                SELECT id, parent_id, 0 FROM messages WHERE tenant_id = @tenant AND conversation_id = @origin AND id = @through
                UNION ALL
                SELECT parent.id, parent.parent_id, branch.depth + 1
                FROM branch JOIN messages parent ON parent.tenant_id = @tenant AND parent.id = branch.above WHERE branch.depth < @most
            )
            SELECT branch.id AS "Id", CAST(length(messages.content) + COALESCE(length(messages.details), 0) AS bigint) AS "Bytes",
                messages.pinned_at AS "PinnedAt"
            FROM branch JOIN messages ON messages.tenant_id = @tenant AND messages.id = branch.id ORDER BY branch.depth DESC
            """,
            new { origin = origin.Value, through = through.Value, most = (long)Longest });
        if (branch.Count > Longest)
        {
            throw new RefusedException(new(422, "branch_too_long", $"The branch has more than {Longest:N0} messages, and no longer one is copied."));
        }

        // The new ids rise with the depth, as those of the branch did.
        var copies = branch.ToDictionary(row => row.Id, _ => MessageId.New(time));
        return new(
            ConversationId.New(time), caller.Subject, origin, through, branch, copies,
            title ?? (source.Title is null ? "" : key.Open("conversations", origin.Value, source.Title)),
            title is null ? source.TitleBy : ConversationStore.TitleByUser);
    }

    /// <summary>Cuts a branch into pieces, the root's first, so that neither many messages nor long ones make a large transaction.</summary>
    private static List<IReadOnlyList<BranchRow>> Pieces(IReadOnlyList<BranchRow> branch)
    {
        var pieces = new List<IReadOnlyList<BranchRow>>();
        var piece = new List<BranchRow>();
        var bytes = 0L;
        foreach (var row in branch)
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

    /// <summary>A piece of the branch as it is to stand in the copy; its texts are sealed under the new ids when they are written.</summary>
    private async Task<List<NewMessage>> ReadAsync(
        Caller caller, DataKey key, Plan plan, IReadOnlyList<BranchRow> piece, CancellationToken cancellationToken)
    {
        var ids = piece.Select(row => row.Id).ToArray();
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<MessageRow>(
            $"SELECT {MessageRow.Columns} FROM messages WHERE tenant_id = @tenant AND id IN @ids ORDER BY id", new { ids });
        return rows.Count == ids.Length
            ? [.. rows.Select(row => Copy(row.Open(key, null), row, plan, row.DetailsOf(key), key))]
            : throw new RefusedException(Refusal.NotFound("message"));
    }

    private static NewMessage Copy(Message message, MessageRow row, Plan plan, MessageDetails? details, DataKey key) => new(
        plan.Copies[row.Id], plan.Id, plan.Subject, CopyOf(row.ParentId, plan), CopyOf(row.SystemMessageId, plan), null, message.Role, message.State,
        message.Content, message.Model, details, message.CreatedAt)
    { Terms = MessageStore.TermsOf(key, message.Role, message.Content) };

    private static MessageId? CopyOf(string? id, Plan plan) => id is null ? null : plan.Copies.TryGetValue(id, out var copy) ? copy : null;

    private async Task BeginAsync(TenantConnection connection, DataKey key, DataKey jobKey, Plan plan, bool isWhole)
    {
        await conversations.InsertAsync(connection, key, plan.Id, plan.Subject, plan.Title, passing: false, plan.TitleBy);
        await connection.ExecuteAsync(
            """
            UPDATE conversations SET passing = @passing, forked_from_conversation_id = @origin, forked_from_message_id = @through
            WHERE tenant_id = @tenant AND id = @id
            """,
            new { id = plan.Id.Value, passing = isWhole ? 0 : ConversationStore.BeingMade, origin = plan.Origin.Value, through = plan.Through.Value });
        if (!isWhole)
        {
            await jobs.EnqueueAsync(
                connection, jobKey, EraseUnfinishedFork.JobKind, ErasePassingConversation.Payload(plan.Subject, plan.Id), new(RunAfter: Patience));
        }
    }

    /// <summary>Pins are their subject's own marks, so the copy has them too.</summary>
    private static async Task PinAsync(TenantConnection connection, Plan plan, IReadOnlyList<BranchRow> piece)
    {
        foreach (var row in piece.Where(row => row.PinnedAt is not null))
        {
            await connection.ExecuteAsync(
                "UPDATE messages SET pinned_at = @at WHERE tenant_id = @tenant AND id = @id", new { at = row.PinnedAt, id = plan.Copies[row.Id].Value });
        }
    }

    private static async Task HoldAsync(TenantConnection connection, Plan plan)
    {
        if (await connection.ScalarAsync<string>(
            "SELECT id FROM conversations WHERE tenant_id = @tenant AND id = @id AND passing = @made {for_update}",
            new { id = plan.Id.Value, made = ConversationStore.BeingMade }) is null)
        {
            throw new RefusedException(new(503, "unavailable", "The copy took too long and was given up. Try again."));
        }
    }

    private async Task EndAsync(TenantConnection connection, Plan plan)
    {
        await connection.ExecuteAsync(
            """
            UPDATE conversations SET passing = 0, leaf_message_id = @leaf, updated_at = @now,
                answers = (SELECT count(*) FROM messages WHERE tenant_id = @tenant AND conversation_id = @id AND role = 'assistant')
            WHERE tenant_id = @tenant AND id = @id
            """,
            new { id = plan.Id.Value, leaf = plan.Copies[plan.Through.Value].Value, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        await ConversationFeed.ChangedAsync(connection, plan.Subject, plan.Id, time.GetUtcNow());
    }

    /// <param name="Branch">The root first.</param>
    /// <param name="Copies">The id of each message's copy.</param>
    private sealed record Plan(
        ConversationId Id, SubjectId Subject, ConversationId Origin, MessageId Through, IReadOnlyList<BranchRow> Branch,
        Dictionary<string, MessageId> Copies, string Title, string? TitleBy);

    /// <param name="Bytes">Of its sealed text and what is sealed beside it.</param>
    private sealed record BranchRow(string Id, long Bytes, long? PinnedAt);

    private sealed record OriginRow(byte[]? Title, string? TitleBy, long Passing);
}

/// <summary>The job that erases a copy whose maker died before it was whole.</summary>
internal sealed class EraseUnfinishedFork(TenantDatabase database, ConversationStore conversations) : IJobHandler
{
    public const string JobKind = "conversations.erase_fork";

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var slash = job.Payload.IndexOf('/', StringComparison.Ordinal);
        var (subject, id) = (new SubjectId(job.Payload[..slash]), new ConversationId(job.Payload[(slash + 1)..]));
        return database.WriteAsync(
            job.Tenant,
            async connection =>
            {
                if (await connection.ScalarAsync<string>(
                    "SELECT id FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id AND passing = @made {for_update}",
                    new { subject = subject.Value, id = id.Value, made = ConversationStore.BeingMade }) is not null)
                {
                    await conversations.EraseAsync(connection, subject, id, keepAccounts: false);
                }
            },
            Durability.Full,
            cancellationToken);
    }
}
