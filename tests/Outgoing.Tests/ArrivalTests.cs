using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Parley.Outgoing.Tests;

/// <summary>Connections that are read by loops of our own, against the framework's at the far end.</summary>
public sealed class ArrivalTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ArrivalTests() => _listener.Start();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_there_before_a_read_and_what_comes_while_it_waits_is_read_to_the_end()
    {
        var (near, far) = await ConnectAsync();
        await far.WriteAsync("early "u8.ToArray(), Cancelled);
        var read = await ReadAsync(near, 6);
        var waiting = ReadAsync(near, 4);
        Assert.False(waiting.IsCompleted);

        await far.WriteAsync("late"u8.ToArray(), Cancelled);

        Assert.Equal("early late", read + await waiting);
        far.Dispose();
        Assert.Equal(0, await near.ReadAsync(new byte[10], Cancelled));
        Assert.Equal(0, await near.ReadAsync(new byte[10], Cancelled));
    }

    [Fact]
    public async Task The_last_words_and_the_end_are_both_read_when_they_come_together()
    {
        for (var round = 0; round < 50; round++)
        {
            var (near, far) = await ConnectAsync();
            await far.WriteAsync("bye"u8.ToArray(), Cancelled);
            far.Dispose();

            using var text = new StreamReader(near);
            Assert.Equal("bye", await text.ReadToEndAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(60), Cancelled));
        }
    }

    [Fact]
    public async Task Much_goes_both_ways_at_once_whole_and_in_order()
    {
        var (near, far) = await ConnectAsync();
        var sent = RandomNumberGenerator.GetBytes(8 * 1024 * 1024);
        var echo = far.CopyToAsync(far, Cancelled);

        var writing = near.WriteAsync(sent, Cancelled).AsTask();
        var back = new byte[sent.Length];
        await near.ReadExactlyAsync(back, Cancelled);
        await writing;

        Assert.Equal(SHA256.HashData(sent), SHA256.HashData(back));
        near.Dispose();
        await echo.ContinueWith(_ => { }, Cancelled, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Fact]
    public async Task Whoever_blocks_with_what_came_holds_up_nobody_whose_part_came_with_it()
    {
        using var others = new CountdownEvent(20);
        var pairs = new List<(Stream Near, Stream Far)>();
        for (var i = 0; i <= others.InitialCount; i++)
        {
            pairs.Add(await ConnectAsync());
        }

        var blocked = pairs.Select((pair, index) => ReadThenAsync(pair.Near, index == 0)).ToList();
        foreach (var (_, far) in pairs)
        {
            await far.WriteAsync("x"u8.ToArray(), Cancelled);
        }

        Assert.True(await blocked[0].WaitAsync(TimeSpan.FromSeconds(60), Cancelled));
        await Task.WhenAll(blocked);

        async Task<bool> ReadThenAsync(Stream near, bool waits)
        {
            await near.ReadExactlyAsync(new byte[1], Cancelled).ConfigureAwait(false);
            return waits ? others.Wait(TimeSpan.FromSeconds(30), Cancelled) : others.Signal() || true;
        }
    }

    [Fact]
    public async Task Hundreds_of_connections_that_bring_a_little_at_a_time_are_all_read()
    {
        var pairs = new List<(Stream Near, Stream Far)>();
        for (var i = 0; i < 200; i++)
        {
            pairs.Add(await ConnectAsync());
        }

        var reading = pairs.Select((pair, i) => ReadAsync(pair.Near, 30 * $"{i:000}:00 ".Length)).ToList();
        for (var word = 0; word < 30; word++)
        {
            foreach (var (i, pair) in pairs.Index())
            {
                await pair.Far.WriteAsync(Encoding.ASCII.GetBytes($"{i:000}:{word:00} "), Cancelled);
            }
        }

        foreach (var (i, text) in (await Task.WhenAll(reading)).Index())
        {
            Assert.Equal(string.Concat(Enumerable.Range(0, 30).Select(word => $"{i:000}:{word:00} ")), text);
        }
    }

    [Fact]
    public async Task A_read_of_nothing_waits_until_there_is_something()
    {
        var (near, far) = await ConnectAsync();
        var waiting = near.ReadAsync(Memory<byte>.Empty, Cancelled).AsTask();
        await far.WriteAsync("x"u8.ToArray(), Cancelled);

        Assert.Equal(0, await waiting);
        Assert.Equal("x", await ReadAsync(near, 1));
    }

    [Fact]
    public async Task A_read_that_is_cancelled_ends_and_the_next_one_reads_on()
    {
        var (near, far) = await ConnectAsync();
        using var leaves = new CancellationTokenSource();
        var waiting = near.ReadAsync(new byte[10], leaves.Token).AsTask();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        await far.WriteAsync("on"u8.ToArray(), Cancelled);

        Assert.Equal("on", await ReadAsync(near, 2));
    }

    [Fact]
    public async Task A_read_ends_when_its_connection_is_closed_or_reset()
    {
        var (near, _) = await ConnectAsync();
        var waiting = near.ReadAsync(new byte[10], Cancelled).AsTask();
        near.Dispose();
        await Assert.ThrowsAsync<IOException>(() => waiting);

        var (other, far) = await ConnectAsync();
        var broken = other.ReadAsync(new byte[10], Cancelled).AsTask();
        ((NetworkStream)far).Socket.Close(0);
        await Assert.ThrowsAsync<IOException>(() => broken);
    }

    [Fact]
    public async Task Where_nobody_listens_it_says_so_and_a_dial_that_is_given_up_ends()
    {
        var address = (IPEndPoint)_listener.LocalEndpoint;
        _listener.Stop();
        var refused = await Assert.ThrowsAsync<SocketException>(() => ArrivalStream.DialAsync(address, Cancelled).AsTask());
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);

        // Addresses for documentation lead nowhere.
        using var leaves = new CancellationTokenSource();
        var dialling = ArrivalStream.DialAsync(new(IPAddress.Parse("192.0.2.1"), 9), leaves.Token).AsTask();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => dialling);
    }

    [Fact]
    public async Task It_carries_what_is_encrypted()
    {
        var (near, far) = await ConnectAsync();
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=far.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var client = new SslStream(near, false, (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString());
        await using var server = new SslStream(far);
        await Task.WhenAll(server.AuthenticateAsServerAsync(certificate), client.AuthenticateAsClientAsync("far.example"));

        await server.WriteAsync("secret"u8.ToArray(), Cancelled);

        Assert.Equal("secret", await ReadAsync(client, 6));
    }

    public void Dispose() => _listener.Dispose();

    private async Task<(Stream Near, Stream Far)> ConnectAsync()
    {
        var accepting = _listener.AcceptTcpClientAsync(Cancelled);
        var near = await ArrivalStream.DialAsync((IPEndPoint)_listener.LocalEndpoint, Cancelled);
        return (near, (await accepting).GetStream());
    }

    private static async Task<string> ReadAsync(Stream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        return Encoding.ASCII.GetString(bytes);
    }
}
