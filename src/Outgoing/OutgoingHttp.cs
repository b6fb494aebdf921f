using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.Outgoing;

/// <summary>
/// The one way out for calls to addresses that a tenant, a document or a model named. Where each connection leads is looked at as it
/// is made, on every redirect again; answers are limited in size and time. What the environment names does not pass here.
/// </summary>
public sealed class OutgoingHttp : IDisposable
{
    private readonly OutgoingOptions _options;

    public OutgoingHttp(IOptions<OutgoingOptions> options, TimeProvider time, ILoggerFactory loggers)
        : this(options.Value, time, loggers, Network.Real)
    {
    }

    internal OutgoingHttp(OutgoingOptions options, TimeProvider time, ILoggerFactory loggers, Network network)
    {
        _options = options;
        Client = new HttpClient(new OutgoingHandler(Connect(options, time, network), options, time, loggers.CreateLogger<OutgoingHandler>()))
        {
            // The call's own limit counts, and goes on until the last byte.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Made once and shared. Its failures are <see cref="OutgoingException"/>s, also those while an answer is read.</summary>
    public HttpClient Client { get; }

    /// <summary>Looks at an address as it is named, before it is kept; where a name leads is looked at when it is called.</summary>
    /// <returns>Null when nothing speaks against it.</returns>
    public Refusal? Judge(string? address) =>
        Addresses.Judge(Uri.TryCreate(address, UriKind.Absolute, out var parsed) ? parsed : null, _options.AllowPrivateAddresses);

    public void Dispose() => Client.Dispose();

    private static SocketsHttpHandler Connect(OutgoingOptions options, TimeProvider time, Network network) => new()
    {
        ConnectCallback = new CheckedConnection(network, options.AllowPrivateAddresses, options.ConnectTimeout, time).ConnectAsync,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,

        // A proxy would make the connection for us, to wherever it likes.
        UseProxy = false,
        PreAuthenticate = false,
        MaxResponseHeadersLength = 32,
        MaxConnectionsPerServer = 16,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(50),

        // Metrics are open to everybody, and those of the handler name each host that a tenant named.
        MeterFactory = new UnseenMeters(),

        // Trace ids are ours alone.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    };
}
