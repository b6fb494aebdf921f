using Microsoft.AspNetCore.Authorization;

namespace Parley.Host.Edge.Bots;

/// <summary>
/// Puts <see cref="BotHints"/> on requests of strangers, for the limits. Whoever shows a key or a token where one is asked for is judged
/// by that alone: a program that calls the API looks like a program.
/// </summary>
internal sealed class BotScores(RequestDelegate next, BotWatch watch)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!IsGuarded(context.GetEndpoint()) || !ShowsCredential(context.Request.Headers))
        {
            context.Features.Set(watch.Judge(context));
        }

        return next(context);
    }

    private static bool IsGuarded(Endpoint? endpoint) => endpoint is not null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;

    private static bool ShowsCredential(IHeaderDictionary headers) => headers.Authorization.Count > 0 || headers.ContainsKey("x-api-key");
}
