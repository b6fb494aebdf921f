namespace Parley.Accounts;

/// <summary>A provider by which a user signs in.</summary>
internal sealed record LinkedProvider(string Provider, long LinkedAt);

/// <summary>By which providers users sign in, as they link and unlink them themselves.</summary>
internal sealed class IdentityLinks(
    TenantDatabase database, GroupStore groups, InstallationSecret secret, AuditTrail audit, TimeProvider time)
{
    /// <summary>Names somebody at a provider without telling who it is there.</summary>
    public static ValueTask<string> HashAsync(
        InstallationSecret secret, Provider provider, ExternalPerson person, CancellationToken cancellationToken) =>
        secret.HashAsync("identity", $"{provider.Settings.Issuer}\n{person.Subject}", cancellationToken);

    public async Task<IReadOnlyList<LinkedProvider>> ListAsync(TenantScope tenant, UserId user, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<LinkedProvider>(
            """
            select provider_id as Provider, min(created_at) as LinkedAt from identities
            where tenant_id = @tenant and user_id = @user group by provider_id order by provider_id
            """,
            new { user = user.Value });
    }

    /// <summary>From now on the person at the provider is the user here.</summary>
    /// <param name="session">Where the user began; it must last until now.</param>
    /// <exception cref="FederationFailure">The person is another user, or the session has ended.</exception>
    public async Task LinkAsync(
        Provider provider, ExternalPerson person, UserId user, string session, Actor actor, CancellationToken cancellationToken)
    {
        var hash = await HashAsync(secret, provider, person, cancellationToken);
        var owner = await database.WriteAsync(
            provider.Tenant,
            async connection =>
            {
                // Locked as sign-ins lock it, so that the person becomes one user only; and the provider may be gone by now.
                await connection.ScalarAsync<string>("select tenant_id from tenants where tenant_id = @tenant {for_update}");
                if (await connection.ScalarAsync<string>("select id from identity_providers where tenant_id = @tenant and id = @Id", new { provider.Id }) is null
                    || await connection.ScalarAsync<string>("select id from users where tenant_id = @tenant and id = @user", new { user = user.Value }) is null)
                {
                    return null;
                }

                // The provider took its time, and the session may have been ended meanwhile just to keep this from happening.
                if (await connection.ScalarAsync<string>(
                    "select id from sys_sessions where tenant_id = @tenant and id = @session and user_id = @user and ended_at is null {for_share}",
                    new { session, user = user.Value }) is null)
                {
                    throw new FederationFailure(FederationCodes.SessionEnded, "ended");
                }

                var known = await connection.ScalarAsync<string>(
                    """
                    select u.id from identities i join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
                    where i.tenant_id = @tenant and i.provider_id = @Id and i.person_hash = @hash
                    """,
                    new { provider.Id, hash });
                if (known is null)
                {
                    await connection.ExecuteAsync(
                        """
                        insert into identities (tenant_id, provider_id, person_hash, user_id, created_at) values (@tenant, @Id, @hash, @user, @now)
                        on conflict (tenant_id, provider_id, person_hash) do update set user_id = @user, created_at = @now
                        """,
                        new { provider.Id, hash, user = user.Value, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
                    await audit.WriteAsync(
                        connection, actor, FederationActions.IdentityLinked, user.Value, ("provider", provider.Id), ("why", "own_wish"));
                }

                return known ?? user.Value;
            },
            Durability.Full,
            cancellationToken);
        if (owner != user.Value)
        {
            throw owner is null
                ? new FederationFailure(FederationCodes.ProviderUnknown, "gone")
                : new FederationFailure(FederationCodes.IdentityTaken, "other_user");
        }
    }

    /// <summary>Takes a provider away from a user, and the groups that it put them into.</summary>
    /// <returns>False when it was not linked.</returns>
    /// <exception cref="RefusedException">The user would have no way in any more.</exception>
    public Task<bool> UnlinkAsync(Caller caller, UserId user, string provider, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                // Locked, so that of two ways in that are given up at once one stays.
                var args = new { user = user.Value, provider };
                await connection.ScalarAsync<string>("select id from users where tenant_id = @tenant and id = @user {for_update}", args);
                if (await connection.ExecuteAsync(
                    "delete from identities where tenant_id = @tenant and user_id = @user and provider_id = @provider", args) == 0)
                {
                    return false;
                }

                if (!await HasAWayInAsync(connection, user))
                {
                    throw new RefusedException(new(
                        409, "last_way_in", "This is your last way to sign in. Set a password or link another provider first."));
                }

                // Whoever came in by it goes out with it; the one who asks stays.
                await connection.ExecuteAsync(
                    """
                    update sys_sessions set ended_at = @now
                    where tenant_id = @tenant and user_id = @user and method = @provider and ended_at is null and id <> @own
                    """,
                    new { args.user, args.provider, own = caller.Session ?? "", now = time.GetUtcNow().ToUnixTimeMilliseconds() });
                connection.NotifyOnCommit(ProvenSessions.Topic, user.Value);
                foreach (var group in await connection.QueryAsync<string>(
                    "delete from provider_memberships where tenant_id = @tenant and user_id = @user and provider_id = @provider returning group_id", args))
                {
                    await groups.RemoveMemberAsync(connection, group, user, actor);
                }

                await audit.WriteAsync(connection, actor, FederationActions.IdentityUnlinked, user.Value, ("provider", provider));
                return true;
            },
            Durability.Full,
            cancellationToken);

    private static async Task<bool> HasAWayInAsync(TenantConnection connection, UserId user) =>
        await connection.ScalarAsync<long>(
            """
            select (select count(*) from users where tenant_id = @tenant and id = @user and password_hash is not null)
                + (select count(*) from identities i join identity_providers p on p.tenant_id = i.tenant_id and p.id = i.provider_id
                    where i.tenant_id = @tenant and i.user_id = @user and p.enabled = 1)
            """,
            new { user = user.Value }) > 0;
}
