using System.Net.Sockets;
using System.Text;

namespace Parley.Server.Tests.Edge;

/// <summary>A connection on which a test says what it likes, byte by byte, and sees what comes back as it is.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(server.Host, server.Port, Cancel);
        return connection;
    }

    /// <summary>One request that asks for the connection's end after it, and all that comes back.</summary>
    public static async Task<string> AskAsync(Uri server, string request)
    {
        using var connection = await OpenAsync(server);
        await connection.SendAsync(request);
        return await connection.ReadToEndAsync();
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.Latin1.GetBytes(text), Cancel);

    /// <summary>Says that nothing more will be sent; what comes back can still be read.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <returns>Everything until the other side closes.</returns>
    public async Task<string> ReadToEndAsync() => await ReadUntilAsync(_ => false);

    /// <returns>Everything until it is enough, or the other side closes.</returns>
    public async Task<string> ReadUntilAsync(Func<string, bool> isEnough)
    {
        var all = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (!isEnough(all.ToString()) && await ReadAsync(buffer) is var count && count > 0)
        {
            all.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return all.ToString();
    }

    public void Dispose() => _socket.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<int> ReadAsync(byte[] buffer)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer, Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
