using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>/v1/auth/domains — the domains of e-mail addresses that the tenant claims, and their proof by an entry in the DNS.</summary>
internal static class DomainRoutes
{
    /// <param name="Domain">Such as <c>example.com</c>, in any script. Domains below it are claimed by themselves.</param>
    public sealed record Request(string Domain);

    // A name in the DNS has 253 letters at most, and the record's begins with _parley-challenge and a dot.
    private const int LongestProvable = 253 - 18;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/auth/domains", ClaimAsync).WithSummary("Claim a domain of e-mail addresses").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapGet("/auth/domains", ListAsync).WithSummary("List claimed domains").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapGet("/auth/domains/{id}", ShowAsync).WithSummary("Show a claimed domain and the record that proves it").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapPost("/auth/domains/{id}/verify", VerifyAsync).WithSummary("Look for the record that proves a domain").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapDelete("/auth/domains/{id}", DeleteAsync).WithSummary("Give a domain up").Allow(Scopes.UsersAdmin, Role.Admin);
    }

    internal static async Task<Created<DomainView>> ClaimAsync(
        Request request, TenantScope tenant, Actor actor, DomainStore domains, IOptions<FederationOptions> options, CancellationToken cancellationToken)
    {
        var claim = await domains.AddAsync(tenant, Read(request.Domain), actor, cancellationToken);
        return TypedResults.Created($"/v1/auth/domains/{claim.Id}", DomainView.Of(claim, options.Value.DomainGrace));
    }

    internal static async Task<Ok<Listed<DomainView>>> ListAsync(
        TenantScope tenant, DomainStore domains, IOptions<FederationOptions> options, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Listed<DomainView>(
            [.. (await domains.ListAsync(tenant, cancellationToken)).Select(claim => DomainView.Of(claim, options.Value.DomainGrace))], null));

    internal static async Task<Ok<DomainView>> ShowAsync(
        Id<FederationIds.Domain> id, TenantScope tenant, DomainStore domains, IOptions<FederationOptions> options, CancellationToken cancellationToken) =>
        TypedResults.Ok(DomainView.Of(await FindAsync(domains, tenant, id, cancellationToken), options.Value.DomainGrace));

    /// <summary>What was found stands in the answer and in the audit trail. A domain that holds already is looked at again.</summary>
    internal static async Task<Ok<DomainView>> VerifyAsync(
        Id<FederationIds.Domain> id, TenantScope tenant, Actor actor, DomainStore domains, DomainProof proof, IOptions<FederationOptions> options,
        CancellationToken cancellationToken)
    {
        var claim = await FindAsync(domains, tenant, id, cancellationToken);
        return await proof.LookAsync(tenant, claim, actor, cancellationToken) switch
        {
            ProofFinding.Found => await ShowAsync(id, tenant, domains, options, cancellationToken),
            ProofFinding.Missing => throw new RefusedException(new(
                409, "proof_missing",
                $"The TXT record {claim.RecordName} with the given value is not there yet. Publish it and try again; a change can take an hour to be seen.")),
            _ => throw new RefusedException(new(
                424, "dns_unavailable", "The name servers do not answer for this domain now; try again in a few minutes.")),
        };
    }

    /// <summary>Ends the bindings that rest on it, too.</summary>
    internal static async Task<NoContent> DeleteAsync(
        Id<FederationIds.Domain> id, TenantScope tenant, Actor actor, DomainStore domains, CancellationToken cancellationToken) =>
        await domains.DeleteAsync(tenant, id.Value, actor, cancellationToken) ? TypedResults.NoContent() : throw NotFound();

    private static async Task<DomainClaim> FindAsync(
        DomainStore domains, TenantScope tenant, Id<FederationIds.Domain> id, CancellationToken cancellationToken) =>
        await domains.FindAsync(tenant, id.Value, cancellationToken) ?? throw NotFound();

    private static string Read(string text)
    {
        var domain = DomainName.Normalise(text) ?? throw Invalid("Name a domain like example.com.");
        return domain.Length > LongestProvable ? throw Invalid($"Name a domain of {LongestProvable} letters at most: the record that proves it stands below it.")
            : SharedDomains.IsMail(domain) ? throw Invalid("Everybody can have an address of this domain, so it is no tenant's own. Name your organisation's domain.")
            : SharedDomains.IsSuffix(domain) ? throw Invalid("Others register names below this domain, so it is no tenant's own. Name your own below it.")
            : SharedDomains.IsNowhere(domain) ? throw Invalid("This domain can be in no public DNS, so nothing there can prove it.")
            : domain;
    }

    private static RefusedException Invalid(string sentence) => new(Refusal.Invalid("domain", sentence));

    private static RefusedException NotFound() => new(Refusal.NotFound("domain"));
}
