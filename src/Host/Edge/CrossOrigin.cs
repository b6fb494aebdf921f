using System.Buffers;
using Parley.Accounts;

namespace Parley.Host.Edge;

/// <summary>
/// Pages of other hosts (CORS). Nothing is said to them unless a tenant has listed their origin. A preflight shows no credentials, so it is
/// answered when any tenant lists the origin; the call itself counts only for credentials of a tenant that does. Cookies never travel: no
/// answer allows credentials, and the routes of sign-in are closed to other origins altogether.
/// </summary>
internal sealed class CrossOrigin(RequestDelegate next, AllowedOrigins origins)
{
    private const string Exposed =
        "ETag, Parley-Quota-Warning, Parley-Turn-Id, RateLimit, RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset, request-id, Retry-After, WWW-Authenticate, x-request-id";

    private static readonly SearchValues<char> InHeaderNames =
        SearchValues.Create("!#$%&'*+-.^_`|~, 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Origin is not [{ Length: > 0 } origin] || IsOwn(request, origin) || !IsOfApi(request.Path))
        {
            await next(context);
            return;
        }

        var standing = await origins.FindAsync(origin, context.RequestAborted);
        if (standing.IsListed && HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count == 1)
        {
            AnswerPreflight(context.Response, origin, request.Headers.AccessControlRequestHeaders.ToString());
            return;
        }

        context.Features.Set(new CallFrom(standing));
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.Append("Vary", "Origin");
            if (MayRead(context, standing))
            {
                context.Response.Headers.AccessControlAllowOrigin = origin;
                context.Response.Headers.AccessControlExposeHeaders = Exposed;
            }

            return Task.CompletedTask;
        });
        await next(context);
    }

    private static void AnswerPreflight(HttpResponse response, string origin, string asked)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        var headers = response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE";
        headers.AccessControlMaxAge = "600";
        headers.Vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

        // SDKs send headers of their own, which tell nothing: a call without credentials can do no harm whatever its headers.
        if (asked.Length is > 0 and <= 2000 && asked.AsSpan().IndexOfAnyExcept(InHeaderNames) < 0)
        {
            headers.AccessControlAllowHeaders = asked;
        }
    }

    // Who is not proven has learned nothing but that: a page must be able to tell a lapsed token from a lost network.
    private static bool MayRead(HttpContext context, OriginStanding standing) => context.Features.Get<Caller>() is { } caller
        ? standing.IsAllowedBy(caller.Tenant.Id)
        : standing.IsListed && context.Response.StatusCode == StatusCodes.Status401Unauthorized;

    // A proxy may call this server by another name than the browser does; the browser knows, and no page can make it say otherwise.
    private static bool IsOwn(HttpRequest request, string origin) =>
        request.Headers["Sec-Fetch-Site"] == "same-origin" || IsOfHost(request, origin);

    private static bool IsOfHost(HttpRequest request, string origin) =>
        origin.Length == request.Scheme.Length + 3 + (request.Host.Value?.Length ?? 0)
        && origin.StartsWith(request.Scheme, StringComparison.OrdinalIgnoreCase)
        && origin.EndsWith(request.Host.Value ?? "", StringComparison.OrdinalIgnoreCase);

    private static bool IsOfApi(PathString path) =>
        (path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) && !path.StartsWithSegments("/v1/auth", StringComparison.OrdinalIgnoreCase))
        || path.StartsWithSegments("/chat", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A call from a page of another host.</summary>
internal sealed record CallFrom(OriginStanding Standing);

/// <summary>Keeps one tenant's page from calling with another tenant's credentials, once it is known whose they are.</summary>
internal sealed class OriginGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<CallFrom>() is { Standing: { IsListed: true } standing } && context.Features.Get<Caller>() is { } caller && !standing.IsAllowedBy(caller.Tenant.Id)
            ? throw new RefusedException(new(403, "origin_not_allowed", "The tenant of this key or token does not list the page that calls with it (allowed_origins)."))
            : next(context);
}
