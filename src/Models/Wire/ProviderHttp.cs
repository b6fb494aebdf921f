using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Parley.Outgoing;

namespace Parley.Models;

/// <summary>The connections to providers: pooled, without redirects (a key is for one address), and loopback without a proxy.</summary>
public static class ProviderHttp
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    /// <param name="guard">Sees every answer as it comes in; null for none.</param>
    public static HttpClient Connect(TimeSpan connectTimeout, DelegatingHandler? guard = null)
    {
        HttpMessageHandler handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = connectTimeout,
            ConnectCallback = Arrivals.ConnectAsync,

            // An answer that is left unfinished is not worth waiting for its rest: the server must see at once that we left.
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(50),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            Proxy = new DirectToLoopback(HttpClient.DefaultProxy),
        };
        return Around(handler, guard);
    }

    /// <summary>Connections to addresses that a tenant named: where each leads is looked at as it is made.</summary>
    /// <inheritdoc cref="Connect(TimeSpan, DelegatingHandler?)"/>
    public static HttpClient Connect(OutgoingHttp outgoing, TimeSpan connectTimeout, DelegatingHandler? guard = null)
    {
        var handler = outgoing.MakeHandler(connectTimeout);

        // Many tenants may have named the same place, and an answer holds its connection for as long as it is written; the queues are the bound.
        handler.MaxConnectionsPerServer = int.MaxValue;
        return Around(handler, guard);
    }

    /// <summary>How long a refusal asks to wait: by <c>retry-after-ms</c> or <c>Retry-After</c>, an hour at most; null where it says nothing.</summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, TimeProvider time)
    {
        var wait = headers.TryGetValues("retry-after-ms", out var texts)
            && double.TryParse(texts.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) && double.IsFinite(ms)
                ? TimeSpan.FromMilliseconds(Math.Clamp(ms, 0, LongestRetryAfter.TotalMilliseconds))
                : headers.RetryAfter is { } header
                    ? header.Delta ?? header.Date - time.GetUtcNow()
                    : null;
        return wait is not { } known ? null : known < TimeSpan.Zero ? TimeSpan.Zero : known > LongestRetryAfter ? LongestRetryAfter : known;
    }

    private static HttpClient Around(HttpMessageHandler handler, DelegatingHandler? guard)
    {
        if (guard is not null)
        {
            guard.InnerHandler = handler;
            handler = guard;
        }

        // Each call has its own limits, for the first token and between tokens.
        return new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private sealed class DirectToLoopback(IWebProxy proxy) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => proxy.Credentials;
            set => proxy.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
    }
}
