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
    private readonly CheckedConnection _connections;
    private readonly TimeProvider _time;
    private readonly Network _network;

    public OutgoingHttp(IOptions<OutgoingOptions> options, TimeProvider time, ILoggerFactory loggers)
        : this(options.Value, time, loggers, Network.Real)
    {
    }

    internal OutgoingHttp(OutgoingOptions options, TimeProvider time, ILoggerFactory loggers, Network network)
    {
        (_options, _time, _network) = (options, time, network);
        _connections = Checked(options.ConnectTimeout, network);
        Client = new HttpClient(new OutgoingHandler(Connect(_connections), options, time, loggers.CreateLogger<OutgoingHandler>()))
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

    /// <summary>Looks at an address and at where its name leads now. A name may lead elsewhere when it is called: each connection is looked at again.</summary>
    /// <returns>Null when nothing speaks against it.</returns>
    public async Task<Refusal?> LookAsync(string? address, CancellationToken cancellationToken)
    {
        if (Judge(address) is { } refusal)
        {
            return refusal;
        }

        try
        {
            await _connections.LookAsync(new Uri(address!).IdnHost, cancellationToken);
            return null;
        }
        catch (OutgoingException refused)
        {
            return refused.Refusal;
        }
    }

    /// <summary>
    /// Connections for calls that go on for long, such as streams: where each leads is looked at as it is made, and redirects are not
    /// followed. Limits of size and time are the business of whoever calls.
    /// </summary>
    public SocketsHttpHandler MakeHandler(TimeSpan connectTimeout) =>
        Connect(Checked(connectTimeout, _network == Network.Real ? Network.Gathered : _network));

    public void Dispose() => Client.Dispose();

    private CheckedConnection Checked(TimeSpan patience, Network network) => new(network, _options.AllowPrivateAddresses, patience, _time);

    private static SocketsHttpHandler Connect(CheckedConnection connections) => new()
    {
        ConnectCallback = connections.ConnectAsync,
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
