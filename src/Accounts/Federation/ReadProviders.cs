using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>GET /v1/auth/providers/all and /v1/auth/providers/{id} — the tenant's identity providers, for admins; DELETE takes one away.</summary>
internal static class ReadProviders
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/auth/providers/all", ListAsync).WithSummary("List identity providers").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapGet("/auth/providers/{id}", ShowAsync).WithSummary("Show an identity provider").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapDelete("/auth/providers/{id}", DeleteAsync).WithSummary("Delete an identity provider").Allow(Scopes.UsersAdmin, Role.Admin);
    }

    internal static async Task<Ok<Listed<ProviderView>>> ListAsync(
        TenantScope tenant, HttpContext context, ProviderStore providers, ProviderLinks links, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Listed<ProviderView>(
            [.. (await providers.ListAsync(tenant, cancellationToken)).Select(provider => links.View(context, provider))], null));

    internal static async Task<Ok<ProviderView>> ShowAsync(
        Id<FederationIds.Provider> id, TenantScope tenant, HttpContext context, ProviderStore providers, ProviderLinks links, CancellationToken cancellationToken) =>
        TypedResults.Ok(links.View(context, await providers.FindAsync(tenant, id.Value, cancellationToken) ?? throw ChangeProvider.NotFound()));

    /// <summary>Whoever signed in by it keeps their account and has to find another way in.</summary>
    internal static async Task<NoContent> DeleteAsync(
        Id<FederationIds.Provider> id, TenantScope tenant, Actor actor, ProviderStore providers, CancellationToken cancellationToken) =>
        await providers.DeleteAsync(tenant, id.Value, actor, cancellationToken) ? TypedResults.NoContent() : throw ChangeProvider.NotFound();
}
