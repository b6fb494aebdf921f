using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>
/// GET /v1/auth/providers — by which providers one can sign in, for the sign-in page: those of a tenant, or the one to which the
/// domain of an e-mail address is bound. Says no more of a tenant than the names of its providers.
/// </summary>
internal static class OfferProviders
{
    /// <param name="Url">Where the browser goes to sign in; <c>?return_to=/path</c> says where it comes back to.</param>
    public sealed record Offer(string Id, string Name, string Kind, string Url);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/auth/providers", HandleAsync).WithSummary("List the ways to sign in").AllowAnonymous();

    /// <param name="email">Whoever wants to sign in; whether they have an account makes no difference.</param>
    /// <param name="tenant">A tenant's id; absent, and without an e-mail address, the default tenant.</param>
    internal static async Task<Ok<Listed<Offer>>> HandleAsync(
        string? email, string? tenant, ProviderStore providers, Tenants tenants, CancellationToken cancellationToken)
    {
        var offered = email is not null
            ? await ByEmailAsync(EmailAddress.Parse(email, "email"), providers, cancellationToken)
            : await ByTenantAsync(tenant, providers, tenants, cancellationToken);
        return TypedResults.Ok(new Listed<Offer>(
            [
                .. from provider in offered
                   where provider.Enabled
                   select new Offer(provider.Id, provider.Settings.Name, provider.Settings.Kind, ProviderLinks.Start(provider.Id)),
            ],
            null));
    }

    private static async Task<IReadOnlyList<Provider>> ByEmailAsync(EmailAddress email, ProviderStore providers, CancellationToken cancellationToken) =>
        await providers.FindByDomainAsync(email.Domain, cancellationToken) is { } provider ? [provider] : [];

    private static async Task<IReadOnlyList<Provider>> ByTenantAsync(
        string? tenant, ProviderStore providers, Tenants tenants, CancellationToken cancellationToken)
    {
        var scope = tenant is null ? await tenants.DefaultAsync(cancellationToken)
            : TenantId.TryParse(tenant, null, out var id) ? new TenantScope(id)
            : throw new RefusedException(Refusal.Invalid("tenant", "This is not the id of a tenant."));
        return scope is null ? [] : await providers.ListAsync(scope, cancellationToken);
    }
}
