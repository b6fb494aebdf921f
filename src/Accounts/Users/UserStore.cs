namespace Parley.Accounts;

/// <summary>A user as kept; e-mail and name are sealed with the subject's key.</summary>
internal sealed record UserRow(
    string Id, string SubjectId, byte[]? Email, byte[]? Name, string Role, bool Platform, string? PasswordHash, long CreatedAt, long? DisabledAt,
    long? LastSignInAt, byte[]? TotpSecret, long? TotpSince)
{
    public Role Standing => Accounts.Standing.RoleOf(Role);

    /// <summary><c>active</c>, <c>disabled</c>, or <c>invited</c> until the first sign-in of somebody who has no password.</summary>
    public string State => DisabledAt is not null ? "disabled" : PasswordHash is null && LastSignInAt is null ? "invited" : "active";
}

/// <summary>What a new user, or one who gets new credentials, consists of.</summary>
internal sealed record Profile(string? EmailHash, byte[]? Email, byte[]? Name, string? PasswordHash);

/// <summary>The users of tenants.</summary>
internal sealed class UserStore(TenantDatabase database, Sealer sealer, InstallationSecret secret, TimeProvider time)
{
    private const string Table = "users";

    public const string Columns =
        """
        id as Id, subject_id as SubjectId, email as Email, name as Name, role as Role, platform as Platform, password_hash as PasswordHash,
        created_at as CreatedAt, disabled_at as DisabledAt, last_sign_in_at as LastSignInAt, totp_secret as TotpSecret, totp_since as TotpSince
        """;

    public async Task<UserRow?> FindAsync(TenantScope tenant, UserId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<UserRow>(
            $"select {Columns} from users where tenant_id = @tenant and id = @id", new { id = id.Value });
    }

    public async Task<IReadOnlyList<UserRow>> ListAsync(TenantScope tenant, Paging paging, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QueryAsync<UserRow>(
            $"select {Columns} from users where tenant_id = @tenant {paging.AndBelow()} order by id desc limit @limit",
            new { paging.Before, limit = paging.Limit + 1 });
    }

    public async Task<UserRow?> FindByEmailAsync(TenantScope tenant, EmailAddress email, CancellationToken cancellationToken)
    {
        var hash = await email.HashAsync(secret, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<UserRow>(
            $"select {Columns} from users where tenant_id = @tenant and email_hash = @hash", new { hash });
    }

    /// <summary>Seals what a user is known by, outside of any transaction.</summary>
    public async Task<Profile> SealAsync(
        TenantScope tenant, UserId user, SubjectId subject, EmailAddress? email, string? name, string? passwordHash, CancellationToken cancellationToken)
    {
        if (email is null && name is null)
        {
            return new(null, null, null, passwordHash);
        }

        var key = await sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        return new(
            email is { } address ? await address.HashAsync(secret, cancellationToken) : null,
            email is { } text ? key.Seal(Table, $"{user.Value}:email", text.Text) : null,
            name is null ? null : key.Seal(Table, $"{user.Value}:name", name),
            passwordHash);
    }

    public async Task<(string? Email, string? Name)> OpenAsync(TenantScope tenant, UserRow user, CancellationToken cancellationToken)
    {
        if (user.Email is null && user.Name is null)
        {
            return (null, null);
        }

        var key = await sealer.KeyAsync(tenant.Id, user.SubjectId, cancellationToken);
        return (
            user.Email is { } email ? key.Open(Table, $"{user.Id}:email", email) : null,
            user.Name is { } name ? key.Open(Table, $"{user.Id}:name", name) : null);
    }

    /// <summary>Writes a new user and the subject whom the user's conversations belong to.</summary>
    public async Task InsertAsync(TenantConnection connection, UserId id, SubjectId subject, Role role, bool platform, Profile profile)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await connection.ExecuteAsync(
            "insert into subjects (tenant_id, id, kind, created_at) values (@tenant, @id, 'user', @now)", new { id = subject.Value, now });
        await connection.ExecuteAsync(
            """
            insert into users (tenant_id, id, subject_id, email_hash, email, name, role, platform, password_hash, created_at)
            values (@tenant, @id, @subject, @EmailHash, @Email, @Name, @role, @platform, @PasswordHash, @now)
            """,
            new
            {
                id = id.Value,
                subject = subject.Value,
                profile.EmailHash,
                profile.Email,
                profile.Name,
                role = Standing.NameOf(role),
                platform,
                profile.PasswordHash,
                now,
            });
    }

