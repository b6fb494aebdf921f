using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Parley.Accounts.Tests.Domains;

/// <summary>A small name server on loopback that says over UDP and TCP what a test has it say.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const int Header = 12;

    private const int MostTries = 100;

    private readonly UdpClient _udp;
    private readonly TcpListener _tcp;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public NameServer()
    {
        (_udp, _tcp) = Listen();
        _serving = Task.WhenAll(ServeDatagramsAsync(), ServeStreamsAsync());
    }

    // A port that is free by UDP may be somebody's by TCP.
    private static (UdpClient Udp, TcpListener Tcp) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            var tcp = new TcpListener(IPAddress.Loopback, ((IPEndPoint)udp.Client.LocalEndPoint!).Port);
            try
            {
                tcp.Start();
                return (udp, tcp);
            }
            catch (SocketException) when (attempt < MostTries)
            {
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    public string Address => _udp.Client.LocalEndPoint!.ToString()!;

    /// <summary>Makes datagrams of a question; none is silence.</summary>
    public Func<byte[], IEnumerable<byte[]>> ByUdp { get; set; } = question => [Say(question)];

    /// <summary>Makes an answer by TCP.</summary>
    public Func<byte[], byte[]> ByTcp { get; set; } = question => Say(question);

    /// <param name="records">Whole records, as <see cref="Txt"/> and <see cref="Alias"/> make them.</param>
    public static byte[] Say(byte[] question, IReadOnlyList<byte[]>? records = null, int code = 0, bool truncated = false)
    {
        byte[] head = [.. question[..Header]];
        head[2] = (byte)(0x81 | (truncated ? 2 : 0));
        head[3] = (byte)(0x80 | code);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(6), (ushort)(records?.Count ?? 0));
        return [.. head, .. question[Header..], .. (records ?? []).SelectMany(record => record)];
    }

    /// <summary>A TXT record of the asked name, unless another is given.</summary>
    public static byte[] Txt(IEnumerable<string> pieces, byte[]? owner = null) =>
        Record(owner ?? [0xc0, Header], 16, [.. pieces.SelectMany(piece => (byte[])[(byte)piece.Length, .. piece.Select(letter => (byte)letter)])]);

    public static byte[] Alias(byte[] target) => Record([0xc0, Header], 5, target);

    public static byte[] Name(string name) => [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. label.Select(letter => (byte)letter)]), 0];

    public static byte[] Record(byte[] owner, byte type, byte[] data) =>
        [.. owner, 0, type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data];

    public async ValueTask DisposeAsync()
    {
        // First what serves ends: a listener that is stopped refuses to go on listening, which is an error.
        await _end.CancelAsync();
        await _serving;
        _udp.Dispose();
        _tcp.Dispose();
        _end.Dispose();
    }

    private async Task ServeDatagramsAsync()
    {
        try
        {
            while (true)
            {
                var asked = await _udp.ReceiveAsync(_end.Token);
                foreach (var answer in ByUdp(asked.Buffer))
                {
                    await _udp.SendAsync(answer, asked.RemoteEndPoint, _end.Token);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeStreamsAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _tcp.AcceptTcpClientAsync(_end.Token);
                var stream = client.GetStream();
                var head = new byte[2];
                await stream.ReadExactlyAsync(head, _end.Token);
                var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
                await stream.ReadExactlyAsync(question, _end.Token);
                var answer = ByTcp(question);
                await stream.WriteAsync((byte[])[(byte)(answer.Length >> 8), (byte)answer.Length, .. answer], _end.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException or IOException)
        {
            // The test is over.
        }
    }
}
