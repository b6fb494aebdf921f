using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>POST /v1/auth/providers — connects an identity provider to the tenant.</summary>
internal static class CreateProvider
{
    /// <param name="Kind"><c>oidc</c> (the default), <c>oauth2</c> or <c>github</c>.</param>
    /// <param name="Issuer">Needed for <c>oidc</c>, exactly as the provider spells it.</param>
    /// <param name="Domains">Domains of e-mail addresses that sign in by this provider: verified ones of the tenant, or any with the scope <c>platform</c>.</param>
    /// <param name="GroupRoles">Roles by the provider's groups.</param>
    /// <param name="CreateUsers">Whether people of the domains get an account with their first sign-in.</param>
    /// <param name="TrustEmails">Whether addresses of the domains count as verified though the provider does not say so.</param>
    public sealed record Request(
        string Name, string ClientId, string? Kind = null, string? Issuer = null, string? ClientSecret = null, IReadOnlyList<string>? Scopes = null,
        IReadOnlyList<string>? Domains = null, string? GroupsClaim = null, IReadOnlyDictionary<string, string>? GroupRoles = null,
        string? DefaultRole = null, bool SyncGroups = false, bool CreateUsers = false, bool TrustEmails = false, bool Enabled = true,
        string? AuthorizationEndpoint = null, string? TokenEndpoint = null, string? UserinfoEndpoint = null, string? EmailsEndpoint = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/providers", HandleAsync).WithSummary("Connect an identity provider").Allow(Scopes.UsersAdmin, Role.Admin);

    internal static async Task<Created<ProviderView>> HandleAsync(
        Request request, Caller caller, Actor actor, HttpContext context, ProviderInput input, ProviderStore providers, ProviderLinks links,
        CancellationToken cancellationToken)
    {
        ProviderRights.CheckConnects(caller);
        var kind = ProviderInput.Kind(request.Kind);
        var endpoints = kind == ProviderKinds.Oidc ? null : EndpointsOf(request, kind, input);
        var domains = ProviderInput.Domains(request.Domains ?? []);
        var settings = new ProviderSettings
        {
            Name = DisplayName.Read(request.Name, "name")!,
            Kind = kind,
            Issuer = endpoints is null ? input.Issuer(request.Issuer) : new Uri(endpoints.Authorization).GetLeftPart(UriPartial.Authority),
            ClientId = ProviderInput.Text("client_id", request.ClientId),
            ClientSecret = ProviderInput.Secret(request.ClientSecret),
            Scopes = request.Scopes is { } scopes ? ProviderInput.ScopeList(scopes) : DefaultScopes(kind),
            Endpoints = endpoints,
            Domains = domains,
            GroupsClaim = request.GroupsClaim is { } claim ? ProviderInput.Text("groups_claim", claim) : "groups",
            GroupRoles = ProviderInput.GroupRoles(request.GroupRoles ?? new Dictionary<string, string>()),
            DefaultRole = ProviderInput.RoleToGive("default_role", request.DefaultRole ?? Standing.NameOf(Role.Member)),
            SyncGroups = request.SyncGroups,
            CreateUsers = request.CreateUsers,
            TrustEmails = request.TrustEmails,
        };
        var provider = await providers.AddAsync(
            caller.Tenant, settings, request.Enabled, ProviderRights.IsOperator(caller), actor, cancellationToken);
        return TypedResults.Created($"/v1/auth/providers/{provider.Id}", links.View(context, provider));
    }

    private static ProviderEndpoints EndpointsOf(Request request, string kind, ProviderInput input)
    {
        var github = kind == ProviderKinds.GitHub;
        return new(
            input.Address("authorization_endpoint", request.AuthorizationEndpoint ?? (github ? "https://github.com/login/oauth/authorize" : null)),
            input.Address("token_endpoint", request.TokenEndpoint ?? (github ? "https://github.com/login/oauth/access_token" : null)),
            input.Address("userinfo_endpoint", request.UserinfoEndpoint ?? (github ? "https://api.github.com/user" : null)),
            (request.EmailsEndpoint ?? (github ? "https://api.github.com/user/emails" : null)) is { } emails ? input.Address("emails_endpoint", emails) : null);
    }

    private static IReadOnlyList<string> DefaultScopes(string kind) => kind switch
    {
        ProviderKinds.Oidc => ["openid", "email", "profile"],
        ProviderKinds.GitHub => ["read:user", "user:email"],
        _ => [],
    };
}

/// <summary>Who may connect and change a provider, and bind a domain of e-mail addresses to it without proof.</summary>
internal static class ProviderRights
{
    /// <summary>A provider says who its people are, and may say that they are admins: so it takes somebody who can do all that those can.</summary>
    /// <exception cref="RefusedException">The caller cannot.</exception>
    public static void CheckConnects(Caller caller) => Grants.CheckGive(caller, Role.Admin);

    /// <summary>Whether the caller's word says whose a domain is.</summary>
    public static bool IsOperator(Caller caller) => caller.Scopes.Contains(Scopes.Platform);
}
