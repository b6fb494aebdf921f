using Microsoft.AspNetCore.Builder;

namespace Parley.Kernel;

/// <summary>What a route asks of its caller. A route without one of these, and not anonymous, lets nobody in.</summary>
/// <param name="Scope">One of <see cref="Scopes"/>, or null when any proven caller may come in.</param>
/// <param name="AtLeast">The least role that a person or a key's owner must have; null when end users may come in too.</param>
public sealed record RequiredAccess(string? Scope, Role? AtLeast);

/// <summary>How a route says whom it serves.</summary>
public static class EndpointAccess
{
    /// <summary>Opens a route to callers whose key or token has the scope and whose role is at least the one given.</summary>
    public static TBuilder Allow<TBuilder>(this TBuilder endpoint, string? scope, Role? atLeast = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequiredAccess(scope, atLeast));
}
