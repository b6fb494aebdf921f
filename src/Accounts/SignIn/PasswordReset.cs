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

    /// <summary>Answers alike, after the very same work, whether or not the address signs somebody in.</summary>
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
