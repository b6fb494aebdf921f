using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Parley.Host.Edge;

/// <summary>
/// Refuses a body that is too large for its route, and reads a moderate one to its end first: a client that is still sending when
/// the connection closes would never see the answer.
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
        RefuseOtherCharsets(context.Request);
        var limit = LimitOf(context.GetEndpoint());
        var body = context.Request.Body;
        if (context.Request.ContentLength > limit)
        {
            await ReadAwayAsync(context, body, time);
            throw new RefusedException(PlainRefusals.TooLarge(limit));
        }

        if (context.Request.ContentLength is null && limit is { } most && Raise(context))
        {
            context.Request.Body = new LimitedBody(body, most);
        }

        try
        {
            await next(context);
        }
        catch (RefusedException refused) when (refused.Refusal.Status == StatusCodes.Status413PayloadTooLarge && context.Request.Body is LimitedBody)
        {
            await ReadAwayAsync(context, body, time);
            throw;
        }
    }

    private static long? LimitOf(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is { } stated ? stated.MaxRequestBodySize : Default;

    // The server's own limit would cut the connection in the middle of the body.
    private static bool Raise(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false } feature)
        {
            return false;
        }

        feature.MaxRequestBodySize = Math.Max(feature.MaxRequestBodySize ?? 0, ReadAway);
        return true;
    }

    private static async Task ReadAwayAsync(HttpContext context, Stream body, TimeProvider time)
    {
        if (context.Request.ContentLength > ReadAway || (context.Request.ContentLength is not null && !Raise(context)))
        {
            return;
        }

        using var patience = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await body.ReadAsync(buffer, either.Token) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            // Who sends too slowly, or more than is read away, has had a chance.
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

        // What is left of such bytes would be looked for as if somebody had written it.
        if (request.QueryString.Value is { } query && query.Contains('%', StringComparison.Ordinal) && !Utf8.IsValid(BytesOf(query)))
        {
            throw new RefusedException(new Refusal(400, "invalid_request", "The address contains bytes that are no UTF-8 after its question mark. Encode texts in UTF-8."));
        }
    }

    private static byte[] BytesOf(string query)
    {
        var written = Encoding.UTF8.GetBytes(query);
        return WebUtility.UrlDecodeToBytes(written, 0, written.Length);
    }

    // The readers of JSON would break over a charset that nobody knows.
    private static void RefuseOtherCharsets(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset is { Length: > 0 }
            && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedException(new Refusal(415, "unsupported_charset", "The Content-Type names another charset than utf-8. Send the body in UTF-8."));
        }
    }
}
