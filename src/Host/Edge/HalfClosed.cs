using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Parley.Host.Edge;

/// <summary>
/// Goes on answering a client that closes its own side of the connection once its request is sent, as simple scripts do. Kestrel alone
/// takes that for leaving; a client that did leave looks the same until something is written to it.
/// </summary>
internal sealed class HalfClosed(ConnectionDelegate next, TimeProvider time)
{
    /// <summary>How long an answer may take after the client closed its side; one that has left is waited for no longer than this either.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    public static void Use(KestrelServerOptions kestrel, TimeProvider time) =>
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => new HalfClosed(next, time).ServeAsync));

    public async Task ServeAsync(ConnectionContext connection)
    {
        var (closed, transport) = (connection.ConnectionClosed, connection.Transport);
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
        var waiting = Task.CompletedTask;
        using var left = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        connection.ConnectionClosed = left.Token;
        connection.Transport = new Pipes(new WholeInput(transport.Input), transport.Output);
        var watch = closed.UnsafeRegister(_ => waiting = WaitAsync(socket, left, over.Token), null);
        try
        {
            await next(connection);
        }
        finally
        {
            (connection.ConnectionClosed, connection.Transport) = (closed, transport);
            await watch.DisposeAsync();
            await over.CancelAsync();
            await waiting;
        }
    }

    /// <summary>Tells that the client has left, once that shows or it has waited long enough, unless the connection is over before.</summary>
    private async Task WaitAsync(Socket? socket, CancellationTokenSource left, CancellationToken over)
    {
        try
        {
            using var timer = new PeriodicTimer(BetweenLooks, time);
            var since = time.GetTimestamp();
            while ((socket is null || IsOpen(socket)) && time.GetElapsedTime(since) < Patience)
            {
                await timer.WaitForNextTickAsync(over);
            }

            await left.CancelAsync();
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // All was answered.
        }
    }

    // What is written to a client that left comes back as an error, and then the server's own side of the socket is closed.
    private static bool IsOpen(Socket socket)
    {
        try
        {
            return !socket.Poll(TimeSpan.Zero, SelectMode.SelectError);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            return false;
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
