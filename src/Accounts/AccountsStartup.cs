using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Parley.Accounts;

/// <summary>What is ready once accounts have started.</summary>
/// <param name="DefaultTenant">The tenant that a first start makes.</param>
/// <param name="IsFirstStart">True when it was made just now.</param>
/// <param name="OwnerLink">Path and fragment of the link to print; null when an owner can sign in already.</param>
public sealed record AccountsReady(TenantScope DefaultTenant, bool IsFirstStart, string? OwnerLink);

/// <summary>A setting of accounts cannot be used; the message says which and what would fix it.</summary>
public sealed class AccountsStartupException(string message) : Exception(message);

/// <summary>Brings accounts to what the environment asks for: default tenant, owner, environment key.</summary>
public sealed class AccountsStartup
{
    private const string EmailSetting = "PARLEY_ADMIN_EMAIL";
    private const string PasswordSetting = "PARLEY_ADMIN_PASSWORD";

    private readonly IConfiguration _configuration;
    private readonly TenantDatabase _database;
    private readonly Tenants _tenants;
    private readonly UserStore _users;
    private readonly Passwords _passwords;
    private readonly EnvironmentKey _environmentKey;
    private readonly OneTimeLinks _links;
    private readonly InstallationSecret _secret;
    private readonly AuditTrail _audit;
    private readonly ILogger _logger;

    internal AccountsStartup(
        IConfiguration configuration, TenantDatabase database, Tenants tenants, UserStore users, Passwords passwords,
        EnvironmentKey environmentKey, OneTimeLinks links, InstallationSecret secret, AuditTrail audit, ILogger<AccountsStartup> logger)
    {
        (_configuration, _database, _tenants, _users) = (configuration, database, tenants, users);
        (_passwords, _environmentKey, _links, _secret, _audit, _logger) = (passwords, environmentKey, links, secret, audit, logger);
    }

    /// <summary>Call it once per start, when the database is migrated and before requests come in.</summary>
    /// <exception cref="AccountsStartupException">A setting cannot be used; nothing was changed.</exception>
    public async Task<AccountsReady> PrepareAsync(CancellationToken cancellationToken = default)
    {
        var key = ReadKey();
        var admin = ReadAdmin();
        await _secret.KeyAsync(Origins.Purpose, cancellationToken);
        var isFirst = await _tenants.DefaultAsync(cancellationToken) is null && await _tenants.MakeDefaultAsync(cancellationToken);
        var tenant = await _tenants.DefaultAsync(cancellationToken)
            ?? throw new InvalidOperationException("The default tenant was made and is not there.");
        if (isFirst)
        {
            _logger.DefaultTenantMade(tenant.Id.Value);
        }

        var owner = await FirstOwner.FindAsync(_database, tenant, cancellationToken)
            ?? throw new InvalidOperationException("The default tenant has no first owner.");
        await _environmentKey.ApplyAsync(tenant, new(owner.Id), key, cancellationToken);
        var hasOwner = await HasOwnerAsync(tenant, cancellationToken);
        if (!hasOwner && admin is { } credentials)
        {
            await ClaimAsync(tenant, owner, credentials.Email, credentials.Password, cancellationToken);
            hasOwner = true;
        }

        return new(tenant, isFirst, hasOwner ? null : await _links.CreateOwnerLinkAsync(cancellationToken));
    }

    private string? ReadKey()
    {
        var key = _configuration[EnvironmentKey.Setting];
        return string.IsNullOrEmpty(key) ? null
            : ProvenKeys.IsKey(key) ? key
            : throw new AccountsStartupException(
                $"{EnvironmentKey.Setting} must be 'pk_' and at least 32 letters and digits, 200 characters at most; "
                + "\"echo pk_$(openssl rand -hex 24)\" makes one.");
    }

    private (EmailAddress Email, string Password)? ReadAdmin()
    {
        var email = _configuration[EmailSetting];
        var password = _configuration[PasswordSetting];
        if (string.IsNullOrEmpty(email) && string.IsNullOrEmpty(password))
        {
            return null;
        }

        if (string.IsNullOrEmpty(email) || string.IsNullOrEmpty(password))
        {
            throw new AccountsStartupException($"{EmailSetting} and {PasswordSetting} go together; set both or none.");
        }

        if (!EmailAddress.TryParse(email, out var address))
        {
            throw new AccountsStartupException($"{EmailSetting} is not an e-mail address; write it like ada@example.com.");
        }

        if (password.Length > Passwords.Longest)
        {
            throw new AccountsStartupException($"{PasswordSetting} is longer than {Passwords.Longest} characters.");
        }

        if (password.Length < Passwords.Shortest)
        {
            _logger.AdminPasswordShort(Passwords.Shortest);
        }

        return (address, password);
    }

    private async Task<bool> HasOwnerAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<long>(
            "select count(*) from users where tenant_id = @tenant and role = 'owner' and password_hash is not null") > 0;
    }

    private async Task ClaimAsync(TenantScope tenant, UserRow owner, EmailAddress email, string password, CancellationToken cancellationToken)
    {
        var id = new UserId(owner.Id);
        var profile = await _users.SealAsync(
            tenant, id, new(owner.SubjectId), email, null, await _passwords.HashAsync(password, cancellationToken), cancellationToken);
        try
        {
            await _database.WriteAsync(
                tenant,
                async connection =>
                {
                    await UserStore.ClaimAsync(connection, profile.EmailHash!, id);
                    await UserStore.UpdateAsync(connection, id, Role.Owner, profile);
                    await _audit.WriteAsync(connection, Actor.System, AuditActions.OwnerClaimed, owner.Id, ("setting", EmailSetting));
                },
                Durability.Full,
                cancellationToken);
        }
        catch (RefusedException refused)
        {
            throw new AccountsStartupException($"{EmailSetting}: {refused.Message}");
        }
    }
}
