using System.Security.Cryptography;
using System.Text;
using Parley.Conversations;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Exchange;

/// <summary>
/// Writes planned conversations, each once: what names one elsewhere is remembered for its subject in the transaction that begins it. A
/// long one takes several transactions and is seen after the last; one that stayed half by a crash is erased, and written anew if it comes again.
/// </summary>
internal sealed class ImportWriter(TenantDatabase database, Sealer sealer, ConversationDeletion deletion, ConversationArchive archive, TextGuards guards, Vault vault,
    TimeProvider time)
{
    private const int MessagesAtOnce = 100;

    /// <returns>False when the subject had it already, by another import.</returns>
    /// <exception cref="BrokenConversationException">The tenant's policy refuses what stands in it.</exception>
    public async Task<bool> WriteAsync(JobRun job, SubjectId subject, string import, ImportPlan plan, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(job.Tenant.Id, subject.Value, cancellationToken);
        var external = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plan.ExternalId)));
        if (await KnownAsync(job.Tenant, subject, external, cancellationToken) is { } known)
        {
            if (known.Whole != 0)
            {
                return known.ImportId == import;
            }

            await deletion.DeleteAsync(job.Tenant, subject, new(known.ConversationId), cancellationToken);
        }

        var id = ConversationId.New(time);
        var screen = await guards.ScreenAsync(job.Tenant, null, cancellationToken);
        (plan, var minted) = ScreenedPlan.Of(plan, screen, texts => vault.MintFirst(key, subject.Value, id.Value, texts));
        var messages = Messages(plan, id, subject);
        var end = new ArchivedEnd(plan.Leaf < 0 ? null : messages[plan.Leaf].Id, plan.CreatedAt, plan.UpdatedAt, plan.Archived, plan.Pinned);
        for (var from = 0; from == 0 || from < messages.Count; from += MessagesAtOnce)
        {
            var some = messages.Skip(from).Take(MessagesAtOnce)
                .Select(message => message with { Terms = MessageStore.TermsOf(key, message.Role, message.Content) }).ToList();
            var (isFirst, isLast) = (from == 0, from + MessagesAtOnce >= messages.Count);
            await database.WriteAsync(
                job.Tenant,
                async connection =>
                {
                    await job.HoldAsync(connection);
                    if (isFirst)
                    {
                        // One that is being erased no longer counts.
                        await connection.ExecuteAsync(
                            """
                            DELETE FROM imported_conversations
                            WHERE tenant_id = @tenant AND subject_id = @subject AND external_hash = @external
                            """,
                            new { subject = subject.Value, external });
                        await connection.ExecuteAsync(
                            """
                            INSERT INTO imported_conversations (tenant_id, subject_id, external_hash, conversation_id, import_id, whole)
                            VALUES (@tenant, @subject, @external, @id, @import, 0)
                            """,
                            new { subject = subject.Value, external, id = id.Value, import });
                        await archive.BeginAsync(connection, key, id, subject, plan.Title);
                        await connection.ExecuteAllAsync(minted);
                    }
                    else if (await ConversationStore.HoldAsync(connection, subject, id) is null)
                    {
                        throw new BrokenConversationException("It was deleted while it was being imported.");
                    }

                    await archive.AddAsync(connection, key, some);
                    if (isLast)
                    {
                        await archive.EndAsync(connection, subject, id, end);
                        await connection.ExecuteAsync(
                            "UPDATE imported_conversations SET whole = 1 WHERE tenant_id = @tenant AND subject_id = @subject AND external_hash = @external",
                            new { subject = subject.Value, external });
                    }
                },
                Durability.Full,
                cancellationToken);
        }

        return true;
    }

    /// <summary>Erases what an import began to write and did not end.</summary>
    public async Task EraseHalfAsync(TenantScope tenant, string import, CancellationToken cancellationToken)
    {
        IReadOnlyList<HalfRow> half;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            half = await connection.QueryAsync<HalfRow>(
                """
                SELECT subject_id AS "SubjectId", conversation_id AS "ConversationId" FROM imported_conversations
                WHERE tenant_id = @tenant AND import_id = @import AND whole = 0
                """,
                new { import });
        }

        foreach (var row in half)
        {
            await deletion.DeleteAsync(tenant, new(row.SubjectId), new(row.ConversationId), cancellationToken);
        }
    }

    private async Task<KnownRow?> KnownAsync(TenantScope tenant, SubjectId subject, string external, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var known = await connection.QuerySingleOrDefaultAsync<KnownRow>(
            """
            SELECT conversation_id AS "ConversationId", import_id AS "ImportId", whole AS "Whole" FROM imported_conversations
            WHERE tenant_id = @tenant AND subject_id = @subject AND external_hash = @external
            """,
            new { subject = subject.Value, external });
        return known is not null && await ConversationStore.IsThereAsync(connection, subject, new(known.ConversationId)) ? known : null;
    }

    private List<NewMessage> Messages(ImportPlan plan, ConversationId id, SubjectId subject)
    {
        var messages = new List<NewMessage>(plan.Messages.Count);
        foreach (var (parent, message) in plan.Messages)
        {
            var above = parent < 0 ? null : messages[parent];
            var system = above is { Role: "system" } ? above.Id : above?.System;
            messages.Add(new(
                MessageId.New(time), id, subject, above?.Id, system, null, message.Role, message.State, message.Text, message.Model, message.Details,
                message.At ?? above?.CreatedAt ?? plan.CreatedAt));
        }

        return messages;
    }

    private sealed record HalfRow(string SubjectId, string ConversationId);

    private sealed record KnownRow(string ConversationId, string ImportId, long Whole);
}
