using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>/v1/auth/totp — the caller's second factor; DELETE /v1/users/{id}/totp takes away that of somebody who lost it.</summary>
internal static class FactorRoutes
{
    private const string Issuer = "Parley";

    /// <param name="RecoveryCodes">How many are left.</param>
    public sealed record State(bool Enabled, DateTimeOffset? Since, long RecoveryCodes);

    /// <param name="Password">The caller's, so that a stolen session cannot lock its owner out; absent for somebody who has none.</param>
    public sealed record PasswordRequest(string? Password = null);

    /// <param name="Secret">Base32, for typing in.</param>
    /// <param name="OtpauthUri">For a QR code.</param>
    public sealed record Enrolment(string Secret, string OtpauthUri);

    public sealed record ConfirmRequest(string Code);

    /// <param name="RecoveryCodes">Each works once; they are shown this once.</param>
    public sealed record Confirmed(IReadOnlyList<string> RecoveryCodes);

    /// <param name="Password">The caller's; absent when a code is given.</param>
    /// <param name="Code">Of the authenticator, or a recovery code.</param>
    public sealed record RenewRequest(string? Password = null, string? Code = null);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/auth/totp", ShowAsync).WithSummary("Your second factor").Allow(scope: null, Role.Viewer);
        routes.MapPost("/auth/totp", EnrolAsync).WithSummary("Begin with a second factor").Allow(scope: null, Role.Viewer);
        routes.MapPost("/auth/totp/confirm", ConfirmAsync).WithSummary("Turn the second factor on by a first code").Allow(scope: null, Role.Viewer);
        routes.MapPost("/auth/totp/recovery-codes", RenewAsync).WithSummary("Make new recovery codes in place of the old ones").Allow(scope: null, Role.Viewer);
        routes.MapPost("/auth/totp/disable", DisableAsync).WithSummary("Turn the second factor off").Allow(scope: null, Role.Viewer);
        routes.MapDelete("/users/{id}/totp", ResetAsync).WithSummary("Take away a user's second factor").Allow(Scopes.UsersAdmin, Role.Admin);
    }

    internal static async Task<Ok<State>> ShowAsync(Caller caller, SecondFactors factors, CancellationToken cancellationToken)
    {
        var state = await factors.StateAsync(caller.Tenant, Person(caller), cancellationToken);
        return TypedResults.Ok(new State(
            state.Since is not null, state.Since is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null, state.RecoveryCodes));
    }

    internal static async Task<Ok<Enrolment>> EnrolAsync(
        PasswordRequest? request, Caller caller, Actor actor, HttpContext context, OwnPassword own, UserStore users, SecondFactors factors,
        CancellationToken cancellationToken)
    {
        var user = await own.CheckAsync(caller.Tenant, Person(caller), request?.Password, actor, cancellationToken);
        var secret = await factors.EnrolAsync(caller.Tenant, user, cancellationToken);
        var (email, _) = await users.OpenAsync(caller.Tenant, user, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Enrolment(Totp.Base32(secret), Totp.Uri(Issuer, email ?? user.Id, secret)));
    }

    internal static async Task<Ok<Confirmed>> ConfirmAsync(
        ConfirmRequest request, Caller caller, Actor actor, HttpContext context, UserStore users, SecondFactors factors, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(caller.Tenant, Person(caller), cancellationToken) ?? throw new RefusedException(Refusal.NotFound("user"));
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Confirmed(await factors.ConfirmAsync(caller.Tenant, user, request.Code, actor, cancellationToken)));
    }

    internal static async Task<Ok<Confirmed>> RenewAsync(
        RenewRequest? request, Caller caller, Actor actor, HttpContext context, FreshProof proof, SecondFactors factors, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var user = await proof.CheckNowAsync(caller, request?.Password, request?.Code, actor, cancellationToken);
        return TypedResults.Ok(new Confirmed(await factors.RenewCodesAsync(caller.Tenant, new(user.Id), actor, cancellationToken)));
    }

    internal static async Task<NoContent> DisableAsync(
        PasswordRequest? request, Caller caller, Actor actor, OwnPassword own, TenantDatabase database, SecondFactors factors,
        CancellationToken cancellationToken)
    {
        var user = await own.CheckAsync(caller.Tenant, Person(caller), request?.Password, actor, cancellationToken);
        await database.WriteAsync(
            caller.Tenant, connection => factors.RemoveAsync(connection, new(user.Id), actor, "own_wish"), Durability.Full, cancellationToken);
        return TypedResults.NoContent();
    }

    internal static async Task<NoContent> ResetAsync(
        UserId id, Caller caller, Actor actor, TenantDatabase database, UserStore users, SecondFactors factors, CancellationToken cancellationToken)
    {
        Grants.CheckOther(caller, id);
        var user = await users.FindAsync(caller.Tenant, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("user"));
        Grants.CheckOver(caller, user.Standing, user.Platform);
        return await database.WriteAsync(
            caller.Tenant, connection => factors.RemoveAsync(connection, id, actor, "reset"), Durability.Full, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("second factor"));
    }

    // A key stands for a program, and programs have no authenticator.
    private static UserId Person(Caller caller) =>
        caller is { Session: not null, User: { } user } ? user : throw new RefusedException(Refusal.Forbidden("Sign in to manage your second factor; a key cannot."));
}
