using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>POST /v1/auth/refresh — continues a session: a used refresh token gives a new access token and its successor.</summary>
internal static class Refresh
{
    /// <param name="RefreshToken">Absent when it comes in the cookie.</param>
    public sealed record Request(string? RefreshToken = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/refresh", HandleAsync).WithSummary("Continue a session by its refresh token").AllowAnonymous();

    internal static async Task<Ok<TokenAnswer>> HandleAsync(
        Request? request, HttpContext context, Actor actor, Sessions sessions, TokenAnswers answers, RefusedTokens refused,
        CancellationToken cancellationToken)
    {
        var (token, cookie) = PresentedToken.Read(context, request?.RefreshToken);
        if (token is not null
            && await sessions.ContinueAsync(token, actor, cancellationToken) is { } session
            && await answers.MakeAsync(context, session, cookie, sessions.Lifetime, cancellationToken) is { } answer)
        {
            return TypedResults.Ok(answer);
        }

        if (token is not null)
        {
            refused.Note(TokenFaults.Refresh, actor);
        }

        throw new RefusedException(new(401, "session_ended", "This refresh token continues no session; sign in again."));
    }
}

/// <summary>The refresh token of a request: in its body, else in the page's cookie.</summary>
internal static class PresentedToken
{
    public static (string? Token, bool FromCookie) Read(HttpContext context, string? body)
    {
        if (body is not null)
        {
            return (body, false);
        }

        RefreshCookie.CheckOrigin(context);
        return (RefreshCookie.Read(context), true);
    }
}
