using System.Net;
using System.Net.Sockets;

namespace Parley.Bench.Gateway;

internal static class Waiting
{
    /// <summary>Waits until somebody listens there.</summary>
    public static async Task UntilServedAsync(Uri url)
    {
        for (var left = 300; ; left--)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, url.Port);
                return;
            }
            catch (SocketException) when (left > 0)
            {
                await Task.Delay(100);
            }
        }
    }
}
