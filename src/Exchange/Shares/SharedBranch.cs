using System.Collections.Frozen;
using System.Security.Cryptography;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Exchange;

/// <summary>
/// What a token shows: the branch as it was when it was shared. Nothing is copied for it: the texts are opened with their owner's key
/// when they are read, and what the owner erases is gone from here too.
/// </summary>
internal sealed class SharedBranch(
    SystemDatabase system, TenantDatabase database, ConversationStore conversations, BranchReader branches, SharingPolicy policy, TimeProvider time)
{
    /// <param name="from">Messages before the page, counted from the first.</param>
    /// <returns>Null for a token that shows nothing: unknown, expired, revoked, forbidden or of what was erased.</returns>
    public async Task<(ShareRow Share, string Title, IReadOnlyList<Message> Messages)?> ReadAsync(
        string token, int from, int count, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not var (tenant, share))
        {
            return null;
        }

        var owner = new Caller { Tenant = tenant, Subject = new(share.SubjectId), Scopes = FrozenSet<string>.Empty, AclTags = [] };
        try
        {
            if (!await policy.IsAllowedAsync(tenant, cancellationToken)
                || await conversations.FindAsync(owner, new(share.ConversationId), cancellationToken) is not { } conversation
                || !await IsWholeAsync(tenant, share, cancellationToken))
            {
                return null;
            }

            return (share, conversation.Title, await branches.ReadAsync(
                tenant, owner.Subject, conversation.Id, share.Map, from, Math.Min(count, (int)share.Messages - from), cancellationToken));
        }
        catch (Exception exception) when (exception is KeyShreddedException or CryptographicException)
        {
            // Whose key is destroyed has been forgotten.
            return null;
        }
    }

    private async Task<(TenantScope Tenant, ShareRow Share)?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        HeadRow? head;
        await using (var connection = await system.OpenAsync(cancellationToken))
        {
            head = await connection.QuerySingleOrDefaultAsync<HeadRow>(
                """SELECT tenant_id AS "TenantId", share_id AS "ShareId" FROM sys_shares WHERE token_hash = @hash AND expires_at > @now""",
                new { hash = TokenText.Hash(token), now });
        }

        if (head is null)
        {
            return null;
        }

        var tenant = new TenantScope(new(head.TenantId));
        await using var own = await database.OpenAsync(tenant, cancellationToken);
        var share = await own.QuerySingleOrDefaultAsync<ShareRow>(
            $"SELECT {ShareRow.Columns} FROM shares WHERE tenant_id = @tenant AND id = @id AND expires_at > @now", new { id = head.ShareId, now });
        return share is null ? null : (tenant, share);
    }

    // Whatever is erased takes all below it along, so that a branch whose end is there is there as a whole.
    private async Task<bool> IsWholeAsync(TenantScope tenant, ShareRow share, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await MessageStore.PlaceAsync(connection, new(share.ConversationId), new(share.LeafMessageId)) is not null;
    }

    private sealed record HeadRow(string TenantId, string ShareId);
}
