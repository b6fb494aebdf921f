using Microsoft.AspNetCore.Http.Metadata;

namespace Parley.Host.Edge;

/// <summary>The outermost step: whatever goes wrong inside becomes one clear answer, and never a 500.</summary>
internal sealed class ErrorAnswers(RequestDelegate next, Answers answers, EdgeCounters counters, ILogger<ErrorAnswers> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            {
                await answers.WriteAsync(context, PlainRefusals.ForStatus(context));
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            context.Abort();
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, exception);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var refusal = RefusalOf.Exception(exception, context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType);
        if (refusal is null)
        {
            counters.Unexpected.Add(1);
            logger.RequestFailed(RouteOf(context), Answers.TraceId(context), exception);
            refusal = PlainRefusals.Unexpected;
        }

        if (context.Response.HasStarted)
        {
            // Half an answer is out: a cut connection is the only honest end.
            context.Abort();
            return;
        }

        context.Response.Clear();
        await answers.WriteAsync(context, refusal);
    }

    private static string RouteOf(HttpContext context) =>
        context.GetEndpoint()?.DisplayName ?? $"{context.Request.Method} (no route)";
}
