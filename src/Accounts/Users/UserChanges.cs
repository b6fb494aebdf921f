namespace Parley.Accounts;

/// <summary>What those who administer users do to them. A tenant always keeps an owner who can sign in.</summary>
internal sealed class UserChanges(
    TenantDatabase database, UserStore users, Passwords passwords, OneTimeLinks links, InvitationStore invitations, Letters letters, Outbox outbox,
    AuditTrail audit, TimeProvider time)
{
    /// <returns>The user's id, and path and fragment of the link by which somebody without a password sets one.</returns>
    /// <exception cref="RefusedException">A user of this tenant has the address.</exception>
    public async Task<(UserId Id, string? Link)> MakeAsync(
        Caller caller, EmailAddress email, string? name, Role role, string? password, Actor actor, CancellationToken cancellationToken)
    {
        var tenant = caller.Tenant;
        var (id, subject) = (UserId.New(time), SubjectId.New(time));
        var hash = password is null ? null : await passwords.HashAsync(password, cancellationToken);
        var profile = await users.SealAsync(tenant, id, subject, email, name, hash, cancellationToken);
        var invitation = password is null ? links.NewInvitation(id) : null;
        var letter = invitation is null ? null : await letters.InviteAsync(tenant, id.Value, subject, email, invitation, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                await Tenants.LockAsync(connection);
                if (await UserStore.HasAsync(connection, profile.EmailHash!))
                {
                    throw UserStore.Taken();
                }

                await users.InsertAsync(connection, id, subject, role, platform: false, profile);
                if (invitation is not null)
                {
                    await OneTimeLinks.InsertAsync(connection, tenant, invitation, caller.User);
                    if (letter is not null)
                    {
                        await outbox.PutAsync(connection, letter);
                    }
                }
                else
                {
                    // An address that signs in elsewhere goes on doing so, and nobody here is told.
                    await UserStore.TryClaimAsync(connection, profile.EmailHash!, id);
                }

                await audit.WriteAsync(connection, actor, AuditActions.UserMade, id.Value, ("role", Standing.NameOf(role)));
            },
            Durability.Full,
            cancellationToken);
        return (id, invitation?.Path);
    }

    /// <summary>Changes what is not null.</summary>
    /// <exception cref="RefusedException">There is no such user, the caller may not, or the tenant would be left without an owner.</exception>
    public async Task ChangeAsync(
        Caller caller, Actor actor, UserId id, string? name, Role? role, bool? disabled, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(caller.Tenant, id, cancellationToken) ?? throw NotFound();
        var profile = await users.SealAsync(caller.Tenant, id, new(user.SubjectId), null, name, null, cancellationToken);
        await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                var row = await LockAsync(connection, caller, id);
                if (role is { } given && given != row.Standing)
                {
                    await ChangeRoleAsync(connection, caller, actor, row, given);
                }

                if (disabled is { } off && off != row.DisabledAt is not null)
                {
                    await SwitchAsync(connection, actor, row, off);
                }

                if (name is not null)
                {
                    await connection.ExecuteAsync("update users set name = @Name where tenant_id = @tenant and id = @id", new { id = row.Id, profile.Name });
                    await audit.WriteAsync(connection, actor, AuditActions.UserRenamed, row.Id);
                }
            },
            Durability.Full,
            cancellationToken);
    }

    /// <exception cref="RefusedException">As for a change.</exception>
    public Task DeleteAsync(Caller caller, Actor actor, UserId id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                var row = await LockAsync(connection, caller, id);
                await KeepAnOwnerAsync(connection, row);
                await EndAsync(connection, id);
                await invitations.RevokeOfAsync(connection, id, actor);
                await audit.WriteAsync(connection, actor, AuditActions.UserDeleted, row.Id, ("role", row.Role));
            },
            Durability.Full,
            cancellationToken);

    // The tenant is locked first, so that two owners who remove each other do so one after the other.
    private static async Task<UserRow> LockAsync(TenantConnection connection, Caller caller, UserId id)
    {
        await Tenants.LockAsync(connection);
        var row = await connection.QuerySingleOrDefaultAsync<UserRow>(
            $"select {UserStore.Columns} from users where tenant_id = @tenant and id = @id {{for_update}}", new { id = id.Value }) ?? throw NotFound();
        Grants.CheckOver(caller, row.Standing, row.Platform);
        return row;
    }

    private async Task ChangeRoleAsync(TenantConnection connection, Caller caller, Actor actor, UserRow row, Role role)
    {
        Grants.CheckGive(caller, role);
        await KeepAnOwnerAsync(connection, row);
        await connection.ExecuteAsync(
            "update users set role = @role where tenant_id = @tenant and id = @id", new { id = row.Id, role = Standing.NameOf(role) });
        await audit.WriteAsync(connection, actor, AuditActions.UserRoleChanged, row.Id, ("from", row.Role), ("to", Standing.NameOf(role)));
        connection.NotifyOnCommit(ProvenSessions.Topic, row.Id);
        if (role == Role.Owner)
        {
            await users.ForgetIdentitiesAsync(connection, new(row.Id));
        }

        if (role < row.Standing)
        {
            await invitations.RevokeOfAsync(connection, new(row.Id), actor);
        }
    }

    private async Task SwitchAsync(TenantConnection connection, Actor actor, UserRow row, bool off)
    {
        if (off)
        {
            await KeepAnOwnerAsync(connection, row);
            await invitations.RevokeOfAsync(connection, new(row.Id), actor);
        }

        await connection.ExecuteAsync(
            "update users set disabled_at = @at where tenant_id = @tenant and id = @id",
            new { id = row.Id, at = off ? time.GetUtcNow().ToUnixTimeMilliseconds() : (long?)null });
        await users.EndSessionsAsync(connection, new(row.Id));
        await audit.WriteAsync(connection, actor, off ? AuditActions.UserDisabled : AuditActions.UserEnabled, row.Id);
    }

    private async Task EndAsync(TenantConnection connection, UserId id)
    {
        await users.EndSessionsAsync(connection, id);
        await ApiKeyStore.RevokeOfAsync(connection, id, time.GetUtcNow());
        var args = new { user = id.Value };
        await connection.ExecuteAsync("delete from sys_links where tenant_id = @tenant and user_id = @user", args);
        await connection.ExecuteAsync("delete from sys_emails where tenant_id = @tenant and user_id = @user", args);
        await RecoveryCodes.DropAsync(connection, id);
        await connection.ExecuteAsync("delete from group_members where tenant_id = @tenant and user_id = @user", args);
        await connection.ExecuteAsync("delete from identities where tenant_id = @tenant and user_id = @user", args);
        await connection.ExecuteAsync("delete from provider_memberships where tenant_id = @tenant and user_id = @user", args);
        await connection.ExecuteAsync("delete from users where tenant_id = @tenant and id = @user", args);
    }

    /// <summary>Call it before an owner ceases to be one; for everybody else it does nothing.</summary>
    private static async Task KeepAnOwnerAsync(TenantConnection connection, UserRow row)
    {
        if (row.Platform)
        {
            throw new RefusedException(new(
                409, "first_owner", "The first owner of the installation stays. The verb owner-link hands the account over to somebody else."));
        }

        if (row.Standing != Role.Owner || row.DisabledAt is not null)
        {
            return;
        }

        var others = await connection.ScalarAsync<long>(
            """
            select count(*) from users u where tenant_id = @tenant and role = 'owner' and disabled_at is null and id <> @id
                and (password_hash is not null or exists (
                    select 1 from identities i join identity_providers p on p.tenant_id = i.tenant_id and p.id = i.provider_id
                    where i.tenant_id = @tenant and i.user_id = u.id and p.enabled = 1))
            """,
            new { id = row.Id });
        if (others == 0)
        {
            throw new RefusedException(new(409, "last_owner", "A tenant keeps an owner who can sign in; make somebody else an owner first."));
        }
    }

    private static RefusedException NotFound() => new(Refusal.NotFound("user"));
}
