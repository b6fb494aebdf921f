using Parley.Storage;

namespace Parley.Conversations;

/// <summary>What lies on a branch above a message, without opening any of it.</summary>
/// <param name="Messages">How many messages were passed: to the summary's end, to the root, or as many as were to be walked.</param>
/// <param name="Pinned">The pinned ones of them, newest first.</param>
/// <param name="SummaryEnd">The nearest message that a summary ends at; null when none was met.</param>
/// <param name="Root">The branch's first message; null when it was not reached.</param>
public sealed record BranchAbove(int Messages, IReadOnlyList<MessageId> Pinned, MessageId? SummaryEnd, MessageId? Root);

/// <summary>A message of a branch by its outside.</summary>
/// <param name="Bytes">Of its sealed text.</param>
public sealed record BranchStep(MessageId Id, string Role, long Bytes);

/// <summary>Looks along a branch without opening its messages.</summary>
public static class BranchLook
{
    /// <summary>Looks from a message, itself included, towards the root up to the nearest summary's end, but not further than so many messages.</summary>
    public static async Task<BranchAbove> AboveAsync(TenantConnection connection, ConversationId conversation, MessageId from, int most)
    {
        var rows = await connection.QueryAsync<MarkRow>(
            """
            WITH RECURSIVE branch (message_id, above, pinned_at, depth) AS (
                SELECT id, parent_id, pinned_at, 0 FROM messages
                WHERE tenant_id = @tenant AND conversation_id = @conversation AND id = @from
                UNION ALL
                SELECT parent.id, parent.parent_id, parent.pinned_at, branch.depth + 1
                FROM branch JOIN messages parent ON parent.tenant_id = @tenant AND parent.id = branch.above
                WHERE branch.depth + 1 < @most
            )
            SELECT branch.message_id AS "Id", branch.above AS "Above", branch.pinned_at AS "PinnedAt", CAST(branch.depth AS bigint) AS "Depth",
                summaries.id AS "SummaryId"
            FROM branch LEFT JOIN conversation_summaries summaries
                ON summaries.tenant_id = @tenant AND summaries.through_message_id = branch.message_id
            WHERE branch.pinned_at IS NOT NULL OR summaries.id IS NOT NULL OR branch.above IS NULL OR branch.depth = @most - 1
            ORDER BY branch.depth
            """,
            new { conversation = conversation.Value, from = from.Value, most = (long)most });
        var end = rows.FirstOrDefault(row => row.SummaryId is not null);
        var passed = end?.Depth ?? (rows.Count == 0 ? 0 : rows[^1].Depth + 1);
        return new(
            (int)passed,
            [.. rows.Where(row => row.PinnedAt is not null && row.Depth < passed).Select(row => new MessageId(row.Id))],
            end is null ? null : new MessageId(end.Id),
            end is null && rows is [.., { Above: null } root] ? new MessageId(root.Id) : null);
    }

    /// <summary>
    /// The branch from a message, itself included, towards the root up to the nearest summary's end, newest first. This walks as far as it
    /// must: for work in the background.
    /// </summary>
    /// <returns>The messages after the summary, and the message at which it ends; null when there is none.</returns>
    public static async Task<(IReadOnlyList<BranchStep> Steps, MessageId? SummaryEnd)> SinceSummaryAsync(
        TenantConnection connection, ConversationId conversation, MessageId from)
    {
        var rows = await connection.QueryAsync<StepRow>(
            """
            WITH RECURSIVE branch (message_id, above, is_end, depth) AS (
                SELECT messages.id, messages.parent_id, summaries.id, 0
                FROM messages LEFT JOIN conversation_summaries summaries
                    ON summaries.tenant_id = @tenant AND summaries.through_message_id = messages.id
                WHERE messages.tenant_id = @tenant AND messages.conversation_id = @conversation AND messages.id = @from
                UNION ALL
                SELECT parent.id, parent.parent_id, summaries.id, branch.depth + 1
                FROM branch JOIN messages parent ON parent.tenant_id = @tenant AND parent.id = branch.above
                LEFT JOIN conversation_summaries summaries ON summaries.tenant_id = @tenant AND summaries.through_message_id = parent.id
                WHERE branch.is_end IS NULL
            )
            SELECT branch.message_id AS "Id", messages.role AS "Role", CAST(length(messages.content) AS bigint) AS "Bytes",
                branch.is_end AS "SummaryId"
            FROM branch CROSS JOIN messages WHERE messages.tenant_id = @tenant AND messages.id = branch.message_id ORDER BY branch.depth
            """,
            new { conversation = conversation.Value, from = from.Value });
        var end = rows.FirstOrDefault(row => row.SummaryId is not null);
        return (
            [.. rows.TakeWhile(row => row != end).Select(row => new BranchStep(new(row.Id), row.Role, row.Bytes))],
            end is null ? null : new MessageId(end.Id));
    }

    private sealed record MarkRow(string Id, string? Above, long? PinnedAt, long Depth, string? SummaryId);

    private sealed record StepRow(string Id, string Role, long Bytes, string? SummaryId);
}
