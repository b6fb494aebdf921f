using Microsoft.AspNetCore.Http;

namespace Parley.Accounts;

/// <summary>A provider as admins see it; the secret is never shown.</summary>
/// <param name="RedirectUri">To be registered at the provider: where it sends people back to.</param>
/// <param name="Domains">Domains of e-mail addresses by which people find or get their account here, and through no other provider.</param>
/// <param name="SuspendedDomains">Those of the domains that do not sign in here now, because their proof is gone.</param>
/// <param name="GroupRoles">Roles by the provider's groups; the highest counts, and <c>owner</c> is none of them.</param>
public sealed record ProviderView(
    string Id, string Name, string Kind, string Issuer, string ClientId, bool HasSecret, IReadOnlyList<string> Scopes, IReadOnlyList<string> Domains,
    IReadOnlyList<string> SuspendedDomains, string GroupsClaim, IReadOnlyDictionary<string, string> GroupRoles, string DefaultRole, bool SyncGroups, bool CreateUsers, bool TrustEmails,
    bool Enabled, string? AuthorizationEndpoint, string? TokenEndpoint, string? UserinfoEndpoint, string? EmailsEndpoint, string RedirectUri,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static ProviderView Of(Provider provider, string redirectUri)
    {
        var settings = provider.Settings;
        return new(
            provider.Id, settings.Name, settings.Kind, settings.Issuer, settings.ClientId, settings.ClientSecret is not null, settings.Scopes,
            settings.Domains, settings.SuspendedDomains, settings.GroupsClaim, settings.GroupRoles.ToDictionary(pair => pair.Key, pair => Standing.NameOf(pair.Value)),
            Standing.NameOf(settings.DefaultRole), settings.SyncGroups, settings.CreateUsers, settings.TrustEmails, provider.Enabled,
            settings.Endpoints?.Authorization, settings.Endpoints?.Token, settings.Endpoints?.UserInfo, settings.Endpoints?.Emails,
            redirectUri, provider.CreatedAt, provider.UpdatedAt);
    }
}

/// <summary>Where a provider's sign-in begins and ends.</summary>
internal sealed class ProviderLinks(Links links)
{
    public static string Start(string provider) => $"/v1/auth/oidc/{provider}";

    public string Callback(HttpContext context, string provider) => links.At(context, $"{Start(provider)}/callback");

    public ProviderView View(HttpContext context, Provider provider) => ProviderView.Of(provider, Callback(context, provider.Id));
}
