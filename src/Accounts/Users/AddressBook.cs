namespace Parley.Accounts;

/// <summary>Whom an e-mail address signs in, of the whole installation.</summary>
internal sealed class AddressBook(SystemDatabase system, Tenants tenants, InstallationSecret secret)
{
    private static readonly UserId Nobody = new("nobody");

    /// <returns>For an address of nobody: the default tenant and a user who does not exist, so that what follows takes as long.</returns>
    public async Task<(TenantScope Tenant, UserId User)> FindAsync(EmailAddress email, CancellationToken cancellationToken) =>
        await FindAsync(await email.HashAsync(secret, cancellationToken), cancellationToken);

    /// <inheritdoc cref="FindAsync(EmailAddress, CancellationToken)"/>
    public async Task<(TenantScope Tenant, UserId User)> FindAsync(string hash, CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        var head = await connection.QuerySingleOrDefaultAsync<Head>(
            "select tenant_id as TenantId, user_id as UserId from sys_emails where email_hash = @hash", new { hash });
        return head is not null
            ? (new(new(head.TenantId)), new(head.UserId))
            : (await tenants.DefaultAsync(cancellationToken) ?? throw new InvalidOperationException("There is no default tenant yet."), Nobody);
    }

    private sealed record Head(string TenantId, string UserId);
}
