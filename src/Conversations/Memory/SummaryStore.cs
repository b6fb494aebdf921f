using System.Text.Json;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>The summaries of conversations. Every statement carries the tenant; the caller has looked whose the conversation is.</summary>
public sealed class SummaryStore(TimeProvider time) : IConversationErasure, IMessageErasure
{
    /// <returns>The summary that ends at one of these messages; the first of them that has one counts.</returns>
    public static async Task<Summary?> FindByEndAsync(TenantConnection connection, DataKey key, IReadOnlyList<MessageId> ends)
    {
        if (ends.Count == 0)
        {
            return null;
        }

        var rows = await connection.QueryAsync<SummaryRow>(
            $"SELECT {SummaryRow.Columns} FROM conversation_summaries WHERE tenant_id = @tenant AND through_message_id IN @ends",
            new { ends = ends.Select(end => end.Value).ToArray() });
        var nearest = ends.Select(end => rows.FirstOrDefault(row => row.ThroughMessageId == end.Value)).FirstOrDefault(row => row is not null);
        return nearest?.Open(key);
    }

    /// <returns>Null when it was erased.</returns>
    public static async Task<Summary?> FindAsync(TenantConnection connection, DataKey key, Id<MemoryIds.Summary> id) =>
        (await connection.QuerySingleOrDefaultAsync<SummaryRow>(
            $"SELECT {SummaryRow.Columns} FROM conversation_summaries WHERE tenant_id = @tenant AND id = @id", new { id = id.Value }))?.Open(key);

    /// <inheritdoc cref="SummaryPins.OfAsync"/>
    public static Task<IReadOnlyList<MessageId>> PinsAsync(TenantConnection connection, Id<MemoryIds.Summary> summary, int limit) =>
        SummaryPins.OfAsync(connection, summary, limit);

