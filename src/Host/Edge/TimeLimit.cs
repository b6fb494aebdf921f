using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;

namespace Parley.Host.Edge;

/// <summary>
/// Ends a request that takes too long, its body included. A route that streams, or waits for a model, says so with the framework's
/// <see cref="DisableRequestTimeoutAttribute"/>, and then only its body must come in time; one that takes large bodies names its own time with <see cref="RequestTimeoutAttribute"/>.
/// </summary>
internal sealed class TimeLimit(RequestDelegate next, IOptions<EdgeOptions> options, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (LimitOf(context.GetEndpoint()) is not { } limit)
        {
            await LimitBodyAsync(context);
            return;
        }

        var left = context.RequestAborted;
        using var clock = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, left);
        context.RequestAborted = either.Token;
        var body = HasBody(context) ? new TimedBody(context.Request.Body, context.Request.ContentLength, either.Token) : null;
        if (body is not null)
        {
            context.Request.Body = body;
        }

        try
        {
            await next(context);
        }
        catch (Exception exception) when (exception is not RefusedException && clock.IsCancellationRequested && !left.IsCancellationRequested)
        {
            throw new RefusedException(body is { IsWhole: false } ? PlainRefusals.BodyTooSlow : PlainRefusals.TookTooLong(limit));
        }
        finally
        {
            context.RequestAborted = left;
        }
    }

    // The answer may take its time; what is asked may not.
    private async Task LimitBodyAsync(HttpContext context)
    {
        if (!HasBody(context))
        {
            await next(context);
            return;
        }

        using var clock = new CancellationTokenSource(options.Value.TimeLimit, time);
        var body = new TimedBody(context.Request.Body, context.Request.ContentLength, clock.Token);
        context.Request.Body = body;
        try
        {
            await next(context);
        }
        catch (Exception exception) when (exception is not RefusedException && !body.IsWhole && clock.IsCancellationRequested
            && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            throw new RefusedException(PlainRefusals.BodyTooSlow);
        }
    }

    private TimeSpan? LimitOf(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<DisableRequestTimeoutAttribute>() is not null ? null
        : endpoint?.Metadata.GetMetadata<RequestTimeoutAttribute>()?.Timeout ?? options.Value.TimeLimit;

    private static bool HasBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
}
