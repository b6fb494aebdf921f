using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Parley.Sources.Tests;

/// <summary>A site on loopback whose pages the test writes. Each request takes a while, by the clock of the test.</summary>
public sealed class Site : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _pages = new();
    private readonly WebApplication _app;

    private Site(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>The paths that were asked for, with the codes that were answered.</summary>
    public ConcurrentQueue<(string Path, int Status)> Asked { get; } = new();

    public IEnumerable<string> Paths => Asked.Select(one => one.Path).Where(path => path is not ("/robots.txt" or "/sitemap.xml"));

    /// <summary>Answers what no page is written for; 404 when null.</summary>
    public RequestDelegate? Otherwise { get; set; }

    public static async Task<Site> OpenAsync(FakeTime time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = new Site(builder.Build());
        site._app.Run(async context =>
        {
            time.Advance(TimeSpan.FromSeconds(2));
            var path = context.Request.Path + context.Request.QueryString;
            await (site._pages.GetValueOrDefault(path) ?? site.Otherwise ?? Missing)(context);
            site.Asked.Enqueue((path, context.Response.StatusCode));
        });
        await site._app.StartAsync();
        return site;
    }

    public void Answer(string path, RequestDelegate page) => _pages[path] = page;

    public void Fail(string path, int status = 500) => Answer(path, context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public void Redirect(string path, string to) => Answer(path, context =>
    {
        context.Response.Redirect(to);
        return Task.CompletedTask;
    });

    public void Remove(string path) => _pages.TryRemove(path, out _);

    public void Text(string path, string text, string mediaType = "text/plain") => Bytes(path, Encoding.UTF8.GetBytes(text), mediaType);

    public void Bytes(string path, byte[] bytes, string mediaType) => Answer(path, context =>
    {
        context.Response.ContentType = mediaType;
        return context.Response.Body.WriteAsync(bytes).AsTask();
    });

    /// <summary>A page with links; with a tag it answers 304 to who knows it.</summary>
    public void Page(string path, string words, string? etag = null, string head = "", params string[] links) => Answer(path, context =>
    {
        if (etag is not null)
        {
            context.Response.Headers.ETag = etag;
            if (context.Request.Headers.IfNoneMatch == etag)
            {
                context.Response.StatusCode = 304;
                return Task.CompletedTask;
            }
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $"<html><head><title>Page</title>{head}</head><body><main><p>{words}</p></main>{string.Concat(links.Select(link => $"<a href=\"{link}\">on</a> "))}</body></html>");
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static Task Missing(HttpContext context)
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }
}
