using System.Collections;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Parley.Host.Edge;

/// <summary>
/// Lists carry an <c>ETag</c>, and who has the same list already (<c>If-None-Match</c>) is told so with 304 and no body. A cache of the
/// reader's own may keep them, but asks each time; everything else stays <c>no-store</c>.
/// </summary>
internal sealed class ListTags(RequestDelegate next)
{
    private static readonly ConditionalWeakTable<Endpoint, object> Known = [];

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || context.GetEndpoint() is not { } endpoint || !AnswersList(endpoint))
        {
            await next(context);
            return;
        }

        var response = context.Response;
        var body = response.Body;
        var held = new HeldAnswer(body);
        response.Body = held;
        try
        {
            await next(context);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            response.Body = body;
        }

        if (held.Held is { } whole)
        {
            await AnswerAsync(context, whole);
        }
    }

    private static async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> whole)
    {
        var (request, response) = (context.Request, context.Response);
        if (response.StatusCode == StatusCodes.Status200OK)
        {
            var tag = new EntityTagHeaderValue($"\"{Digest(whole.Span)}\"");
            response.Headers.ETag = tag.ToString();
            response.Headers.CacheControl = "private, no-cache";
            response.Headers.Append(HeaderNames.Vary, "Authorization, X-Api-Key, Parley-End-User");
            if (Has(request, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                response.ContentType = null;
                response.ContentLength = null;
                return;
            }

            response.ContentLength = whole.Length;
        }

        await response.Body.WriteAsync(whole, context.RequestAborted);
    }

    private static string Digest(ReadOnlySpan<byte> whole)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(whole, hash);
        return WebEncoders.Base64UrlEncode(hash[..16]);
    }

    private static bool Has(HttpRequest request, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false));

    private static bool AnswersList(Endpoint endpoint) => (bool)Known.GetValue(
        endpoint,
        static endpoint => endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Any(answer =>
            answer.StatusCode == StatusCodes.Status200OK && answer.Type?.GetProperty("Data") is { } data
            && data.PropertyType.IsAssignableTo(typeof(IEnumerable)) && data.PropertyType != typeof(string)));
}
