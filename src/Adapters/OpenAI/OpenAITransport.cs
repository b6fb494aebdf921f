using System.Net;
using Microsoft.Extensions.Options;

namespace Parley.OpenAI;

/// <summary>The connections to all servers: pooled, without redirects (a key is for one address), and loopback without a proxy.</summary>
internal sealed class OpenAITransport : IDisposable
{
    public OpenAITransport(IOptions<OpenAIOptions> options)
        : this(options.Value)
    {
    }

    internal OpenAITransport(OpenAIOptions options)
        : this(Connect(options), options)
    {
    }

    internal OpenAITransport(HttpClient http, OpenAIOptions options) => (Http, Options) = (http, options);

    public HttpClient Http { get; }

    public OpenAIOptions Options { get; }

    public void Dispose() => Http.Dispose();

    private static HttpClient Connect(OpenAIOptions options) => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeout,

            // An answer that is left unfinished is not worth waiting for its rest: the server must see at once that we left.
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(50),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            Proxy = new DirectToLoopback(HttpClient.DefaultProxy),
        })
    {
        // Each call has its own limits, for the first token and between tokens.
        Timeout = Timeout.InfiniteTimeSpan,
    };

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
