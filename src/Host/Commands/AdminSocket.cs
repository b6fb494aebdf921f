using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Parley.Host.Composition;

namespace Parley.Host.Commands;

/// <summary>
/// Takes verbs from the command line on a Unix socket in the data folder, which its owner alone may open. A request is one line of
/// JSON; the answer is lines that begin with <c>&gt;</c> (output) or <c>!</c> (error), and last <c>=</c> with the exit code.
/// </summary>
internal sealed class AdminSocket(IServiceProvider services, DataFolder folder, ILogger<AdminSocket> logger) : IAsyncDisposable
{
    private const int LongestPath = 100;
    private const int LongestRequest = 16 * 1024;
    private readonly CancellationTokenSource _stop = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    public void Open(string serverUrl)
    {
        if (Encoding.UTF8.GetByteCount(folder.Socket) > LongestPath)
        {
            logger.SocketPathTooLong(folder.Socket);
            return;
        }

        // Whoever holds the folder's lock owns the name; what lies there was left by a process that was killed.
        File.Delete(folder.Socket);
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(folder.Socket));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _listener.Listen(8);
        _accepting = AcceptAsync(_listener, serverUrl);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        await _accepting;
        _stop.Dispose();
        if (_listener is not null)
        {
            _listener.Dispose();
            File.Delete(folder.Socket);
        }
    }

    private async Task AcceptAsync(Socket listener, string serverUrl)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync(_stop.Token);
                _ = ServeAsync(client, serverUrl);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket client, string serverUrl)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" };
        try
        {
            var request = await ReadAsync(stream);
            var code = await RunAsync(request, line => writer.WriteLineAsync("> " + line), line => writer.WriteLineAsync("! " + line), serverUrl);
            await writer.WriteLineAsync($"= {code}");
        }
        catch (Exception exception) when (Startup.Explain(exception) is { } sentence)
        {
            await writer.WriteLineAsync("! " + sentence.ReplaceLineEndings(" "));
            await writer.WriteLineAsync("= 1");
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
        {
            // The person at the other end has gone.
        }
    }

    private async Task<AdminRequest> ReadAsync(Stream stream)
    {
        var line = new byte[LongestRequest];
        var length = 0;
        while (length < line.Length && !line.AsSpan(0, length).Contains((byte)'\n'))
        {
            var read = await stream.ReadAsync(line.AsMemory(length), _stop.Token);
            length = read > 0 ? length + read : throw new IOException("The request ended early.");
        }

        try
        {
            return JsonSerializer.Deserialize<AdminRequest>(line.AsSpan(0, length)) ?? throw new CommandException("The request is empty.");
        }
        catch (JsonException)
        {
            throw new CommandException("The request is not a line of JSON.");
        }
    }

    private async Task<int> RunAsync(AdminRequest request, Func<string, Task> say, Func<string, Task> tell, string serverUrl)
    {
        var verb = services.GetKeyedService<IAdminVerb>(request.Verb)
            ?? throw new CommandException($"The running server has no verb '{request.Verb}'; it may be another version.");
        try
        {
            return await verb.RunAsync(new AdminCall(request.Words, request.Options, say) { Tell = tell, ServerUrl = serverUrl }, _stop.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && Startup.Explain(exception) is null)
        {
            logger.VerbFailed(request.Verb, exception);
            throw new CommandException($"It failed: {exception.Message} The server's log says more.");
        }
    }
}
