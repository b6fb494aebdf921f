using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>
/// A new password by a link: POST /v1/auth/password-reset asks for one by mail, POST /v1/users/{id}/password-reset shows one to those
/// who administer users, and POST /v1/auth/password-reset/redeem sets the password.
/// </summary>
internal static class PasswordReset
{
    public sealed record AskRequest(string Email);

    /// <param name="Token">What stands after <c>#token=</c> in the link.</param>
    public sealed record RedeemRequest(string Token, string Password);

    public sealed record LinkAnswer(string Link, DateTimeOffset ExpiresAt);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/auth/password-reset", AskAsync).WithSummary("Ask for a link to set a new password").AllowAnonymous();
        routes.MapPost("/auth/password-reset/redeem", RedeemAsync).WithSummary("Set a new password by a link").AllowAnonymous();
        routes.MapPost("/users/{id}/password-reset", ShowAsync).WithSummary("Make a link by which a user sets a new password")
            .Allow(Scopes.UsersAdmin, Role.Admin);
    }

    /// <summary>Answers alike, after the same work, whether or not the address signs somebody in.</summary>
    internal static async Task<Accepted> AskAsync(AskRequest request, Actor actor, ResetLinks resets, CancellationToken cancellationToken)
    {
        await resets.AskAsync(EmailAddress.Parse(request.Email, "email"), actor, cancellationToken);
        return TypedResults.Accepted((string?)null);
    }

    internal static async Task<Ok<LinkAnswer>> ShowAsync(
        UserId id, Caller caller, Actor actor, HttpContext context, ResetLinks resets, Links links, CancellationToken cancellationToken)
    {
        Grants.CheckOther(caller, id);
        var link = await resets.MakeAsync(caller, id, actor, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new LinkAnswer(links.At(context, link.Path), DateTimeOffset.FromUnixTimeMilliseconds(link.ExpiresAt)));
    }

    /// <summary>Ends the user's sessions and signs nobody in: whoever sets a password signs in with it, and with a second factor where there is one.</summary>
    internal static async Task<NoContent> RedeemAsync(RedeemRequest request, Actor actor, Redemption redemption, CancellationToken cancellationToken)
    {
        Passwords.Check(request.Password);
        await redemption.RedeemAsync(request.Token, null, null, request.Password, actor, cancellationToken, OneTimeLinks.Reset);
        return TypedResults.NoContent();
    }
}

/// <summary>Makes links by which users set new passwords. A new one ends those before it.</summary>
internal sealed class ResetLinks(
    TenantDatabase database, AddressBook addresses, UserStore users, SignInAttempts attempts, OneTimeLinks links, Letters letters, AuditTrail audit,
    InstallationSecret secret)
{
    /// <exception cref="RefusedException">It was asked too often for this address, known or not.</exception>
    public async Task AskAsync(EmailAddress email, Actor actor, CancellationToken cancellationToken)
    {
        if ((await attempts.BeginAsync(await secret.HashAsync("password-reset", email.Text, cancellationToken), cancellationToken)).Wait is { } wait)
        {
            throw new RefusedException(new(429, "too_many_attempts", "A new password was asked for too often; wait before the next time.")
            {
                RetryAfter = wait,
            });
        }

        var (tenant, id) = await addresses.FindAsync(email, cancellationToken);
        var user = await users.FindAsync(tenant, id, cancellationToken) is { DisabledAt: null } found ? found : null;

        // For nobody a link is written all the same, which has lapsed and which nobody is sent: the time must not tell.
        var link = links.NewReset(id);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                await PutAsync(connection, tenant, user is null ? link with { ExpiresAt = 0 } : link);
                await audit.WriteAsync(connection, actor, AuditActions.ResetAsked, user?.Id);
            },
            Durability.Full,
            cancellationToken);
        if (user is not null)
        {
            letters.Reset(tenant, user, link.Path);
        }
    }

    /// <exception cref="RefusedException">There is no such user, or the user can do more than the caller.</exception>
    public async Task<NewOneTimeLink> MakeAsync(Caller caller, UserId id, Actor actor, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(caller.Tenant, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("user"));
        Grants.CheckOver(caller, user.Standing, user.Platform);
        if (user.Email is null)
        {
            throw new RefusedException(new(409, "no_address", "This user has no e-mail address to sign in with; the verb owner-link gives one."));
        }

        var link = links.NewReset(id);
        await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                await PutAsync(connection, caller.Tenant, link);
                await audit.WriteAsync(connection, actor, AuditActions.ResetLinkMade, user.Id);
            },
            Durability.Full,
            cancellationToken);
        return link;
    }

    private static async Task PutAsync(TenantConnection connection, TenantScope tenant, NewOneTimeLink link)
    {
        await connection.ExecuteAsync(
            "delete from sys_links where tenant_id = @tenant and user_id = @User and purpose = @Purpose", new { link.User, link.Purpose });
        await OneTimeLinks.InsertAsync(connection, tenant, link);
    }
}
