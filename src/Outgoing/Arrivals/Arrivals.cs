using System.Net;
using System.Net.Sockets;

namespace Parley.Outgoing;

/// <summary>Connections over which streams come for long, many at a time: what they bring is gathered by few threads.</summary>
public static class Arrivals
{
    /// <summary>Connects to the first address of a name that answers; for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="SocketException">The name is unknown, or nobody answers there.</exception>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        Exception? last = null;
        foreach (var address in addresses)
        {
            try
            {
                return await ArrivalStream.DialAsync(new(address, context.DnsEndPoint.Port), cancellationToken);
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                // The next address may be alive.
                last = exception;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }
}
