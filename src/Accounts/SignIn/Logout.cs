using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>POST /v1/auth/logout — ends the session of a refresh token; ending what has ended is no error.</summary>
internal static class Logout
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/logout", HandleAsync).WithSummary("End a session by its refresh token").AllowAnonymous();

    internal static async Task<NoContent> HandleAsync(
        Refresh.Request? request, HttpContext context, Actor actor, Sessions sessions, CancellationToken cancellationToken)
    {
        var (token, cookie) = PresentedToken.Read(context, request?.RefreshToken);
        if (token is not null)
        {
            await sessions.EndAsync(token, actor, cancellationToken);
        }

        if (cookie)
        {
            RefreshCookie.Clear(context);
        }

        return TypedResults.NoContent();
    }
}
