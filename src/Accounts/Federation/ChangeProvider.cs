using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>PATCH /v1/auth/providers/{id} — changes what is given and not null; kind, issuer and endpoints stay as they are.</summary>
internal static class ChangeProvider
{
    /// <param name="Issuer">May be given, but not another one: people are known by it.</param>
    /// <param name="ClientSecret">An empty text takes the secret away.</param>
    public sealed record Request(
        string? Name = null, string? Issuer = null, string? ClientId = null, string? ClientSecret = null, IReadOnlyList<string>? Scopes = null,
        IReadOnlyList<string>? Domains = null, string? GroupsClaim = null, IReadOnlyDictionary<string, string>? GroupRoles = null,
        string? DefaultRole = null, bool? SyncGroups = null, bool? CreateUsers = null, bool? TrustEmails = null, bool? Enabled = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/auth/providers/{id}", HandleAsync).WithSummary("Change an identity provider").Allow(Scopes.UsersAdmin, Role.Admin);

    internal static async Task<Ok<ProviderView>> HandleAsync(
        Id<FederationIds.Provider> id, Request request, Caller caller, Actor actor, HttpContext context, ProviderStore providers, DomainStore domainNames, ProviderLinks links,
        CancellationToken cancellationToken)
    {
        ProviderRights.CheckConnects(caller);
        var provider = await providers.FindAsync(caller.Tenant, id.Value, cancellationToken) ?? throw NotFound();
        var before = provider.Settings;
        if (request.Issuer is { } issuer && issuer != before.Issuer)
        {
            throw new RefusedException(new(
                409, "issuer_fixed", "The issuer of a provider stays, because people are known by it. Connect another provider instead."));
        }

        var domains = request.Domains is { } asked ? ProviderInput.Domains(asked) : before.Domains;
        var settings = before with
        {
            Name = DisplayName.Read(request.Name, "name") ?? before.Name,
            ClientId = request.ClientId is { } client ? ProviderInput.Text("client_id", client) : before.ClientId,
            ClientSecret = request.ClientSecret is { } secret ? ProviderInput.Secret(secret) : before.ClientSecret,
            Scopes = request.Scopes is { } scopes ? ProviderInput.ScopeList(scopes) : before.Scopes,
            Domains = domains,
            GroupsClaim = request.GroupsClaim is { } claim ? ProviderInput.Text("groups_claim", claim) : before.GroupsClaim,
            GroupRoles = request.GroupRoles is { } roles ? ProviderInput.GroupRoles(roles) : before.GroupRoles,
            DefaultRole = request.DefaultRole is { } role ? ProviderInput.RoleToGive("default_role", role) : before.DefaultRole,
            SyncGroups = request.SyncGroups ?? before.SyncGroups,
            CreateUsers = request.CreateUsers ?? before.CreateUsers,
            TrustEmails = request.TrustEmails ?? before.TrustEmails,
        };
        if (settings.TrustEmails && !before.TrustEmails && !ProviderRights.IsOperator(caller)
            && await domainNames.IsBoundByOperatorAsync(caller.Tenant, id.Value, cancellationToken))
        {
            throw new RefusedException(Refusal.Forbidden(
                $"The operator has bound a domain to this provider. To trust its addresses takes the scope {Kernel.Scopes.Platform} too: people set them themselves."));
        }

        return await providers.ReplaceAsync(
            provider with { Settings = settings, Enabled = request.Enabled ?? provider.Enabled }, before,
            request.Domains is not null && ProviderRights.IsOperator(caller), FieldsOf(request), actor, cancellationToken)
            ? TypedResults.Ok(links.View(context, await providers.FindAsync(caller.Tenant, id.Value, cancellationToken) ?? throw NotFound()))
            : throw NotFound();
    }

    internal static RefusedException Changed() =>
        new(new(409, "provider_changed", "Somebody else has changed this provider a moment ago; read it again before you change it."));

    internal static RefusedException NotFound() => new(Refusal.NotFound("identity provider"));

    private static List<string> FieldsOf(Request request) =>
    [
        .. from field in ((string Name, object? Value)[])
           [
               ("name", request.Name), ("client_id", request.ClientId), ("client_secret", request.ClientSecret), ("scopes", request.Scopes),
               ("domains", request.Domains), ("groups_claim", request.GroupsClaim), ("group_roles", request.GroupRoles),
               ("default_role", request.DefaultRole), ("sync_groups", request.SyncGroups), ("create_users", request.CreateUsers),
               ("trust_emails", request.TrustEmails), ("enabled", request.Enabled),
           ]
           where field.Value is not null
           select field.Name,
    ];
}