    /// <summary>Keeps a summary in the caller's transaction, which holds the conversation.</summary>
    /// <param name="span">The messages that it adds to the one that it is based on.</param>
    /// <returns>False when there is one to that end already, or the end was erased meanwhile.</returns>
    public static async Task<bool> AddAsync(
        TenantConnection connection, DataKey key, ConversationId conversation, Summary summary, IReadOnlyCollection<MessageId> span)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(new(summary.Text, summary.Kept), SummaryJson.Default.SummaryContent);
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO conversation_summaries (tenant_id, id, conversation_id, from_message_id, through_message_id, messages, tokens, made_by,
                based_on, content, created_at)
            SELECT @tenant, @id, @conversation, @from, @through, @messages, @tokens, @madeBy, @basedOn, @content, @createdAt
            FROM messages WHERE tenant_id = @tenant AND conversation_id = @conversation AND id = @through
            ON CONFLICT DO NOTHING
            """,
            new
            {
                id = summary.Id.Value,
                conversation = conversation.Value,
                from = summary.From.Value,
                through = summary.Through.Value,
                messages = summary.Messages,
                tokens = summary.Tokens,
                madeBy = summary.MadeBy,
                basedOn = summary.BasedOn?.Value,
                content = key.Seal("conversation_summaries", summary.Id.Value, content),
                createdAt = summary.CreatedAt.ToUnixTimeMilliseconds(),
            });
        if (added == 1)
        {
            await SummaryPins.InheritAsync(connection, conversation, summary, span);
        }

        return added == 1;
    }

    /// <summary>
    /// Takes a conversation for a new job, in the caller's transaction: there is one at a time, and one that was asked for goes before one
    /// that was not. A conversation that is to be erased after a while is not folded.
    /// </summary>
    /// <param name="stale">After how long a job that never ended no longer stands in the way.</param>
    /// <param name="enqueue">Makes the job, in the same transaction.</param>
    /// <returns>The new job; null when another has the conversation.</returns>
    public async Task<JobId?> ClaimAsync(
        TenantConnection connection, ConversationId conversation, MessageId leaf, bool compact, TimeSpan stale, Func<Task<JobId>> enqueue)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var before = now - (long)stale.TotalMilliseconds;
        var isFree = await connection.ScalarAsync<long?>(
            """
            SELECT 1 FROM conversations LEFT JOIN conversation_foldings foldings
                ON foldings.tenant_id = @tenant AND foldings.conversation_id = conversations.id
            WHERE conversations.tenant_id = @tenant AND conversations.id = @conversation AND conversations.passing = 0
              AND (foldings.job_id IS NULL OR foldings.claimed_at <= @before OR foldings.compact < @compact)
            """,
            new { conversation = conversation.Value, before, compact = compact ? 1L : 0L });
        if (isFree is null)
        {
            return null;
        }

        // Who loses a race for it has made a job that finds itself without the conversation, and ends.
        var job = await enqueue();
        return await connection.ExecuteAsync(
            """
            INSERT INTO conversation_foldings (tenant_id, conversation_id, job_id, leaf_message_id, compact, claimed_at)
            VALUES (@tenant, @conversation, @job, @leaf, @compact, @now)
            ON CONFLICT (tenant_id, conversation_id) DO UPDATE
            SET job_id = @job, leaf_message_id = @leaf, compact = @compact, claimed_at = @now
            WHERE conversation_foldings.claimed_at <= @before OR conversation_foldings.compact < @compact
            """,
            new { conversation = conversation.Value, job = job.Value, leaf = leaf.Value, compact = compact ? 1L : 0L, now, before }) == 1
            ? job
            : null;
    }

    /// <returns>The job that folds this conversation; null when none does.</returns>
    public static async Task<JobId?> HolderAsync(TenantConnection connection, ConversationId conversation) =>
        await connection.ScalarAsync<string>(
            "SELECT job_id FROM conversation_foldings WHERE tenant_id = @tenant AND conversation_id = @conversation",
            new { conversation = conversation.Value }) is { } job ? new JobId(job) : null;

    /// <summary>Lets a conversation go that this job has folded, in the caller's transaction.</summary>
    public static Task ReleaseAsync(TenantConnection connection, ConversationId conversation, JobId job) =>
        connection.ExecuteAsync(
            "DELETE FROM conversation_foldings WHERE tenant_id = @tenant AND conversation_id = @conversation AND job_id = @job",
            new { conversation = conversation.Value, job = job.Value });

    /// <summary>Erases the summaries that stand for deleted messages: with a message all below it goes, so such a summary ends at one of them.</summary>
    public async Task EraseAsync(TenantConnection connection, ConversationId conversation, IReadOnlyList<MessageId> messages, IReadOnlyList<TurnId> turns)
    {
        var args = new { ids = messages.Select(id => id.Value).ToArray() };
        await connection.ExecuteAsync(
            """
            DELETE FROM summary_pins WHERE tenant_id = @tenant AND summary_id IN (
                SELECT id FROM conversation_summaries WHERE tenant_id = @tenant AND through_message_id IN @ids)
            """,
            args);
        await connection.ExecuteAsync("DELETE FROM conversation_summaries WHERE tenant_id = @tenant AND through_message_id IN @ids", args);
    }

    public async Task EraseAsync(TenantConnection connection, ConversationId conversation, bool keepAccounts)
    {
        var args = new { conversation = conversation.Value };
        await connection.ExecuteAsync("DELETE FROM summary_pins WHERE tenant_id = @tenant AND conversation_id = @conversation", args);
        await connection.ExecuteAsync("DELETE FROM conversation_summaries WHERE tenant_id = @tenant AND conversation_id = @conversation", args);
        await connection.ExecuteAsync("DELETE FROM conversation_foldings WHERE tenant_id = @tenant AND conversation_id = @conversation", args);
    }

    private sealed record SummaryRow(
        string Id, string FromMessageId, string ThroughMessageId, long Messages, long Tokens, string MadeBy, string? BasedOn, byte[] Content,
        long CreatedAt)
    {
        public const string Columns =
            """
            id AS "Id", from_message_id AS "FromMessageId", through_message_id AS "ThroughMessageId", messages AS "Messages", tokens AS "Tokens",
            made_by AS "MadeBy", based_on AS "BasedOn", content AS "Content", created_at AS "CreatedAt"
            """;

        public Summary Open(DataKey key)
        {
            var content = JsonSerializer.Deserialize(key.OpenBytes("conversation_summaries", Id, Content), SummaryJson.Default.SummaryContent)!;
            return new(
                new(Id), new(FromMessageId), new(ThroughMessageId), Messages, Tokens, MadeBy, BasedOn is null ? null : new(BasedOn),
                DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), content.Text, content.Kept);
        }
    }
}
