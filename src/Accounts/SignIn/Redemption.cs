namespace Parley.Accounts;

/// <summary>Redeems links: whoever holds one becomes the user whom it names, with a password of their own.</summary>
internal sealed class Redemption(
    SystemDatabase system, TenantDatabase database, UserStore users, InvitationStore invitations, TypedAddresses typed, SecondFactors factors, Passwords passwords, AuditTrail audit, TimeProvider time)
{
    private static readonly EmailAddress OwnersDefault = new("owner@localhost");

    public static RefusedException Gone() =>
        new(new(400, "link_not_valid", "This link is not valid any more: it is used, too old, or not from here. Ask for a new one."));

    /// <exception cref="RefusedException">The link is not valid, or the e-mail address is another user's; the link then stays valid.</exception>
    public async Task<(TenantScope Tenant, UserId User)> RedeemAsync(
        string token, EmailAddress? email, string? name, string password, Actor actor, CancellationToken cancellationToken, string? purpose = null)
    {
        var hash = TokenText.Hash(token);
        if (await FindAsync(hash, cancellationToken) is not { } link || (purpose is not null && link.Purpose != purpose))
        {
            await TellAsync(hash, actor, cancellationToken);
            throw Gone();
        }

        var tenant = new TenantScope(new(link.TenantId));
        var person = link switch
        {
            { Purpose: OneTimeLinks.Owner } => await OwnerAsync(tenant, email, cancellationToken),
            { Purpose: OneTimeLinks.Reset, UserId: { } user } => await NamedAsync(tenant, new(user), null, cancellationToken),
            { Purpose: OneTimeLinks.Invitation, UserId: { } user } =>
                await InvitedAsync(tenant, hash, email, cancellationToken) ?? await NamedAsync(tenant, new(user), email, cancellationToken),
            _ => throw Gone(),
        };
        var domain = person.IsTyped ? await typed.DomainHashAsync(person.Email!.Value, cancellationToken) : null;
        var profile = await users.SealAsync(
            tenant, person.Id, person.Subject, person.Email, name, await passwords.HashAsync(password, cancellationToken), cancellationToken);
        await database.WriteAsync(tenant, connection => KeepAsync(connection, hash, link, person, domain, profile, actor.As(person.Id)), Durability.Full, cancellationToken);
        return (tenant, person.Id);
    }

    private async Task KeepAsync(TenantConnection connection, string linkHash, Link link, Person person, string? domain, Profile profile, Actor actor)
    {
        await Tenants.LockAsync(connection);
        var used = await connection.ExecuteAsync(
            "update sys_links set used_at = @now where token_hash = @linkHash and used_at is null and expires_at > @now",
            new { linkHash, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        if (used == 0)
        {
            throw Gone();
        }

        if (domain is not null)
        {
            await TypedAddresses.CheckAsync(connection, domain);
        }

        if (profile.EmailHash is { } emailHash)
        {
            await UserStore.ClaimAsync(connection, emailHash, person.Id);
        }

        if (person.IsNew)
        {
            await users.InsertAsync(connection, person.Id, person.Subject, person.Role!.Value, platform: false, profile);
            if (person.Invitation is { } invitation && !await invitations.AcceptAsync(connection, invitation, actor))
            {
                throw Gone();
            }
        }
        else
        {
            if (link is { Purpose: OneTimeLinks.Reset, MadeBy: null })
            {
                // It came by mail, so whoever opens it owns the address that somebody else may have typed.
                await typed.HandOverAsync(connection, person.Id, actor);
            }

            if (!await UserStore.UpdateAsync(connection, person.Id, person.Role, profile))
            {
                throw Gone();
            }

            await users.EndAccessAsync(connection, person.Id);
            if (link.Purpose == OneTimeLinks.Owner)
            {
                await users.ForgetIdentitiesAsync(connection, person.Id);

                // Whoever can start the server gets in, also after a phone is lost.
                await factors.RemoveAsync(connection, person.Id, actor, "owner_link");
            }
        }

        if (person.IsTyped)
        {
            await TypedAddresses.NoteAsync(connection, person.Id);
        }

        await audit.WriteAsync(connection, actor, AuditActions.LinkOpened, person.Id.Value, ("purpose", link.Purpose));
    }

    // A link that was good once says whose tenant somebody is at the door of.
    private async Task TellAsync(string hash, Actor actor, CancellationToken cancellationToken)
    {
        Link? link;
        await using (var connection = await system.OpenAsync(cancellationToken))
        {
            link = await connection.QuerySingleOrDefaultAsync<Link>(
                "select purpose as Purpose, tenant_id as TenantId, user_id as UserId, made_by as MadeBy from sys_links where token_hash = @hash", new { hash });
        }

        if (link is not null)
        {
            await audit.RecordAsync(
                new(new(link.TenantId)), actor, AuditActions.LinkRefused, link.UserId, [("purpose", link.Purpose)], cancellationToken);
        }
    }

    private async Task<Link?> FindAsync(string hash, CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Link>(
            """
            select purpose as Purpose, tenant_id as TenantId, user_id as UserId, made_by as MadeBy from sys_links
            where token_hash = @hash and used_at is null and expires_at > @now
            """,
            new { hash, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
    }

    private async Task<Person?> InvitedAsync(TenantScope tenant, string tokenHash, EmailAddress? email, CancellationToken cancellationToken)
    {
        if (await invitations.FindByTokenAsync(tenant, tokenHash, cancellationToken) is not { } invitation)
        {
            return null;
        }

        var invited = await invitations.EmailOfAsync(tenant, invitation, cancellationToken);
        return new(
            new(invitation.UserId), new(invitation.SubjectId), email ?? invited, Standing.RoleOf(invitation.Role), IsNew: true,
            email is { } named && named != invited, invitation);
    }

    private async Task<Person> NamedAsync(TenantScope tenant, UserId id, EmailAddress? email, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(tenant, id, cancellationToken) is { DisabledAt: null } found ? found : throw Gone();
        var (known, _) = await users.OpenAsync(tenant, user, cancellationToken);
        return new(id, new(user.SubjectId), email ?? new EmailAddress(known!), Role: null, IsNew: false, email is { } named && named.Text != known);
    }

    /// <summary>
    /// The owner's link belongs to whoever can start the server. It makes the first owner; later it gives access back to an owner,
    /// the one with the given address or else the first, or makes another one.
    /// </summary>
    private async Task<Person> OwnerAsync(TenantScope tenant, EmailAddress? email, CancellationToken cancellationToken)
    {
        if (email is { } address && await users.FindByEmailAsync(tenant, address, cancellationToken) is { } known)
        {
            return new(new(known.Id), new(known.SubjectId), address, Role.Owner, IsNew: false);
        }

        var first = await FirstOwner.FindAsync(database, tenant, cancellationToken);
        if (first is { PasswordHash: null })
        {
            return new(new(first.Id), new(first.SubjectId), email ?? OwnersDefault, Role.Owner, IsNew: false);
        }

        return first is not null && email is null
            ? new(new(first.Id), new(first.SubjectId), null, Role.Owner, IsNew: false)
            : new(UserId.New(time), SubjectId.New(time), email ?? OwnersDefault, Role.Owner, IsNew: true);
    }

    /// <param name="MadeBy">Who made it for somebody else; null when it went out by mail, or was the server's own.</param>
    private sealed record Link(string Purpose, string TenantId, string? UserId, string? MadeBy);

    /// <param name="Role">Null for the role that the user has when the link is used up.</param>
    /// <param name="IsTyped">Whether whoever holds an invitation named an address of their own.</param>
    private sealed record Person(UserId Id, SubjectId Subject, EmailAddress? Email, Role? Role, bool IsNew, bool IsTyped = false, InvitationRow? Invitation = null);
}

/// <summary>The first owner of the installation: made with the default tenant, and nobody's until a password is set.</summary>
internal static class FirstOwner
{
    public static async Task<UserRow?> FindAsync(TenantDatabase database, TenantScope tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<UserRow>(
            $"select {UserStore.Columns} from users where tenant_id = @tenant and platform = 1 order by id limit 1");
    }
}
