using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Parley.Sources.Tests;

/// <summary>A service on loopback that speaks as much of S3 as a reader of buckets needs: pages of two objects, and nothing without a signature.</summary>
public sealed class Bucket : IAsyncDisposable
{
    private const int PageSize = 2;
    private readonly ConcurrentDictionary<string, (byte[] Bytes, string? Acl, DateTimeOffset At)> _objects = new();
    private readonly WebApplication _app;

    private Bucket(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public ConcurrentQueue<(string Path, string Authorization)> Asked { get; } = new();

    /// <summary>What all requests are answered with, instead of the objects.</summary>
    public int? Fails { get; set; }

    /// <summary>Called before an object is answered with, by its key.</summary>
    public Action<string>? Answering { get; set; }

    public static async Task<Bucket> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var bucket = new Bucket(builder.Build());
        bucket._app.Run(bucket.AnswerAsync);
        await bucket._app.StartAsync();
        return bucket;
    }

    public void Put(string key, string text, DateTimeOffset at, string? acl = null) => _objects[key] = (Encoding.UTF8.GetBytes(text), acl, at);

    public void Remove(string key) => _objects.TryRemove(key, out _);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        Asked.Enqueue((context.Request.Path, authorization));
        var isSigned = authorization.StartsWith("AWS4-HMAC-SHA256 Credential=KEYID/", StringComparison.Ordinal)
            && authorization.Contains("SignedHeaders=", StringComparison.Ordinal) && authorization.Contains("Signature=", StringComparison.Ordinal)
            && context.Request.Headers.ContainsKey("x-amz-date");
        if (Fails is not null || !isSigned)
        {
            context.Response.StatusCode = Fails ?? 403;
            await context.Response.WriteAsync("<Error><Code>Refused</Code><Message>KEYID may not.</Message></Error>");
        }
        else if (context.Request.Path == "/papers" || context.Request.Path == "/papers/")
        {
            await ListAsync(context);
        }
        else if (_objects.TryGetValue(context.Request.Path.Value!["/papers/".Length..], out var found))
        {
            Answering?.Invoke(context.Request.Path.Value!["/papers/".Length..]);
            (context.Response.ContentType, context.Response.Headers.ETag) = ("binary/octet-stream", Tag(found.Bytes));
            if (found.Acl is not null)
            {
                context.Response.Headers["x-amz-meta-parley-acl"] = found.Acl;
            }

            await context.Response.Body.WriteAsync(found.Bytes);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }

    private Task ListAsync(HttpContext context)
    {
        var prefix = context.Request.Query["prefix"].ToString();
        var after = context.Request.Query["continuation-token"].ToString();
        var keys = _objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0).Order(StringComparer.Ordinal).ToList();
        var page = keys.Take(PageSize).ToList();
        var isTruncated = keys.Count > PageSize;
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(
            $"<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>papers</Name><KeyCount>{page.Count}</KeyCount><MaxKeys>1000</MaxKeys>"
            + $"<IsTruncated>{(isTruncated ? "true" : "false")}</IsTruncated>"
            + string.Concat(page.Select(key => $"<Contents><Key>{SecurityElement.Escape(key)}</Key><LastModified>{_objects[key].At:yyyy-MM-ddTHH:mm:ss.fffZ}</LastModified>"
                + $"<ETag>{SecurityElement.Escape(Tag(_objects[key].Bytes))}</ETag><Size>{_objects[key].Bytes.Length}</Size><StorageClass>STANDARD</StorageClass></Contents>"))
            + (isTruncated ? $"<NextContinuationToken>{page[^1]}</NextContinuationToken>" : "") + "</ListBucketResult>");
    }

    // As of an object that came in parts: it is no sum of the bytes that a client could check.
    private static string Tag(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}-1\"";
}
