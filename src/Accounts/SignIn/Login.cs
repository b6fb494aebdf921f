using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>POST /v1/auth/login — signs a person in by e-mail address and password.</summary>
internal static class Login
{
    /// <param name="Cookie">True for a page: the refresh token then goes into a cookie that no script can read.</param>
    /// <param name="Code">The second factor; without it, somebody who has one is answered 401 <c>second_factor_required</c> with a challenge.</param>
    public sealed record Request(string Email, string Password, bool Cookie = false, string? Code = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/login", HandleAsync).WithSummary("Sign in by e-mail address and password").AllowAnonymous();

    internal static async Task<Ok<TokenAnswer>> HandleAsync(
        Request request, HttpContext context, Actor actor, CredentialCheck check, SignIns signIns, CancellationToken cancellationToken)
    {
        var (tenant, user) = await check.ProveAsync(EmailAddress.Parse(request.Email, "email"), request.Password, actor, cancellationToken);
        return await signIns.ProceedAsync(context, tenant, user, actor, "password", request.Code, request.Cookie, cancellationToken) is { } answer
            ? TypedResults.Ok(answer)
            : throw CredentialCheck.Wrong();
    }
}

/// <summary>Checks e-mail address and password. Unknown address and wrong password answer alike and take equally long.</summary>
internal sealed class CredentialCheck(
    AddressBook addresses, UserStore users, Passwords passwords, SignInAttempts attempts, InstallationSecret secret, AuditTrail audit)
{
    public static RefusedException Wrong() =>
        new(new(401, "wrong_credentials", "E-mail address and password do not go together. Check both and try again."));

    /// <exception cref="RefusedException">They do not go together, or there were too many attempts.</exception>
    public async Task<(TenantScope Tenant, UserId User)> ProveAsync(
        EmailAddress email, string password, Actor actor, CancellationToken cancellationToken)
    {
        var hash = await email.HashAsync(secret, cancellationToken);
        var attempt = await attempts.BeginAsync(hash, cancellationToken);
        if (attempt.Wait is { } wait)
        {
            throw new RefusedException(new(429, "too_many_attempts", "Too many attempts to sign in with this e-mail address; wait before the next one.")
            {
                RetryAfter = wait,
            });
        }

        var (tenant, id) = await addresses.FindAsync(email, cancellationToken);
        var user = await users.FindAsync(tenant, id, cancellationToken);
        var known = password.Length <= Passwords.Longest && user is { DisabledAt: null } ? user.PasswordHash : null;
        if (!await passwords.VerifyAsync(known, password.Length <= Passwords.Longest ? password : "", cancellationToken))
        {
            // Told of unknown addresses too, to the operator: what is written must take as long for them.
            var action = attempt.Locks ? AuditActions.LockedOut : AuditActions.SignInFailed;
            var reason = user is null ? "unknown_address" : user.DisabledAt is null ? "wrong_password" : "disabled";
            await audit.RecordAsync(tenant, actor, action, user?.Id, [("reason", reason)], cancellationToken);
            throw Wrong();
        }

        await attempts.ForgetAsync(hash, cancellationToken);
        return (tenant, id);
    }
}
