using System.Text.Json.Serialization;

namespace Parley.Accounts;

/// <summary>The kinds of providers there are.</summary>
internal static class ProviderKinds
{
    /// <summary>OpenID Connect: signs in by an ID token.</summary>
    public const string Oidc = "oidc";

    /// <summary>OAuth 2.0 alone: who it is says an endpoint for user information.</summary>
    public const string OAuth2 = "oauth2";

    /// <summary>GitHub, or a GitHub of one's own.</summary>
    public const string GitHub = "github";

    public static IReadOnlyList<string> All { get; } = [Oidc, OAuth2, GitHub];
}

/// <summary>Where an OAuth 2.0 provider is asked; an OpenID provider says that itself.</summary>
/// <param name="Emails">Where a list of <c>{email, primary, verified}</c> is; null when the user information has the address.</param>
internal sealed record ProviderEndpoints(string Authorization, string Token, string UserInfo, string? Emails);

/// <summary>All of a provider that an admin sets. It is kept sealed as a whole.</summary>
internal sealed record ProviderSettings
{
    public required string Name { get; init; }

    public required string Kind { get; init; }

    /// <summary>People are told apart by this and by the provider's own id of them.</summary>
    public required string Issuer { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Null for a client without one; PKCE protects both.</summary>
    public string? ClientSecret { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Null for OpenID providers.</summary>
    public ProviderEndpoints? Endpoints { get; init; }

    /// <summary>Domains of e-mail addresses, in lower case and as A-labels.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>Those of <see cref="Domains"/> that are not the provider's now, because the tenant's proof is gone. Not kept: the bindings say it.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> SuspendedDomains { get; init; } = [];

    /// <summary>The claim that says in which groups somebody is.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>Roles by the provider's groups; the highest counts.</summary>
    public IReadOnlyDictionary<string, Role> GroupRoles { get; init; } = new Dictionary<string, Role>();

    /// <summary>Of those whom <see cref="GroupRoles"/> gives none.</summary>
    public Role DefaultRole { get; init; } = Role.Member;

    /// <summary>Whether people join and leave the tenant's groups that are named like their groups at the provider.</summary>
    public bool SyncGroups { get; init; }

    /// <summary>Whether an account is made for whoever has an address of <see cref="Domains"/> and none yet.</summary>
    public bool CreateUsers { get; init; }

    /// <summary>Whether addresses of <see cref="Domains"/> count as verified without the provider saying so.</summary>
    public bool TrustEmails { get; init; }

    public bool HasDomainOf(EmailAddress email) =>
        Domains.Contains(email.Domain, StringComparer.Ordinal) && !SuspendedDomains.Contains(email.Domain, StringComparer.Ordinal);
}

/// <summary>A provider as kept.</summary>
internal sealed record Provider(
    TenantScope Tenant, string Id, bool Enabled, ProviderSettings Settings, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
