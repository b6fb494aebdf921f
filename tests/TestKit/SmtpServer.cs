using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.TestKit;

/// <summary>A mail server as small as one can be: takes every letter, or none, and keeps what was said to it.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly string? _refusal;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    private SmtpServer(int port, string? refusal)
    {
        _refusal = refusal;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>What was said in each connection that ended with a letter taken, or refused.</summary>
    public ConcurrentQueue<string> Heard { get; } = [];

    /// <param name="port">0 takes a free one.</param>
    /// <param name="refusal">What every recipient is answered, such as <c>550 nobody here</c>; null takes all.</param>
    public static SmtpServer Start(int port = 0, string? refusal = null) => new(port, refusal);

    /// <summary>The text of a letter as its reader sees it.</summary>
    public static string TextOf(string heard) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(heard.ReplaceLineEndings("\n").Split("\n\n", 2)[1].Split("\n.\n")[0])).ReplaceLineEndings("\n");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Stop();
        _end.Dispose();
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await TalkAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // The server was stopped.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            await using var writer = new StreamWriter(stream, Encoding.ASCII) { AutoFlush = true, NewLine = "\r\n" };
            var heard = new StringBuilder();
            await writer.WriteLineAsync("220 ready");
            var inData = false;
            while (await reader.ReadLineAsync(_end.Token) is { } line)
            {
                heard.AppendLine(line);
                if (!inData || line == ".")
                {
                    inData = line == "DATA";
                    if (line == "." || (_refusal is not null && line.StartsWith("RCPT", StringComparison.Ordinal)))
                    {
                        Heard.Enqueue(heard.ToString());
                    }

                    await writer.WriteLineAsync(ReplyTo(line));
                    if (line == "QUIT")
                    {
                        return;
                    }
                }
            }
        }
        catch (IOException)
        {
            // The other side left in the middle of a word.
        }
    }

    private string ReplyTo(string line) => line switch
    {
        "." => "250 taken",
        "DATA" => "354 go on",
        "QUIT" => "221 bye",
        _ when _refusal is not null && line.StartsWith("RCPT", StringComparison.Ordinal) => _refusal,
        _ => "250 fine",
    };
}
