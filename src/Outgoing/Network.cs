using System.Net;
using System.Net.Sockets;

namespace Parley.Outgoing;

/// <summary>The network as calls see it; tests bring their own names and their own far ends.</summary>
/// <param name="Resolve">All addresses of a name.</param>
/// <param name="Dial">A connection to one address and to no other.</param>
internal sealed record Network(
    Func<string, CancellationToken, Task<IPAddress[]>> Resolve, Func<IPEndPoint, CancellationToken, ValueTask<Stream>> Dial)
{
    public static Network Real { get; } = new((name, cancellationToken) => Dns.GetHostAddressesAsync(name, cancellationToken), DialAsync);

    /// <summary>For streams that come for long.</summary>
    public static Network Gathered { get; } = Real with { Dial = ArrivalStream.DialAsync };

    internal static async ValueTask<Stream> DialAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