    /// <summary>Gives a user new credentials; what the profile leaves out stays, and the role where none is given.</summary>
    /// <returns>False when the user is gone or disabled.</returns>
    public static async Task<bool> UpdateAsync(TenantConnection connection, UserId id, Role? role, Profile profile) =>
        await connection.ExecuteAsync(
            """
            update users set email_hash = coalesce(@EmailHash, email_hash), email = coalesce(@Email, email), name = coalesce(@Name, name),
                password_hash = coalesce(@PasswordHash, password_hash), role = coalesce(@role, role)
            where tenant_id = @tenant and id = @id and disabled_at is null
            """,
            new { id = id.Value, profile.EmailHash, profile.Email, profile.Name, profile.PasswordHash, role = role is { } given ? Standing.NameOf(given) : null }) == 1;

    /// <summary>Makes an e-mail address the sign-in of a user. It belongs to one user of the whole installation.</summary>
    /// <exception cref="RefusedException">It is another's.</exception>
    public static async Task ClaimAsync(TenantConnection connection, string emailHash, UserId user)
    {
        if (!await TryClaimAsync(connection, emailHash, user))
        {
            throw Taken();
        }
    }

    public static RefusedException Taken() =>
        new(new(409, "email_taken", "This e-mail address signs in another user already; take another address."));

    /// <returns>False when the address is another's, here or in another tenant.</returns>
    public static async Task<bool> TryClaimAsync(TenantConnection connection, string emailHash, UserId user)
    {
        await connection.ExecuteAsync(
            "insert into sys_emails (email_hash, tenant_id, user_id) values (@emailHash, @tenant, @user) on conflict do nothing",
            new { emailHash, user = user.Value });
        var holder = await connection.ScalarAsync<string>(
            "select user_id from sys_emails where email_hash = @emailHash and tenant_id = @tenant", new { emailHash });
        var other = await connection.ScalarAsync<string>(
            "select id from users where tenant_id = @tenant and email_hash = @emailHash and id <> @user", new { emailHash, user = user.Value });
        return holder == user.Value && other is null;
    }

    /// <summary>Whether a user of this tenant has the address; what other tenants have stays out of sight.</summary>
    public static async Task<bool> HasAsync(TenantConnection connection, string emailHash) =>
        await connection.ScalarAsync<string>("select id from users where tenant_id = @tenant and email_hash = @emailHash", new { emailHash }) is not null;

    /// <summary>Ends every session of a user, and the addresses other than the present one that signed the user in.</summary>
    public async Task EndAccessAsync(TenantConnection connection, UserId user)
    {
        await EndSessionsAsync(connection, user);
        await EndOpenWaysAsync(connection, user);
        await connection.ExecuteAsync(
            """
            delete from sys_emails where tenant_id = @tenant and user_id = @user
                and email_hash not in (select email_hash from users where tenant_id = @tenant and id = @user and email_hash is not null)
            """,
            new { user = user.Value });
    }

    /// <summary>Ends what was begun under the password until now: links for a new one, and sign-ins that wait for a second factor.</summary>
    public static Task EndOpenWaysAsync(TenantConnection connection, UserId user) =>
        connection.ExecuteAsync(
            "delete from sys_links where tenant_id = @tenant and user_id = @user and purpose in (@Reset, @Purpose) and used_at is null",
            new { user = user.Value, OneTimeLinks.Reset, Challenges.Purpose });

    /// <summary>
    /// Ends what providers said of somebody until now, and the sessions that rest on it. An owner is worth more than those who connect
    /// providers, and is found anew where the domain of the address is bound.
    /// </summary>
    public async Task ForgetIdentitiesAsync(TenantConnection connection, UserId user)
    {
        var args = new { user = user.Value, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        await connection.ExecuteAsync(
            """
            update sys_sessions set ended_at = @now where tenant_id = @tenant and user_id = @user and ended_at is null
                and method in (select provider_id from identities where tenant_id = @tenant and user_id = @user)
            """,
            args);
        await connection.ExecuteAsync("delete from identities where tenant_id = @tenant and user_id = @user", args);
        connection.NotifyOnCommit(ProvenSessions.Topic, user.Value);
    }

    /// <summary>Ends every session of a user, and its access tokens with it.</summary>
    /// <returns>How many.</returns>
    public Task<int> EndSessionsAsync(TenantConnection connection, UserId user)
    {
        connection.NotifyOnCommit(ProvenSessions.Topic, user.Value);
        return connection.ExecuteAsync(
            "update sys_sessions set ended_at = @now where tenant_id = @tenant and user_id = @user and ended_at is null",
            new { user = user.Value, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
    }
}
