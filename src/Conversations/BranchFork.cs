using Parley.Storage;

namespace Parley.Conversations;

/// <summary>
/// Copies a branch into a new conversation. A long one is copied in pieces, so that none holds the database for long; until the last is
/// there the copy stands in no list, and one that never gets there is erased by a job.
/// </summary>
public sealed class BranchFork(
    TenantDatabase database, Sealer sealer, MessageStore messages, ConversationStore conversations, ConversationDeletion deletion, JobQueue jobs,
    IEnumerable<IConversationCopy> copies, TimeProvider time)
{
    /// <summary>The longest branch that is copied, in messages.</summary>
    public const int Longest = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <exception cref="RefusedException">There is no such branch, it is too long, it is being written, or it is not to be kept.</exception>
    public async Task<Conversation> ForkAsync(
        Caller caller, ConversationId origin, MessageId through, string? title, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var jobKey = await sealer.KeyAsync(caller.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        var plan = await PlanAsync(caller, key, origin, through, title, cancellationToken);
        var pieces = plan.Pieces();
        try
        {
            for (var i = 0; i < pieces.Count; i++)
            {
                var copied = await ReadAsync(caller, key, plan, pieces[i], cancellationToken);
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

                        await messages.InsertAsync(connection, key, copied);
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
            await deletion.DeleteAsync(caller.Tenant, caller.Subject, plan.Id, CancellationToken.None);
            throw;
        }

        return (await conversations.FindAsync(caller, plan.Id, cancellationToken))!;
    }

    private async Task<ForkPlan> PlanAsync(
        Caller caller, DataKey key, ConversationId origin, MessageId through, string? title, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        return await ForkPlan.MakeAsync(connection, caller.Subject, key, origin, through, title, time);
    }

    /// <summary>A piece of the branch as it is to stand in the copy; its texts are sealed under the new ids when they are written.</summary>
    private async Task<List<NewMessage>> ReadAsync(
        Caller caller, DataKey key, ForkPlan plan, IReadOnlyList<ForkedMessage> piece, CancellationToken cancellationToken)
    {
        var ids = piece.Select(row => row.Id).ToArray();
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<MessageRow>(
            $"SELECT {MessageRow.Columns} FROM messages WHERE tenant_id = @tenant AND id IN @ids ORDER BY id", new { ids });
        return rows.Count == ids.Length
            ? [.. rows.Select(row => Copy(row.Open(key, null), row, plan, row.DetailsOf(key), key))]
            : throw new RefusedException(Refusal.NotFound("message"));
    }

    private static NewMessage Copy(Message message, MessageRow row, ForkPlan plan, MessageDetails? details, DataKey key) => new(
        plan.Copies[row.Id], plan.Id, plan.Subject, plan.CopyOf(row.ParentId), plan.CopyOf(row.SystemMessageId), null, message.Role, message.State,
        message.Content, message.Model, details, message.CreatedAt)
    { Terms = MessageStore.TermsOf(key, message.Role, message.Content) };

    private async Task BeginAsync(TenantConnection connection, DataKey key, DataKey jobKey, ForkPlan plan, bool isWhole)
    {
        await conversations.InsertAsync(connection, key, plan.Id, plan.Subject, plan.Title, passing: false, plan.TitleBy);
        await connection.ExecuteAsync(
            """
            UPDATE conversations SET passing = @passing, forked_from_conversation_id = @origin, forked_from_message_id = @through
            WHERE tenant_id = @tenant AND id = @id
            """,
            new { id = plan.Id.Value, passing = isWhole ? 0 : ConversationStore.BeingMade, origin = plan.Origin.Value, through = plan.Through.Value });
        foreach (var copy in copies)
        {
            await copy.CopyAsync(connection, plan.Origin, plan.Id);
        }

        if (!isWhole)
        {
            await jobs.EnqueueAsync(
                connection, jobKey, EraseUnfinishedFork.JobKind, SubjectPayload.Write(plan.Subject, plan.Id.Value), new(RunAfter: Patience));
        }
    }

    /// <summary>Pins are their subject's own marks, so the copy has them too.</summary>
    private static async Task PinAsync(TenantConnection connection, ForkPlan plan, IReadOnlyList<ForkedMessage> piece)
    {
        foreach (var row in piece.Where(row => row.PinnedAt is not null))
        {
            await connection.ExecuteAsync(
                "UPDATE messages SET pinned_at = @at WHERE tenant_id = @tenant AND id = @id", new { at = row.PinnedAt, id = plan.Copies[row.Id].Value });
        }
    }

    private static async Task HoldAsync(TenantConnection connection, ForkPlan plan)
    {
        if (!await ConversationStore.HoldUnfinishedAsync(connection, plan.Subject, plan.Id))
        {
            throw new RefusedException(new(503, "unavailable", "The copy took too long and was given up. Try again."));
        }
    }

    private async Task EndAsync(TenantConnection connection, ForkPlan plan)
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
}
