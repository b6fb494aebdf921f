using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>/v1/auth/identities — the providers by which the caller signs in, linked and unlinked by themselves.</summary>
internal static class OwnIdentities
{
    /// <param name="Provider">Its id.</param>
    /// <param name="Removable">False for the last way to sign in.</param>
    public sealed record Identity(string Provider, string Name, string Kind, bool Enabled, DateTimeOffset LinkedAt, bool Removable);

    /// <param name="Password">The caller's, unless they have signed in a moment ago or give a code.</param>
    /// <param name="Code">Of the caller's second factor.</param>
    /// <param name="ReturnTo">The page to come back to, with <c>identity_linked=</c> the provider's id or <c>identity_error=</c> a code put after it.</param>
    public sealed record LinkRequest(string? Password = null, string? Code = null, string? ReturnTo = null);

    /// <param name="Url">Where the browser that asked goes now: it has been given a cookie for the way back.</param>
    public sealed record Begun(string Url);

    /// <inheritdoc cref="LinkRequest"/>
    public sealed record UnlinkRequest(string? Password = null, string? Code = null);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/auth/identities", ListAsync).WithSummary("The providers by which you sign in").Allow(scope: null, Role.Viewer);
        routes.MapPost("/auth/identities/{provider}", LinkAsync).WithSummary("Begin to link a provider to your account").Allow(scope: null, Role.Viewer);
        routes.MapPost("/auth/identities/{provider}/unlink", UnlinkAsync).WithSummary("Unlink a provider from your account").Allow(scope: null, Role.Viewer);
    }

    internal static async Task<Ok<Listed<Identity>>> ListAsync(
        Caller caller, IdentityLinks identities, ProviderStore providers, UserStore users, CancellationToken cancellationToken)
    {
        if (caller is not { Session: not null, User: { } id })
        {
            throw new RefusedException(Refusal.Forbidden("Sign in to see how you sign in; a key cannot."));
        }

        var user = await users.FindAsync(caller.Tenant, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("user"));
        var linked = await identities.ListAsync(caller.Tenant, id, cancellationToken);
        var known = linked.Count == 0 ? [] : (await providers.ListAsync(caller.Tenant, cancellationToken)).ToDictionary(provider => provider.Id);
        var usable = linked.Count(one => known.TryGetValue(one.Provider, out var provider) && provider.Enabled);
        return TypedResults.Ok(new Listed<Identity>(
            [
                .. from one in linked
                   where known.ContainsKey(one.Provider)
                   let provider = known[one.Provider]
                   select new Identity(
                       provider.Id, provider.Settings.Name, provider.Settings.Kind, provider.Enabled, DateTimeOffset.FromUnixTimeMilliseconds(one.LinkedAt),
                       user.PasswordHash is not null || usable > (provider.Enabled ? 1 : 0)),
            ],
            null));
    }

    internal static async Task<Ok<Begun>> LinkAsync(
        Id<FederationIds.Provider> provider, LinkRequest? request, Caller caller, Actor actor, HttpContext context, FreshProof proof, ProviderStore providers,
        Departure departure, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        await proof.CheckAsync(caller, request?.Password, request?.Code, actor, cancellationToken);
        if (await providers.FindAsync(caller.Tenant, provider.Value, cancellationToken) is not { Enabled: true } found)
        {
            throw ChangeProvider.NotFound();
        }

        try
        {
            return TypedResults.Ok(new Begun(await departure.PrepareAsync(
                context, found, ReturnPath.Read(request?.ReturnTo), cancellationToken, session: caller.Session)));
        }
        catch (FederationFailure failure)
        {
            throw new RefusedException(new(424, failure.Code, "The provider does not say where to sign in. Try again, or tell an admin."));
        }
    }

    internal static async Task<NoContent> UnlinkAsync(
        Id<FederationIds.Provider> provider, UnlinkRequest? request, Caller caller, Actor actor, FreshProof proof, IdentityLinks identities,
        CancellationToken cancellationToken)
    {
        var user = await proof.CheckAsync(caller, request?.Password, request?.Code, actor, cancellationToken);
        return await identities.UnlinkAsync(caller, new(user.Id), provider.Value, actor, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("linked provider"));
    }
}
