namespace Parley.Accounts;

/// <summary>
/// Addresses that somebody named instead of the invited one. Nobody knows whether they are theirs, until a provider vouches for
/// somebody with such an address: the account is that person's then, and nobody else's any more.
/// </summary>
internal sealed class TypedAddresses(UserStore users, DomainStore domains, AuditTrail audit, TimeProvider time)
{
    public ValueTask<string> DomainHashAsync(EmailAddress email, CancellationToken cancellationToken) => domains.HashAsync(email.Domain, cancellationToken);

    /// <summary>Lets somebody name an address.</summary>
    /// <exception cref="RefusedException">Addresses of the domain are a provider's to give.</exception>
    public static async Task CheckAsync(TenantConnection connection, string domainHash)
    {
        if (await connection.ScalarAsync<string>(
            "select provider_id from sys_email_domains where domain_hash = @domainHash and suspended_at is null", new { domainHash }) is not null)
        {
            throw new RefusedException(new(
                409, "domain_bound", "Addresses of this domain sign in at an identity provider; leave the address out, or take one of another domain."));
        }
    }

    public static Task NoteAsync(TenantConnection connection, UserId user) =>
        connection.ExecuteAsync("update users set email_typed = 1 where tenant_id = @tenant and id = @user", new { user = user.Value });

    /// <summary>Shuts out whoever named the address of an account, when somebody has proven it. Accounts of another kind stay as they are.</summary>
    /// <returns>Whether somebody was shut out.</returns>
    public async Task<bool> HandOverAsync(TenantConnection connection, UserId user, Actor actor)
    {
        if (await connection.ExecuteAsync(
            """
            update users set email_typed = 0, password_hash = null, totp_secret = null, totp_since = null, totp_last_step = 0
            where tenant_id = @tenant and id = @user and email_typed = 1
            """,
            new { user = user.Value }) == 0)
        {
            return false;
        }

        await users.ForgetIdentitiesAsync(connection, user);
        await users.EndSessionsAsync(connection, user);
        await RecoveryCodes.DropAsync(connection, user);
        await ApiKeyStore.RevokeOfAsync(connection, user, time.GetUtcNow());
        await connection.ExecuteAsync("delete from sys_links where tenant_id = @tenant and user_id = @user and used_at is null", new { user = user.Value });
        await audit.WriteAsync(connection, actor, AuditActions.AccountHandedOver, user.Value);
        return true;
    }
}
