using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>GET /v1/auth/oidc/{provider}/callback — where a provider sends the browser back to: signs the person in, links the provider to their account, or says why not.</summary>
internal static class FinishSignIn
{
    /// <param name="Iss">Who the provider says it is (RFC 9207).</param>
    public sealed record Answer(string? Code = null, string? State = null, string? Iss = null, string? Error = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/auth/oidc/{provider}/callback", HandleAsync).WithSummary("Come back from an identity provider").AllowAnonymous()
            .Produces(StatusCodes.Status302Found);

    internal static async Task<RedirectHttpResult> HandleAsync(
        Id<FederationIds.Provider> provider, [AsParameters] Answer answer, HttpContext context, ProviderStore providers, Arrival arrival,
        FederationAnswers answers, Actor actor, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await providers.FindAsync(provider.Value, cancellationToken) is not { } found)
        {
            return FederationAnswers.Failed(FederationCodes.ProviderUnknown);
        }

        Flow flow;
        try
        {
            flow = await arrival.TakeFlowAsync(context, found, answer, cancellationToken);
        }
        catch (FederationFailure failure)
        {
            return await answers.FailedAsync(found, failure, actor, cancellationToken);
        }

        Task<JsonElement> Identify() => arrival.IdentifyAsync(found, flow, answer, cancellationToken);
        return flow.Test is { } test ? await answers.TestedAsync(found, flow, test, Identify, cancellationToken)
            : flow.Session is { } session ? await answers.LinkedAsync(found, flow, session, actor, Identify, cancellationToken)
            : await answers.SignedInAsync(context, found, flow, actor, Identify, cancellationToken);
    }
}

/// <summary>Judges what a browser brings back from a provider.</summary>
internal sealed class Arrival(
    FlowCookie cookie, UsedFlows used, ProviderMetadata providers, Identification identification, IOptions<FederationOptions> options,
    TimeProvider time)
{
    private const int LongestCode = 4096;

    /// <exception cref="FederationFailure">This browser began no such sign-in, or too long ago, or it came back before.</exception>
    public async Task<Flow> TakeFlowAsync(HttpContext context, Provider provider, FinishSignIn.Answer answer, CancellationToken cancellationToken)
    {
        if (answer.State is not { Length: > 0 and <= 200 } state || await cookie.TakeAsync(context, state, cancellationToken) is not { } flow)
        {
            throw Stale("not_begun_here");
        }

        if (flow.Provider != provider.Id)
        {
            throw Stale("other_provider");
        }

        var end = DateTimeOffset.FromUnixTimeMilliseconds(flow.StartedAt) + options.Value.SignInTime;
        return end <= time.GetUtcNow() ? throw Stale("expired")
            : !provider.Enabled && flow.Test is null ? throw new FederationFailure(FederationCodes.ProviderUnknown, "disabled")
            : !await used.TryUseAsync(flow.State, end, cancellationToken) ? throw Stale("replayed")
            : flow;
    }

    /// <returns>What the provider says of the person.</returns>
    /// <exception cref="FederationFailure">It says that it does not sign them in, or proves nothing.</exception>
    public async Task<JsonElement> IdentifyAsync(Provider provider, Flow flow, FinishSignIn.Answer answer, CancellationToken cancellationToken)
    {
        // Who answers comes first: another provider's error is as little this one's as its code.
        if (provider.Settings.Kind == ProviderKinds.Oidc)
        {
            var metadata = await providers.OfAsync(provider, cancellationToken);
            if (answer.Iss is { } named ? named != metadata.Issuer : metadata.NamesItself)
            {
                throw new FederationFailure(FederationCodes.ProofRefused, "answer_issuer");
            }
        }

        return answer switch
        {
            { Error: "access_denied" } => throw new FederationFailure(FederationCodes.AccessDenied, "access_denied"),
            { Error: not null } => throw new FederationFailure(FederationCodes.ProviderRefused, "error"),
            { Code: { Length: > 0 and <= LongestCode } code } => await identification.ClaimsAsync(provider, flow, code, cancellationToken),
            _ => throw new FederationFailure(FederationCodes.ProofRefused, "no_code"),
        };
    }

    private static FederationFailure Stale(string reason) => new(FederationCodes.SignInStale, reason);
}

/// <summary>Remembers sign-ins that came back, for as long as they could come back again.</summary>
internal sealed class UsedFlows(SystemDatabase database, TimeProvider time)
{
    /// <returns>False when it came back before.</returns>
    public Task<bool> TryUseAsync(string state, DateTimeOffset end, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync("delete from sys_used_flows where expires_at <= @now", new { now = time.GetUtcNow().ToUnixTimeMilliseconds() });
                return await connection.ExecuteAsync(
                    "insert into sys_used_flows (state_hash, expires_at) values (@hash, @end) on conflict do nothing",
                    new { hash = TokenText.Hash(state), end = end.ToUnixTimeMilliseconds() }) == 1;
            },
            Durability.Full,
            cancellationToken);
}
