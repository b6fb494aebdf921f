using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Parley.Accounts;

/// <summary>Ends what was begun at a provider: with a session, a link, with a test's outcome, or on the sign-in page with the code of what went wrong.</summary>
internal sealed class FederationAnswers(
    AdmissionDesk desk, IdentityLinks identities, SignIns signIns, TestSignIns tests, ProvenSessions sessions, AuditTrail audit)
{
    private const string LinkedParameter = "identity_linked";
    private const string LinkErrorParameter = "identity_error";
    private const string ErrorParameter = "sign_in_error";
    private const string TestParameter = "provider_test";
    private const string ChallengeParameter = "second_factor";

    /// <summary>To the sign-in page, which explains the code.</summary>
    public static RedirectHttpResult Failed(string code) => TypedResults.Redirect(ReturnPath.With("/", ErrorParameter, code));

    public async Task<RedirectHttpResult> FailedAsync(Provider provider, FederationFailure failure, Actor actor, CancellationToken cancellationToken)
    {
        await audit.RecordAsync(
            provider.Tenant, actor, FederationActions.SignInRefused, provider.Id, [("code", failure.Code), ("reason", failure.Reason)], cancellationToken);
        return Failed(failure.Code);
    }

    public async Task<RedirectHttpResult> SignedInAsync(
        HttpContext context, Provider provider, Flow flow, Actor actor, Func<Task<JsonElement>> identify, CancellationToken cancellationToken)
    {
        try
        {
            var person = PersonOf(provider, await identify());
            var user = await desk.AdmitAsync(provider, person, actor, cancellationToken);
            return await signIns.ProceedAsync(
                context, provider.Tenant, user, actor, provider.Id, code: null, cookie: true, cancellationToken) is not null
                ? TypedResults.Redirect(flow.ReturnTo)
                : throw new FederationFailure(FederationCodes.AccountDisabled, "gone");
        }
        catch (RefusedException refused) when (refused.Refusal.Extensions?.GetValueOrDefault("challenge") is string challenge)
        {
            // Whoever has a second factor here is asked for it, whatever the provider asked; a fragment stays in the browser.
            return TypedResults.Redirect($"{flow.ReturnTo}#{ChallengeParameter}={challenge}");
        }
        catch (FederationFailure failure)
        {
            return await FailedAsync(provider, failure, actor, cancellationToken);
        }
    }

    /// <summary>Keeps what came of it for whoever tests; nobody is signed in and nothing is changed.</summary>
    public async Task<RedirectHttpResult> TestedAsync(
        Provider provider, Flow flow, string test, Func<Task<JsonElement>> identify, CancellationToken cancellationToken)
    {
        TestOutcome outcome;
        try
        {
            outcome = new(null, null, await identify());
        }
        catch (FederationFailure failure)
        {
            outcome = new(failure.Code, failure.Reason, null);
        }

        await tests.EndAsync(provider, test, outcome, cancellationToken);
        return TypedResults.Redirect(ReturnPath.With(flow.ReturnTo, TestParameter, test));
    }

    /// <summary>Links the person at the provider to whoever began in that session, as long as it lasts; nobody is signed in.</summary>
    public async Task<RedirectHttpResult> LinkedAsync(
        Provider provider, Flow flow, string session, Actor actor, Func<Task<JsonElement>> identify, CancellationToken cancellationToken)
    {
        if (await sessions.ProveAsync(session, cancellationToken) is not { User: { } user } caller || caller.Tenant.Id != provider.Tenant.Id)
        {
            return TypedResults.Redirect(ReturnPath.With(flow.ReturnTo, LinkErrorParameter, FederationCodes.SessionEnded));
        }

        try
        {
            await identities.LinkAsync(provider, PersonOf(provider, await identify()), user, session, actor.As(user), cancellationToken);
            return TypedResults.Redirect(ReturnPath.With(flow.ReturnTo, LinkedParameter, provider.Id));
        }
        catch (FederationFailure failure)
        {
            await audit.RecordAsync(
                provider.Tenant, actor.As(user), FederationActions.LinkRefused, user.Value,
                [("provider", provider.Id), ("code", failure.Code), ("reason", failure.Reason)], cancellationToken);
            return TypedResults.Redirect(ReturnPath.With(flow.ReturnTo, LinkErrorParameter, failure.Code));
        }
    }

    private static ExternalPerson PersonOf(Provider provider, JsonElement claims) =>
        ExternalPerson.Of(provider.Settings, claims) ?? throw new FederationFailure(FederationCodes.ProofRefused, "subject");
}
