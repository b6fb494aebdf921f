using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;

namespace Parley.Safety;

/// <summary>A policy as those see it who may change it: all of it, also what is as usual.</summary>
public sealed record PolicyView(PolicyId Id, long Version, Policy Policy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static PolicyView Of(KeptPolicy kept) => new(kept.Id, kept.Version, kept.Policy, kept.CreatedAt, kept.UpdatedAt);
}

/// <summary>Policies, all of them on one page; or versions of one, the newest first.</summary>
/// <param name="Standard">What holds where no policy says otherwise.</param>
public sealed record PolicyList(IReadOnlyList<PolicyView> Data, Policy Standard, string? NextCursor);

/// <summary>A policy anew.</summary>
/// <param name="Version">The version that was changed; when it is no longer the newest the request is refused. Left out, whatever is there is replaced.</param>
public sealed record PolicyRequest(PolicyInput? Policy = null, long? Version = null);

/// <summary>/v1/policies — what the guards do about what they find.</summary>
internal static class PolicyRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/policies", ListAsync).WithSummary("List the safety policies").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapPost("/policies", CreateAsync).WithSummary("Add a safety policy").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapGet("/policies/{id}", ShowAsync).WithSummary("Show a safety policy").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapGet("/policies/{id}/versions", VersionsAsync).WithSummary("List the versions of a safety policy").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapPut("/policies/{id}", PutAsync).WithSummary("Replace a safety policy").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapDelete("/policies/{id}", DeleteAsync).WithSummary("Delete a safety policy").Allow(Scopes.SafetyAdmin, Role.Admin);
    }

    internal static async Task<Ok<PolicyList>> ListAsync(TenantScope tenant, PolicyStore policies, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PolicyList([.. (await policies.ListAsync(tenant, cancellationToken)).Select(PolicyView.Of)], Policy.Standard, null));

    internal static async Task<Created<PolicyView>> CreateAsync(
        PolicyRequest request, TenantScope tenant, Actor actor, PolicyStore policies, [FromServices] ProviderLayer provider,
        CancellationToken cancellationToken, bool? force = null)
    {
        var id = await policies.AddAsync(tenant, Read(request, force, provider, cancellationToken), actor, cancellationToken);
        return TypedResults.Created($"/v1/policies/{id}", await FindAsync(tenant, id, policies, cancellationToken));
    }

    internal static async Task<Ok<PolicyView>> ShowAsync(PolicyId id, TenantScope tenant, PolicyStore policies, CancellationToken cancellationToken) =>
        TypedResults.Ok(await FindAsync(tenant, id, policies, cancellationToken));

    internal static async Task<Ok<PolicyList>> VersionsAsync(
        PolicyId id, int? limit, string? cursor, TenantScope tenant, PolicyStore policies, CancellationToken cancellationToken)
    {
        var paging = SafetyPaging.Read(limit, cursor);
        var below = paging.Before is not { } before ? (long?)null
            : long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
            : throw SafetyPaging.Unknown();
        await policies.MustBeAsync(tenant, id, cancellationToken);
        var page = paging.Page(
            await policies.VersionsAsync(tenant, id, below, paging.Limit + 1, cancellationToken), kept => kept.Version.ToString(CultureInfo.InvariantCulture), PolicyView.Of);
        return TypedResults.Ok(new PolicyList(page.Data, Policy.Standard, page.NextCursor));
    }

    internal static async Task<Ok<PolicyView>> PutAsync(
        PolicyId id, PolicyRequest request, TenantScope tenant, Actor actor, PolicyStore policies, [FromServices] ProviderLayer provider,
        CancellationToken cancellationToken, bool? force = null)
    {
        await policies.ReplaceAsync(tenant, id, Read(request, force, provider, cancellationToken), request.Version, actor, cancellationToken);
        return TypedResults.Ok(await FindAsync(tenant, id, policies, cancellationToken));
    }

    internal static async Task<NoContent> DeleteAsync(PolicyId id, TenantScope tenant, Actor actor, PolicyStore policies, CancellationToken cancellationToken)
    {
        await policies.DeleteAsync(tenant, id, actor, cancellationToken);
        return TypedResults.NoContent();
    }

    // A case that fails and is only told of is soon read by nobody: who wants to save it all the same says so.
    private static Policy Read(PolicyRequest request, bool? force, ProviderLayer provider, CancellationToken cancellationToken)
    {
        var policy = PolicyRules.Read(
            request.Policy ?? throw PolicyRules.Invalid("policy", "Give the policy, such as {\"policy\": {\"name\": \"strict\", \"injection\": {\"block_at\": 0.7}}}."));
        if (policy.Provider is { Ask: true } or { Answers: true } && !provider.IsConnected)
        {
            throw PolicyRules.Invalid(policy.Provider.Ask ? "policy.provider.ask" : "policy.provider.answers", "No server that moderates is connected here, so it cannot be asked; the installation names one by Parley__Moderation__Model.");
        }

        if (force != true)
        {
            CaseRun.MustPass(policy, cancellationToken);
        }

        return policy;
    }

    private static async Task<PolicyView> FindAsync(TenantScope tenant, PolicyId id, PolicyStore policies, CancellationToken cancellationToken) =>
        PolicyView.Of(await policies.FindAsync(tenant, id, cancellationToken) ?? throw PolicyStore.NotFound());
}
