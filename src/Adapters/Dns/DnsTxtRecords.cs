using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.Dns;

/// <summary>Asks name servers that resolve for us for TXT records: by UDP, and by TCP what does not fit a datagram.</summary>
/// <remarks>
/// Each question has a port and an id of its own that a stranger would have to guess. A server that does not answer within its share of the time
/// is asked again after the others.
/// </remarks>
internal sealed class DnsTxtRecords(IOptions<DnsOptions> options, TimeProvider time) : ITxtRecords
{
    private const int Rounds = 2;
    private const int MostServers = 3;
    private const int LengthBytes = 2;

    public async Task<TxtAnswer> LookUpAsync(string name, CancellationToken cancellationToken)
    {
        var servers = Servers();
        if (servers.Count == 0)
        {
            return TxtAnswer.Unknown;
        }

        var share = options.Value.TimeLimit / (Rounds * servers.Count);
        foreach (var server in Enumerable.Repeat(servers, Rounds).SelectMany(server => server))
        {
            using var patience = new CancellationTokenSource(share, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            try
            {
                if (await AskAsync(server, name, both.Token) is { } texts)
                {
                    return new(texts);
                }
            }
            catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return TxtAnswer.Unknown;
    }

    /// <returns>Null when the server cannot say.</returns>
    private async Task<IReadOnlyList<string>?> AskAsync(IPEndPoint server, string name, CancellationToken cancellationToken)
    {
        var question = DnsMessage.Question((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), name);
        var reading = await AskByUdpAsync(server, question, cancellationToken);
        reading = reading.Verdict == DnsVerdict.Truncated ? await AskByTcpAsync(server, question, cancellationToken) : reading;
        return reading.Verdict == DnsVerdict.Answered ? reading.Texts : null;
    }

    private async Task<DnsReading> AskByUdpAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        // Connected, so that the system lets in what comes from this server alone.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken);
        await socket.SendAsync(question, cancellationToken);
        var answer = new byte[options.Value.MaxBytes];
        while (true)
        {
            var length = await socket.ReceiveAsync(answer, cancellationToken);
            if (DnsMessage.Read(question, answer.AsSpan(0, length)) is { Verdict: not DnsVerdict.Foreign } reading)
            {
                return reading;
            }
        }
    }

    private async Task<DnsReading> AskByTcpAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(server.AddressFamily);
        await client.ConnectAsync(server, cancellationToken);
        var stream = client.GetStream();
        var framed = new byte[LengthBytes + question.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)question.Length);
        question.CopyTo(framed, LengthBytes);
        await stream.WriteAsync(framed, cancellationToken);
        var head = new byte[LengthBytes];
        await stream.ReadExactlyAsync(head, cancellationToken);
        var length = BinaryPrimitives.ReadUInt16BigEndian(head);
        if (length > options.Value.MaxBytes)
        {
            return DnsReading.Failed;
        }

        var answer = new byte[length];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return DnsMessage.Read(question, answer);
    }

    private List<IPEndPoint> Servers() =>
        options.Value.Servers is { Count: > 0 } named
            ? [.. named.Select(IPEndPoint.Parse).Select(server => server.Port == 0 ? new IPEndPoint(server.Address, DnsOptions.Port) : server).Take(MostServers)]
            : [.. OfTheMachine().Distinct().Take(MostServers).Select(address => new IPEndPoint(address, DnsOptions.Port))];

    // Windows lists addresses of the site that nobody set (fec0::/10).
    private static IEnumerable<IPAddress> OfTheMachine() =>
        from network in NetworkInterface.GetAllNetworkInterfaces()
        where network.OperationalStatus == OperationalStatus.Up || network.NetworkInterfaceType == NetworkInterfaceType.Loopback
        from address in network.GetIPProperties().DnsAddresses
        where !address.IsIPv6SiteLocal
        select address;
}
