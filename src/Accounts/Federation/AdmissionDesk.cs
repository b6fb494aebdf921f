namespace Parley.Accounts;

/// <summary>Lets people in by what a provider says of them: finds, links or makes their account, and keeps role and groups as the provider has them.</summary>
internal sealed class AdmissionDesk(
    TenantDatabase database, UserStore users, GroupStore groups, InvitationStore invitations, TypedAddresses typed, DomainStore domains, InstallationSecret secret,
    AuditTrail audit, TimeProvider time)
{
    /// <summary>What would come of a sign-in now.</summary>
    public async Task<Admission> PreviewAsync(Provider provider, ExternalPerson person, CancellationToken cancellationToken)
    {
        var hashes = await HashesAsync(provider, person, cancellationToken);
        await using var connection = await database.OpenAsync(provider.Tenant, cancellationToken);
        return await AdmissionRules.DecideAsync(connection, provider, person, hashes, time.GetUtcNow());
    }

    /// <returns>Whom the person is here.</returns>
    /// <exception cref="FederationFailure">They are not let in.</exception>
    public async Task<UserId> AdmitAsync(Provider provider, ExternalPerson person, Actor actor, CancellationToken cancellationToken)
    {
        var hashes = await HashesAsync(provider, person, cancellationToken);
        var seen = await PreviewAsync(provider, person, cancellationToken);
        if (seen.ChangesNothing)
        {
            return seen.User!.Value;
        }

        Refuse(seen);

        // Sealing waits for keys, which a transaction must not: what a new account needs is made before it is known to be needed.
        var (user, subject) = seen.Invitation is { } invitation
            ? (new UserId(invitation.UserId), new SubjectId(invitation.SubjectId))
            : (UserId.New(time), SubjectId.New(time));
        var profile = seen.Kind == AdmissionKind.Created
            ? await users.SealAsync(provider.Tenant, user, subject, person.Email, person.Name, null, cancellationToken)
            : null;
        var settled = await database.WriteAsync(
            provider.Tenant,
            async connection =>
            {
                // Locked, so that of two first sign-ins at once the second finds what the first made.
                await Tenants.LockAsync(connection);
                var admission = await AdmissionRules.DecideAsync(connection, provider, person, hashes, time.GetUtcNow());
                if (admission.Kind == AdmissionKind.Created && (profile is null || admission.Invitation?.Id != seen.Invitation?.Id))
                {
                    // It was invited, or deleted, in between.
                    return Admission.No(FederationCodes.SignInStale);
                }

                return admission.Kind == AdmissionKind.Refused
                    ? admission
                    : await ApplyAsync(connection, provider, admission, hashes.Person, new(user, subject, profile), actor);
            },
            Durability.Full,
            cancellationToken);
        Refuse(settled);
        return settled.User!.Value;
    }

    private static void Refuse(Admission admission)
    {
        if (admission.Refusal is { } code)
        {
            throw new FederationFailure(code, code);
        }
    }

    private async Task<Admission> ApplyAsync(
        TenantConnection connection, Provider provider, Admission admission, string personHash, NewAccount account, Actor actor)
    {
        var user = admission.User ?? account.User;
        var by = actor.As(user);
        if (admission.Kind == AdmissionKind.Created)
        {
            await users.InsertAsync(connection, account.User, account.Subject, admission.Role, platform: false, account.Profile!);

            // An address that signs in elsewhere by a password goes on doing so, and nobody is told.
            await UserStore.TryClaimAsync(connection, account.Profile!.EmailHash!, user);
            if (admission.Invitation is { } invitation)
            {
                if (!await invitations.AcceptAsync(connection, invitation, by))
                {
                    // Thrown, so that the account that was made for it goes with it.
                    throw new FederationFailure(FederationCodes.SignInStale, "invitation_revoked");
                }

                await connection.ExecuteAsync(
                    """
                    update sys_links set used_at = @now
                    where token_hash in (select token_hash from invitations where tenant_id = @tenant and id = @Id) and used_at is null
                    """,
                    new { invitation.Id, now = Now });
            }

            await audit.WriteAsync(
                connection, by, AuditActions.UserMade, user.Value, ("provider", provider.Id), ("role", Standing.NameOf(admission.Role)));
        }

        if (admission.Kind == AdmissionKind.Linked && await typed.HandOverAsync(connection, user, by))
        {
            await invitations.RevokeOfAsync(connection, user, by);
        }

        if (admission.Kind != AdmissionKind.Known)
        {
            await connection.ExecuteAsync(
                """
                insert into identities (tenant_id, provider_id, person_hash, user_id, created_at) values (@tenant, @Id, @personHash, @user, @now)
                on conflict (tenant_id, provider_id, person_hash) do update set user_id = @user, created_at = @now
                """,
                new { provider.Id, personHash, user = user.Value, now = Now });
            await audit.WriteAsync(connection, by, FederationActions.IdentityLinked, user.Value, ("provider", provider.Id));
        }

        if (admission.RoleBefore is { } before && before != admission.Role)
        {
            await connection.ExecuteAsync(
                "update users set role = @role where tenant_id = @tenant and id = @user", new { user = user.Value, role = Standing.NameOf(admission.Role) });
            await audit.WriteAsync(
                connection, by, AuditActions.UserRoleChanged, user.Value,
                ("provider", provider.Id), ("from", Standing.NameOf(before)), ("to", Standing.NameOf(admission.Role)));
            connection.NotifyOnCommit(ProvenSessions.Topic, user.Value);
            if (admission.Role < before)
            {
                await invitations.RevokeOfAsync(connection, user, by);
            }
        }

        await MoveAsync(connection, provider, user, admission, by);
        return admission with { User = user };
    }

    private async Task MoveAsync(TenantConnection connection, Provider provider, UserId user, Admission admission, Actor by)
    {
        foreach (var group in admission.Joins)
        {
            await groups.AddMemberAsync(connection, group.Id, user, by);
            await connection.ExecuteAsync(
                """
                insert into provider_memberships (tenant_id, provider_id, user_id, group_id) values (@tenant, @Id, @user, @group)
                on conflict do nothing
                """,
                new { provider.Id, group = group.Id, user = user.Value });
        }

        foreach (var group in admission.Leaves)
        {
            await groups.RemoveMemberAsync(connection, group.Id, user, by);
            await connection.ExecuteAsync(
                "delete from provider_memberships where tenant_id = @tenant and provider_id = @Id and user_id = @user and group_id = @group",
                new { provider.Id, group = group.Id, user = user.Value });
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<PersonHashes> HashesAsync(Provider provider, ExternalPerson person, CancellationToken cancellationToken) => new(
        await IdentityLinks.HashAsync(secret, provider, person, cancellationToken),
        person.Email is { } email ? await email.HashAsync(secret, cancellationToken) : null,
        person.Email is { } address ? await domains.HashAsync(address.Domain, cancellationToken) : null);

    private sealed record NewAccount(UserId User, SubjectId Subject, Profile? Profile);
}
