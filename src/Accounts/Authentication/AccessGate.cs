using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>
/// Lets a request through to its route when the route is anonymous, or says by <see cref="RequiredAccess"/> whom it serves and the
/// caller is one of those. A route that says nothing serves nobody.
/// </summary>
internal sealed class AccessGate(RequestDelegate next, CallerProof proof, ActingFor acting, RequestLimits limits)
{
    public async Task InvokeAsync(HttpContext context, CurrentCaller current)
    {
        current.Address = context.Connection.RemoteIpAddress;

        // Routing answers wrong methods and media types with endpoints of its own, which hold nothing to guard.
        if (context.GetEndpoint() is RouteEndpoint endpoint)
        {
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            {
                var caller = await acting.PassAsync(context, await ProveAsync(context), context.RequestAborted);
                Check(caller, endpoint.Metadata.GetMetadata<RequiredAccess>());
                current.Caller = caller;
            }
            else if (IsOfApi(endpoint))
            {
                await limits.PassStrangerAsync(context, context.RequestAborted);
            }
        }

        await next(context);
    }

    // The others, such as health and public keys, are what others need to watch this server and cost next to nothing.
    private static bool IsOfApi(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText.AsSpan().TrimStart('/').StartsWith("v1/", StringComparison.Ordinal);

    private async Task<Caller> ProveAsync(HttpContext context)
    {
        var credential = CallerProof.CredentialOf(context.Request);
        if (credential is not null && proof.IsStrange(credential))
        {
            await limits.CheckStrangeKeyAsync(context, context.RequestAborted);
        }

        if (credential is not null && await proof.ProveAsync(credential, context.Connection.RemoteIpAddress, context.RequestAborted) is { } caller)
        {
            context.Features.Set(caller);
            return caller;
        }

        await limits.PassUnprovenAsync(context, context.RequestAborted);

        // Error handling clears the headers before it answers; this one is set when the answer starts.
        var challenge = credential is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.WWWAuthenticate = challenge;
            return Task.CompletedTask;
        });
        throw new RefusedException(new(401, "unauthorized", credential is null
            ? "Send an API key or an access token in the header Authorization: Bearer …"
            : "The key or token is not valid here: it is unknown, lapsed or revoked. Sign in again or use another key."));
    }

    private static void Check(Caller caller, RequiredAccess? access)
    {
        if (access is null)
        {
            throw new RefusedException(Refusal.Forbidden("This route is open to nobody."));
        }

        if (access.Scope is { } scope && !caller.Scopes.Contains(scope))
        {
            throw new RefusedException(Refusal.Forbidden($"This needs the scope {scope}, which the key or token does not have."));
        }

        if (access.AtLeast is { } least && (caller.Role is not { } role || role < least))
        {
            throw new RefusedException(Refusal.Forbidden($"This needs the role {Standing.NameOf(least)} or a higher one."));
        }
    }
}

/// <summary>Holds who makes one request, as far as it is proven, and from where.</summary>
internal sealed class CurrentCaller(InstallationSecret secret)
{
    public Caller? Caller { get; set; }

    public IPAddress? Address { get; set; }

    /// <summary>As the audit trail names whoever makes the request.</summary>
    public Actor Actor => Actor.Of(Caller, Origins.NameOf(Address, secret.Known(Origins.Purpose)));
}

/// <summary>How the host guards its routes.</summary>
public static class ParleyAccess
{
    /// <summary>Guards all routes; stands after routing and error handling, and before anything that reads the <see cref="Caller"/>.</summary>
    public static IApplicationBuilder UseParleyAccess(this IApplicationBuilder app) => app.UseMiddleware<AccessGate>();
}

/// <summary>Finds routes that nobody could enter because they were mapped without saying whom they serve.</summary>
public static class AccessCheck
{
    /// <returns>The method and pattern of each such route.</returns>
    public static IReadOnlyList<string> FindUnprotected(EndpointDataSource endpoints) =>
    [
        .. from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
           where endpoint.Metadata.GetMetadata<RequiredAccess>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
           select endpoint.DisplayName ?? endpoint.RoutePattern.RawText,
    ];
}
