using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>Links that work once and for a short time; only their hashes are kept.</summary>
public sealed class OneTimeLinks
{
    internal const string Owner = "owner";
    internal const string Invitation = "invitation";
    internal const string Reset = "reset";

    private const string Prefix = "plk_";

    private readonly SystemDatabase _database;
    private readonly Tenants _tenants;
    private readonly IOptions<AccountsOptions> _options;
    private readonly TimeProvider _time;

    internal OneTimeLinks(SystemDatabase database, Tenants tenants, IOptions<AccountsOptions> options, TimeProvider time) =>
        (_database, _tenants, _options, _time) = (database, tenants, options, time);

    /// <summary>Makes the link whose opener becomes an owner of the default tenant.</summary>
    /// <returns>Path and fragment, <c>/welcome#token=…</c>, to be put after the server's address.</returns>
    public async Task<string> CreateOwnerLinkAsync(CancellationToken cancellationToken = default)
    {
        var tenant = await _tenants.DefaultAsync(cancellationToken)
            ?? throw new AccountsStartupException("There is no default tenant yet; start the server once.");
        var link = NewLink(Owner, user: null, _options.Value.OwnerLinkLifetime);
        await _database.WriteAsync(connection => InsertAsync(connection, tenant, link), Durability.Full, cancellationToken);
        return link.Path;
    }

    /// <summary>An invitation for a user who is made in the same transaction, or when it is opened.</summary>
    internal NewOneTimeLink NewInvitation(UserId user) => NewLink(Invitation, user, _options.Value.InvitationLifetime);

    internal NewOneTimeLink NewReset(UserId user) => NewLink(Reset, user, _options.Value.ResetLifetime);

    /// <param name="maker">Who made it for somebody else, and takes it along when they lose the right to; null for the server itself.</param>
    internal static Task<int> InsertAsync(DatabaseConnection connection, TenantScope tenant, NewOneTimeLink link, UserId? maker = null) =>
        connection.ExecuteAsync(
            """
            insert into sys_links (token_hash, purpose, tenant_id, user_id, expires_at, made_by)
            values (@Hash, @Purpose, @tenantId, @User, @ExpiresAt, @maker)
            """,
            new { link.Hash, link.Purpose, tenantId = tenant.Id.Value, link.User, link.ExpiresAt, maker = maker?.Value });

    /// <summary>Ends the links that a user made for others and that nobody opened yet.</summary>
    internal static Task<int> EndOfAsync(TenantConnection connection, UserId maker) =>
        connection.ExecuteAsync(
            "delete from sys_links where tenant_id = @tenant and made_by = @maker and used_at is null", new { maker = maker.Value });

    private NewOneTimeLink NewLink(string purpose, UserId? user, TimeSpan lifetime)
    {
        var token = TokenText.New(Prefix);
        return new($"{(purpose == Reset ? "/reset" : "/welcome")}#token={token}", TokenText.Hash(token), purpose, user?.Value, (_time.GetUtcNow() + lifetime).ToUnixTimeMilliseconds());
    }
}

/// <summary>A link before it is kept.</summary>
internal sealed record NewOneTimeLink(string Path, string Hash, string Purpose, string? User, long ExpiresAt);
