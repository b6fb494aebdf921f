using Microsoft.AspNetCore.Builder;

namespace Parley.Kernel;

/// <summary>What kind of work a route is. Each kind can have a limit of its own.</summary>
public enum RouteClass
{
    /// <summary>Changes nothing; what a GET is when nothing else is said.</summary>
    Read,

    /// <summary>Changes something; what other methods are when nothing else is said.</summary>
    Write,

    /// <summary>Has a model answer.</summary>
    Turn,

    /// <summary>Open to strangers, who are counted by their network address.</summary>
    SignIn,
}

/// <summary>How a route says what kind of work it is.</summary>
public static class RouteClassification
{
    /// <summary>Counts requests to the route as another kind of work than its method says.</summary>
    public static TBuilder CountAs<TBuilder>(this TBuilder endpoint, RouteClass kind)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new CountedAs(kind));
}

/// <summary>Metadata of a route that is counted as another kind of work than its method says.</summary>
public sealed record CountedAs(RouteClass Class);
