using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>GET /v1/auth/oidc/{provider} — sends the browser to an identity provider to sign in there.</summary>
internal static class StartSignIn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/auth/oidc/{provider}", HandleAsync).WithSummary("Sign in by an identity provider").AllowAnonymous()
            .Produces(StatusCodes.Status302Found);

    /// <param name="return_to">The page to come back to, such as <c>/c/conv_…</c>; only pages of this server count.</param>
    internal static async Task<RedirectHttpResult> HandleAsync(
        Id<FederationIds.Provider> provider, string? return_to, HttpContext context, ProviderStore providers, Departure departure, FederationAnswers answers,
        Actor actor, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await providers.FindAsync(provider.Value, cancellationToken) is not { Enabled: true } found)
        {
            return FederationAnswers.Failed(FederationCodes.ProviderUnknown);
        }

        try
        {
            return TypedResults.Redirect(await departure.PrepareAsync(context, found, ReturnPath.Read(return_to), cancellationToken));
        }
        catch (FederationFailure failure)
        {
            return await answers.FailedAsync(found, failure, actor, cancellationToken);
        }
    }
}

/// <summary>Gets a browser ready to leave for a provider.</summary>
internal sealed class Departure(
    ProviderMetadata providers, ProviderLinks links, FlowCookie cookie, IOptions<FederationOptions> options, TimeProvider time)
{
    /// <returns>Where the browser goes.</returns>
    /// <exception cref="FederationFailure">The provider does not say where that is.</exception>
    /// <param name="test">The id of the test that this is.</param>
    /// <param name="session">Of whoever links the provider to their account.</param>
    public async Task<string> PrepareAsync(
        HttpContext context, Provider provider, string returnTo, CancellationToken cancellationToken, string? test = null, string? session = null)
    {
        var metadata = await providers.OfAsync(provider, cancellationToken);
        var flow = Flow.New(provider.Id, links.Callback(context, provider.Id), returnTo, time.GetUtcNow()) with { Test = test, Session = session };
        await cookie.SetAsync(context, flow, options.Value.SignInTime, cancellationToken);
        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = provider.Settings.ClientId,
            ["redirect_uri"] = flow.RedirectUri,
            ["scope"] = string.Join(' ', provider.Settings.Scopes),
            ["state"] = flow.State,
            ["code_challenge"] = flow.Challenge,
            ["code_challenge_method"] = "S256",
        };
        if (provider.Settings.Kind == ProviderKinds.Oidc)
        {
            query["nonce"] = flow.Nonce;
        }

        return QueryHelpers.AddQueryString(new Uri(metadata.Authorization).AbsoluteUri, query);
    }
}
