using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Parley.Host.Composition;

namespace Parley.Host.Commands;

/// <summary>Hands a verb to the server that holds the data folder, and shows its answer.</summary>
internal static class AdminClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<int> SendAsync(
        DataFolder folder, AdminRequest request, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        using var socket = await ConnectAsync(folder, cancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(request), cancellationToken);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            switch (line)
            {
                case ['>', ' ', .. var text]:
                    await output.WriteLineAsync(text);
                    break;
                case ['!', ' ', .. var text]:
                    await errors.WriteLineAsync($"parley {request.Verb}: {text}");
                    break;
                case ['=', ' ', .. var code]:
                    return int.Parse(code, CultureInfo.InvariantCulture);
            }
        }

        throw new CommandException("The running server ended before it answered.");
    }

    private static async Task<Socket> ConnectAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        // The server takes the lock first and opens the socket when it serves.
        var deadline = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(folder.Socket), cancellationToken);
                return socket;
            }
            catch (SocketException) when (TimeProvider.System.GetUtcNow() < deadline)
            {
                socket.Dispose();
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
            catch (Exception exception) when (exception is SocketException or ArgumentOutOfRangeException)
            {
                socket.Dispose();
                throw new CommandException($"A process holds {folder.Path} but does not answer on {folder.Socket}. If it is still starting, try again shortly.");
            }
        }
    }
}
