namespace Parley.Accounts;

internal sealed record InvitationRow(
    string Id, string UserId, string SubjectId, byte[] Email, string Role, string Groups, string InvitedBy, long CreatedAt, long ExpiresAt)
{
    public const string Columns =
        """
        id as Id, user_id as UserId, subject_id as SubjectId, email as Email, role as Role, groups as Groups, invited_by as InvitedBy,
        created_at as CreatedAt, expires_at as ExpiresAt
        """;

    public IReadOnlyList<string> GroupIds => Groups.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>
/// Invitations of tenants. One is worth what its inviter was worth; when the inviter is removed, disabled or given a lesser role, what
/// they sent and nobody has opened is revoked.
/// </summary>
internal sealed class InvitationStore(
    TenantDatabase database, Sealer sealer, InstallationSecret secret, GroupStore groups, OneTimeLinks links, Letters letters, Outbox outbox, AuditTrail audit,
    TimeProvider time)
{
    private const string Table = "invitations";

    /// <returns>The invitation, path and fragment of its link, and whether that is on its way by a letter.</returns>
    /// <exception cref="RefusedException">A user of this tenant has the address, or there is no such group.</exception>
    public async Task<(InvitationRow Row, string Link, bool Mailed)> MakeAsync(
        TenantScope tenant, EmailAddress email, Role role, IReadOnlyList<string> inGroups, UserId inviter, Actor actor, CancellationToken cancellationToken)
    {
        var (id, user, subject) = (Id<PeopleIds.Invitation>.New(time), UserId.New(time), SubjectId.New(time));
        var hash = await email.HashAsync(secret, cancellationToken);
        var key = await sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        var link = links.NewInvitation(user);
        var row = new InvitationRow(
            id.Value, user.Value, subject.Value, key.Seal(Table, id.Value, email.Text), Standing.NameOf(role), string.Join(' ', inGroups), inviter.Value,
            time.GetUtcNow().ToUnixTimeMilliseconds(), link.ExpiresAt);
        var letter = await letters.InviteAsync(tenant, id.Value, subject, email, link, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await UserStore.HasAsync(connection, hash))
                {
                    throw UserStore.Taken();
                }

                foreach (var group in inGroups)
                {
                    if (await connection.ScalarAsync<string>("select id from groups where tenant_id = @tenant and id = @group", new { group }) is null)
                    {
                        throw new RefusedException(Refusal.Invalid("groups", "One of the groups does not exist; name them by their ids."));
                    }
                }

                await connection.ExecuteAsync(
                    """
                    insert into invitations (tenant_id, id, user_id, subject_id, email_hash, email, role, groups, invited_by, token_hash, created_at, expires_at)
                    values (@tenant, @Id, @UserId, @SubjectId, @hash, @Email, @Role, @Groups, @InvitedBy, @token, @CreatedAt, @ExpiresAt)
                    """,
                    new { row.Id, row.UserId, row.SubjectId, hash, row.Email, row.Role, row.Groups, row.InvitedBy, token = link.Hash, row.CreatedAt, row.ExpiresAt });
                await OneTimeLinks.InsertAsync(connection, tenant, link);
                if (letter is not null)
                {
                    await outbox.PutAsync(connection, letter);
                }

                await audit.WriteAsync(connection, actor, AuditActions.InvitationMade, row.Id, ("role", row.Role), ("groups", row.Groups));
            },
            Durability.Full,
            cancellationToken);
        return (row, link.Path, letter is not null);
    }

    /// <summary>Those that can still be opened.</summary>
    public async Task<IReadOnlyList<InvitationRow>> ListAsync(TenantScope tenant, Paging paging, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<InvitationRow>(
            $"""
            select {InvitationRow.Columns} from invitations
            where tenant_id = @tenant and accepted_at is null and revoked_at is null and expires_at > @now {paging.AndBelow()}
            order by id desc limit @limit
            """,
            new { now = time.GetUtcNow().ToUnixTimeMilliseconds(), paging.Before, limit = paging.Limit + 1 });
    }

    public async Task<InvitationRow?> FindByTokenAsync(TenantScope tenant, string tokenHash, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<InvitationRow>(
            $"select {InvitationRow.Columns} from invitations where tenant_id = @tenant and token_hash = @tokenHash and accepted_at is null and revoked_at is null",
            new { tokenHash });
    }

    public async Task<EmailAddress> EmailOfAsync(TenantScope tenant, InvitationRow row, CancellationToken cancellationToken) =>
        new((await sealer.KeyAsync(tenant.Id, row.SubjectId, cancellationToken)).Open(Table, row.Id, row.Email));

    /// <returns>False when there is no such invitation that could still be opened.</returns>
    public Task<bool> RevokeAsync(TenantScope tenant, string id, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant, async connection => await RevokeAsync(connection, "id = @value", id, actor) > 0, Durability.Full, cancellationToken);

    /// <summary>Revokes what a user sent, and the links that they made for others by other means.</summary>
    public async Task RevokeOfAsync(TenantConnection connection, UserId inviter, Actor actor)
    {
        await RevokeAsync(connection, "invited_by = @value", inviter.Value, actor);
        await OneTimeLinks.EndOfAsync(connection, inviter);
    }

    /// <summary>Ends an invitation by its being opened, inside the transaction that makes its user.</summary>
    /// <returns>False when it was revoked meanwhile.</returns>
    public async Task<bool> AcceptAsync(TenantConnection connection, InvitationRow row, Actor actor)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (await connection.ExecuteAsync(
            "update invitations set accepted_at = @now where tenant_id = @tenant and id = @Id and accepted_at is null and revoked_at is null",
            new { row.Id, now }) == 0)
        {
            return false;
        }

        foreach (var group in row.GroupIds)
        {
            // A group that was deleted meanwhile is left out.
            await groups.AddMemberAsync(connection, group, new(row.UserId), actor);
        }

        await audit.WriteAsync(connection, actor, AuditActions.InvitationAccepted, row.Id, ("user", row.UserId));
        return true;
    }

    private async Task<int> RevokeAsync(TenantConnection connection, string which, string value, Actor actor)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var revoked = await connection.QueryAsync<Revoked>(
            $"""
            update invitations set revoked_at = @now
            where tenant_id = @tenant and {which} and accepted_at is null and revoked_at is null and expires_at > @now
            returning id as Id, token_hash as TokenHash
            """,
            new { value, now });
        foreach (var invitation in revoked)
        {
            await connection.ExecuteAsync("delete from sys_links where token_hash = @TokenHash", new { invitation.TokenHash });
            await audit.WriteAsync(connection, actor, AuditActions.InvitationRevoked, invitation.Id);
        }

        return revoked.Count;
    }

    private sealed record Revoked(string Id, string TokenHash);
}
