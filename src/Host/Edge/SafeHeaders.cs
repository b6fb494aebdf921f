namespace Parley.Host.Edge;

/// <summary>Puts on every answer what keeps browsers and caches from doing harm with it, and what names it to its reader.</summary>
internal sealed class SafeHeaders(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    // Formulas are parsed out of markup whose attributes hold styles; style elements must bear the word of this load.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; " +
        "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src 'self'";

    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";
    private const string FilePolicy = DataPolicy + "; sandbox";

    // What a worker of the page begins with binds the worker: it may load the rest of its own program, and nothing else.
    private const string ScriptPolicy = DataPolicy + "; script-src 'self'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(
            static state =>
            {
                Protect(((HttpContext)state).Response);
                return Task.CompletedTask;
            },
            context);
        if (lifetime.ApplicationStopping.IsCancellationRequested && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // Whoever comes again should find another node, or the next start.
            context.Response.OnStarting(SayGoodbye, context.Response);
        }

        return next(context);
    }

    private static Task SayGoodbye(object response)
    {
        ((HttpResponse)response).Headers.Connection = "close";
        return Task.CompletedTask;
    }

    private static bool IsScript(HttpResponse response) => response.ContentType?.StartsWith("text/javascript", StringComparison.OrdinalIgnoreCase) == true;

    private static void Protect(HttpResponse response)
    {
        var headers = response.Headers;
        var isPage = response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = !isPage ? headers.ContentDisposition.Count > 0 ? FilePolicy : IsScript(response) ? ScriptPolicy : DataPolicy
            : response.HttpContext.Features.Get<StyleNonce>() is { } nonce ? $"{PagePolicy} 'nonce-{nonce.Value}'"
            : PagePolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers.XFrameOptions = "DENY";
        if (response.HttpContext.Request is { IsHttps: true, Host.Host: not ("localhost" or "127.0.0.1" or "[::1]") })
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        if (response.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ErrorShape>()?.IdHeader is { } id)
        {
            headers[id] = Answers.TraceId(response.HttpContext);
        }

        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        if (response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true)
        {
            // Else a proxy may keep a stream until it is long enough for its buffer.
            headers["X-Accel-Buffering"] = "no";
        }
    }
}
