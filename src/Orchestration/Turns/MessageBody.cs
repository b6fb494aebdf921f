using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Parley.Orchestration;

/// <summary>How large the body of a request may be that brings a message.</summary>
public static class MessageBody
{
    /// <summary>A character may be escaped as <c>\uXXXX</c>, and some clients escape all of them.</summary>
    private const int BytesPerCharacter = 6;
    private const long Rest = 512 * 1024;

    /// <summary>Room for the longest message, and for what is said of it.</summary>
    /// <param name="least">Room that the route needs anyway, in bytes.</param>
    public static RequestSizeLimitAttribute Limit(IEndpointRouteBuilder routes, long least = 0)
    {
        var longest = routes.ServiceProvider.GetRequiredService<IOptions<RunOptions>>().Value.LongestMessage;
        return new(Math.Max(least, Rest + ((long)BytesPerCharacter * longest)));
    }
}
