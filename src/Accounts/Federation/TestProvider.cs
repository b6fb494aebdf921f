using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>
/// POST /v1/auth/providers/{id}/test and GET /v1/auth/providers/{id}/tests/{test} — a real sign-in at the provider that signs nobody in
/// here: it shows what the provider says and what would come of it.
/// </summary>
internal static class TestProvider
{
    /// <param name="ReturnTo">The page to come back to, with <c>?provider_test=</c> and the id put after it.</param>
    public sealed record Request(string? ReturnTo = null);

    /// <param name="Url">Where the browser that asked goes now: it has been given a cookie for the way back.</param>
    public sealed record Begun(string Test, string Url);

    /// <param name="State"><c>waiting</c>, <c>passed</c> or <c>failed</c>.</param>
    /// <param name="Code">Why it failed, as the sign-in page would be told.</param>
    /// <param name="Reason">What exactly was wrong, as a word.</param>
    /// <param name="Claims">What the provider says of the person.</param>
    /// <param name="Preview">What would come of the sign-in now.</param>
    public sealed record Shown(string State, string? Code, string? Reason, JsonElement? Claims, SignInPreview? Preview);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/auth/providers/{id}/test", BeginAsync).WithSummary("Begin a test sign-in").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapGet("/auth/providers/{id}/tests/{test}", ShowAsync).WithSummary("Show a test sign-in").Allow(Scopes.UsersAdmin, Role.Admin);
    }

    internal static async Task<Ok<Begun>> BeginAsync(
        Id<FederationIds.Provider> id, Request? request, TenantScope tenant, Actor actor, HttpContext context, ProviderStore providers, TestSignIns tests,
        Departure departure, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var provider = await providers.FindAsync(tenant, id.Value, cancellationToken) ?? throw ChangeProvider.NotFound();
        var test = await tests.BeginAsync(provider, actor, cancellationToken);
        try
        {
            return TypedResults.Ok(new Begun(
                test, await departure.PrepareAsync(context, provider, ReturnPath.Read(request?.ReturnTo), cancellationToken, test)));
        }
        catch (FederationFailure failure)
        {
            throw new RefusedException(new(424, failure.Code, $"The provider does not say where to sign in ({failure.Reason}). Check its issuer."));
        }
    }

    internal static async Task<Ok<Shown>> ShowAsync(
        Id<FederationIds.Provider> id, Id<FederationIds.Test> test, TenantScope tenant, ProviderStore providers, TestSignIns tests, AdmissionDesk desk,
        CancellationToken cancellationToken)
    {
        var provider = await providers.FindAsync(tenant, id.Value, cancellationToken) ?? throw ChangeProvider.NotFound();
        return await tests.FindAsync(tenant, id.Value, test.Value, cancellationToken) switch
        {
            (false, _) => throw new RefusedException(Refusal.NotFound("test")),
            (_, null) => TypedResults.Ok(new Shown("waiting", null, null, null, null)),
            (_, { Claims: { } claims }) => TypedResults.Ok(
                new Shown("passed", null, null, claims, await PreviewSignIn.OfAsync(provider, claims, desk, cancellationToken))),
            (_, { } failed) => TypedResults.Ok(new Shown("failed", failed.Code, failed.Reason, null, null)),
        };
    }
}
