using System.Globalization;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Exchange;

internal sealed record ShareRow(
    string Id, string SubjectId, string ConversationId, string LeafMessageId, long Messages, string Anchors, long CreatedAt, long ExpiresAt)
{
    public const string Columns =
        """
        id AS "Id", subject_id AS "SubjectId", conversation_id AS "ConversationId", leaf_message_id AS "LeafMessageId",
        messages AS "Messages", anchors AS "Anchors", created_at AS "CreatedAt", expires_at AS "ExpiresAt"
        """;

    public BranchMap Map => new((int)Messages, [.. Anchors.Split(' ').Select(id => new MessageId(id))]);
}

/// <summary>The shares of one subject: which branch somebody else may see, and until when. Every statement carries the tenant.</summary>
internal sealed class ShareStore(TenantDatabase database, BranchReader branches, AuditTrail audit, TimeProvider time)
{
    /// <summary>Somebody has so many shares at a time.</summary>
    public const int MostPerSubject = 500;

    private const string TokenPrefix = "shr_";

    /// <returns>The share, and the token that is told this once.</returns>
    /// <exception cref="RefusedException">There is nothing to share here, or it may not be shared.</exception>
    public async Task<(ShareRow Row, string Token)> MakeAsync(
        Caller caller, ConversationId conversation, MessageId leaf, TimeSpan lifetime, Actor actor, CancellationToken cancellationToken)
    {
        var map = await branches.MapAsync(caller.Tenant, caller.Subject, conversation, leaf, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("conversation or message"));
        var token = TokenText.New(TokenPrefix);
        var now = time.GetUtcNow();
        var row = new ShareRow(
            Id<ExchangeIds.Share>.New(time).Value, caller.Subject.Value, conversation.Value, leaf.Value, map.Messages, string.Join(' ', map.Anchors),
            now.ToUnixTimeMilliseconds(), (now + lifetime).ToUnixTimeMilliseconds());
        await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                // Held, so that nobody erases the conversation between the look and the row.
                _ = await ConversationStore.HoldAsync(connection, caller.Subject, conversation);
                await CheckAsync(connection, caller.Subject, conversation, leaf);
                await connection.ExecuteAsync(
                    """
                    INSERT INTO shares (tenant_id, id, subject_id, conversation_id, leaf_message_id, messages, anchors, token_hash, created_at, expires_at)
                    VALUES (@tenant, @Id, @SubjectId, @ConversationId, @LeafMessageId, @Messages, @Anchors, @hash, @CreatedAt, @ExpiresAt)
                    """,
                    new
                    {
                        row.Id,
                        row.SubjectId,
                        row.ConversationId,
                        row.LeafMessageId,
                        row.Messages,
                        row.Anchors,
                        hash = TokenText.Hash(token),
                        row.CreatedAt,
                        row.ExpiresAt,
                    });
                await connection.ExecuteAsync(
                    "INSERT INTO sys_shares (token_hash, tenant_id, share_id, expires_at) VALUES (@hash, @tenant, @Id, @ExpiresAt)",
                    new { hash = TokenText.Hash(token), row.Id, row.ExpiresAt });
                await audit.WriteAsync(
                    connection, actor, ShareActions.Created, row.Id, ("conversation", row.ConversationId),
                    ("expires_at", DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt).ToString("O", CultureInfo.InvariantCulture)));
            },
            Durability.Full,
            cancellationToken);
        return (row, token);
    }

    /// <summary>The subject's shares that still show something, the newest first.</summary>
    /// <param name="before">The last id of the page before; null for the first page.</param>
    public async Task<IReadOnlyList<ShareRow>> ListAsync(
        Caller caller, ConversationId? conversation, string? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        return await connection.QueryAsync<ShareRow>(
            $"""
            SELECT {ShareRow.Columns} FROM shares
            WHERE tenant_id = @tenant AND subject_id = @subject AND expires_at > @now
                {(conversation is null ? "" : "AND conversation_id = @conversation")} {(before is null ? "" : "AND id < @before")}
            ORDER BY id DESC LIMIT @limit
            """,
            new { subject = caller.Subject.Value, conversation = conversation?.Value, before, now = Now, limit = (long)limit });
    }

    /// <returns>False when this subject has no such share.</returns>
    public Task<bool> RevokeAsync(Caller caller, string id, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                if (await connection.ScalarAsync<string>(
                    "DELETE FROM shares WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id RETURNING token_hash",
                    new { subject = caller.Subject.Value, id }) is not { } hash)
                {
                    return false;
                }

                await connection.ExecuteAsync("DELETE FROM sys_shares WHERE tenant_id = @tenant AND token_hash = @hash", new { hash });
                await audit.WriteAsync(connection, actor, ShareActions.Revoked, id);
                return true;
            },
            Durability.Full,
            cancellationToken);

    private async Task CheckAsync(TenantConnection connection, SubjectId subject, ConversationId conversation, MessageId leaf)
    {
        if (!await SharingPolicy.IsAllowedAsync(connection))
        {
            throw new RefusedException(new(403, "sharing_forbidden", "Conversations may not be shown to others here; whoever administers this tenant has forbidden it."));
        }

        var standing = await BranchReader.StandingAsync(connection, subject, conversation, leaf)
            ?? throw new RefusedException(Refusal.NotFound("conversation or message"));
        if (standing.Passes)
        {
            throw new RefusedException(new(409, "conversation_temporary", "A conversation that is not kept cannot be shared."));
        }

        if (standing.Running is { } turn)
        {
            throw new RefusedException(new(409, "turn_in_progress", "The last answer is still being written. Share the conversation once it is there.")
            {
                Extensions = new Dictionary<string, object?> { ["turn_id"] = turn.Value },
            });
        }

        if (await connection.ScalarAsync<long>(
            "SELECT count(*) FROM shares WHERE tenant_id = @tenant AND subject_id = @subject AND expires_at > @now",
            new { subject = subject.Value, now = Now }) >= MostPerSubject)
        {
            throw new RefusedException(new(409, "too_many_shares", $"You have {MostPerSubject} shares. Revoke some that are needed no more."));
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>What the audit trail tells of shares; never what they show.</summary>
internal static class ShareActions
{
    public const string Created = "share.created";
    public const string Revoked = "share.revoked";
}
