using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Parley.Host.Edge;

/// <summary>
/// Refuses a body that says it is too large before any of it is used, and reads a moderate one to its end first: a client that is
/// still sending when the connection closes would never see the answer.
/// </summary>
internal sealed class BodyLimit(RequestDelegate next)
{
    /// <summary>Largest body of a route that says nothing else, in bytes.</summary>
    public const long Default = 1024 * 1024;

    private const long ReadAway = 64L * 1024 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    public async Task InvokeAsync(HttpContext context, TimeProvider time)
    {
        RefuseWhatNoTextMayHold(context.Request);
        var stated = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>();
        var limit = stated is null ? Default : stated.MaxRequestBodySize;
        if (context.Request.ContentLength > limit)
        {
            await ReadAwayAsync(context, time);
            throw new RefusedException(PlainRefusals.TooLarge(limit));
        }

        await next(context);
    }

    private static async Task ReadAwayAsync(HttpContext context, TimeProvider time)
    {
        var feature = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (context.Request.ContentLength > ReadAway || feature is null or { IsReadOnly: true })
        {
            return;
        }

        feature.MaxRequestBodySize = ReadAway;
        using var patience = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, either.Token) > 0)
            {
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // A slow sender has had its chance.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void RefuseWhatNoTextMayHold(HttpRequest request)
    {
        if (request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true || request.Path.Value?.Contains('\0', StringComparison.Ordinal) == true)
        {
            throw new RefusedException(new Refusal(400, "invalid_request", "The address contains the character U+0000, which no text may."));
        }
    }
}
