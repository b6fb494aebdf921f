using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Server.Tests.Fuzz;

/// <summary>A connection on which anything may be sent, as a broken or hostile client does.</summary>
internal sealed partial class RawClient(Socket socket) : IDisposable
{
    private readonly StringBuilder _received = new();
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>The status of each answer so far, without those that only tell to go on. Bodies of answers that tests ask for hold no status line.</summary>
    public IReadOnlyList<int> Statuses => [.. StatusLine().Matches(_received.ToString()).Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Whether anything came back, in whatever protocol.</summary>
    public bool HasReceived => _received.Length > 0;

    public static async Task<RawClient> ConnectAsync(Uri server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
        return new(socket);
    }

    /// <returns>False when the server had ended the connection already.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Says that nothing more will be sent, and goes on listening.</summary>
    public void CloseHalf()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server was quicker.
        }
    }

    /// <summary>Reads until so many answers have begun, or the server ends the connection.</summary>
    /// <exception cref="OperationCanceledException">Neither happened in time.</exception>
    public async Task ReadAsync(int answers, CancellationToken cancellationToken)
    {
        while (Statuses.Count < answers)
        {
            try
            {
                var read = await socket.ReceiveAsync(_buffer, cancellationToken);
                if (read == 0)
                {
                    return;
                }

                _received.Append(Encoding.Latin1.GetString(_buffer, 0, read));
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    public void Dispose() => socket.Dispose();

    [GeneratedRegex(@"HTTP/1\.[01] ([2-5]\d{2}) ")]
    private static partial Regex StatusLine();
}
