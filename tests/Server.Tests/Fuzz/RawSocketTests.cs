using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Parley.Server.Tests.Fuzz;

/// <summary>What no client library would send, on sockets of our own against the server as a process: no fault, no hang, no growth.</summary>
public sealed class RawSocketTests(ServerFixture fixture, ITestOutputHelper output) : IClassFixture<ServerFixture>
{
    private const long MostGrowth = 256L << 20;

    /// <summary>Beyond the server's own patience with slow heads (15 s), on a machine that is busy with other work.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private ServerProcess Server => fixture.Server;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_is_broken_is_refused_or_cut_and_the_server_goes_on()
    {
        var ends = new RawEnds();
        await Parallel.ForEachAsync(BrokenRequests.All(Server.ApiKey), Cancelled, async (broken, _) => await TryAsync(broken.Name, broken.Bytes, patiently: true, ends));

        output.WriteLine($"broken requests: {ends}");
        await StandsAsync(ends);
    }

    [Fact]
    public async Task Bytes_changed_at_random_anywhere_in_a_request_break_nothing_and_leave_nothing()
    {
        var seed = Read("PARLEY_FUZZ_SEED") ?? Random.Shared.Next(1, 1_000_000);
        var count = Read("PARLEY_FUZZ_RAW") ?? 200;
        var whole = Encoding.ASCII.GetBytes(
            "POST /v1/chat HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Server.ApiKey + "\r\nContent-Type: application/json\r\nIdempotency-Key: a\r\n" +
            "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"prompt\": \"Hi.\"\r\n1\r\n}\r\n0\r\n\r\n");
        var (first, ends) = (new RawEnds(), new RawEnds());
        await TryAsync("as it should be", whole, patiently: true, first);
        Assert.Equal(1, first.Taken);
        var (before, started) = (Resident(), Stopwatch.StartNew());
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = Cancelled }, async (number, _) =>
        {
            var chance = new Random(unchecked((seed * 1_000_003) + number));
            var bytes = whole.ToArray();
            for (var times = chance.Next(1, 6); times > 0; times--)
            {
                bytes[chance.Next(bytes.Length)] = (byte)chance.Next(256);
            }

            var isCut = chance.Next(4) == 0;
            await TryAsync($"seed {seed}, request {number}", isCut ? bytes[..chance.Next(bytes.Length)] : bytes, patiently: chance.Next(4) == 0, ends);
        });

        var grown = Resident() - before;
        output.WriteLine($"raw: seed {seed}, {count} requests in {started.Elapsed.TotalSeconds:0} s; {ends}");
        output.WriteLine($"raw: resident memory of the server grown by {grown >> 20} MiB");
        await StandsAsync(ends);
        Assert.InRange(grown, long.MinValue, MostGrowth);
    }

    [Fact]
    public async Task Requests_sent_without_waiting_are_answered_one_by_one_in_their_order()
    {
        using var client = await RawClient.ConnectAsync(Server.Url, Cancelled);
        var one = $"GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Server.ApiKey}\r\n\r\n";
        await client.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(one, 40)) + "GET /v1/nowhere HTTP/1.1\r\nHost: x\r\n\r\n"), Cancelled);
        using var clock = Clock();
        await client.ReadAsync(41, clock.Token);

        Assert.Equal(Enumerable.Repeat(200, 40).Append(404), client.Statuses);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("GET /v1/me HTTP/1.1\r\nHost:", false)]
    [InlineData("GET /v1/me HTTP/1.1\r\nHost: x\r\n\r\n", true)]
    [InlineData("POST /v1/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", true)]
    [InlineData("POST /v1/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{", false)]
    public async Task A_connection_that_is_closed_from_one_side_is_closed_from_the_other_after_the_answer(string sent, bool isWhole)
    {
        using var client = await RawClient.ConnectAsync(Server.Url, Cancelled);
        await client.SendAsync(Encoding.ASCII.GetBytes(sent), Cancelled);
        client.CloseHalf();
        using var clock = Clock();

        await client.ReadAsync(int.MaxValue, clock.Token);

        Assert.All(client.Statuses, status => Assert.InRange(status, 200, 499));
        Assert.True(!isWhole || client.Statuses.Count == 1, "a whole request had no answer");
    }

    [Fact]
    public async Task Those_who_send_slowly_are_sent_away_and_hold_nobody_else_up()
    {
        var before = Resident();
        using var clock = Clock();
        var slow = Enumerable.Range(0, 60).Select(number => SlowAsync(number % 2 == 0, clock.Token)).ToList();
        var (worst, beside) = (TimeSpan.Zero, 0);
        while (!slow.TrueForAll(one => one.IsCompleted))
        {
            var asked = Stopwatch.StartNew();
            Assert.True((await Server.Client.GetAsync("/v1/me", clock.Token)).IsSuccessStatusCode);
            worst = worst > asked.Elapsed ? worst : asked.Elapsed;
            beside += slow.TrueForAll(one => one.IsCompleted) ? 0 : 1;
        }

        var statuses = (await Task.WhenAll(slow)).SelectMany(statuses => statuses).ToList();
        output.WriteLine($"slow: 60 clients; {beside} others were answered meanwhile, the slowest within {worst.TotalMilliseconds:0} ms; resident grown by {(Resident() - before) >> 20} MiB");

        Assert.All(statuses, status => Assert.InRange(status, 400, 499));
        Assert.NotEqual(0, beside);
        Assert.InRange(Resident() - before, long.MinValue, MostGrowth);
    }

    /// <summary>Sends a byte at a time, of the head or of the body, until the server has had enough.</summary>
    private async Task<IReadOnlyList<int>> SlowAsync(bool head, CancellationToken cancellationToken)
    {
        using var client = await RawClient.ConnectAsync(Server.Url, cancellationToken);
        await client.SendAsync(
            Encoding.ASCII.GetBytes(head
                ? "GET /v1/me HTTP/1.1\r\nHost: x\r\n"
                : $"POST /v1/chat HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Server.ApiKey}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"),
            cancellationToken);
        var ended = client.ReadAsync(1, cancellationToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (!ended.IsCompleted && await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (!await client.SendAsync("x"u8.ToArray(), cancellationToken))
            {
                break;
            }
        }

        await ended;
        return client.Statuses;
    }

    /// <param name="patiently">Whether to listen for a while before saying that nothing more will come.</param>
    private async Task TryAsync(string name, byte[] bytes, bool patiently, RawEnds ends)
    {
        using var clock = Clock();
        try
        {
            using var client = await RawClient.ConnectAsync(Server.Url, clock.Token);
            await client.SendAsync(bytes, clock.Token);
            var isTold = !patiently || !await EndsAsync(client, clock.Token);
            if (isTold)
            {
                client.CloseHalf();
                await client.ReadAsync(1, clock.Token);
            }

            ends.Note(name, client, isTold);
        }
        catch (OperationCanceledException) when (!Cancelled.IsCancellationRequested)
        {
            ends.Complaints.Enqueue($"{name}: neither an answer nor an end within {Deadline.TotalSeconds} s");
        }
    }

    /// <returns>False when nothing came within moments: the server waits for more.</returns>
    private static async Task<bool> EndsAsync(RawClient client, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(TimeSpan.FromMilliseconds(500));
        try
        {
            await client.ReadAsync(1, soon.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task StandsAsync(RawEnds ends)
    {
        Assert.Empty(ends.Complaints);
        Assert.True((await Server.Client.GetAsync("/v1/me", Cancelled)).IsSuccessStatusCode);
        Assert.Contains("parley_requests_unexpected_total 0", await Server.Client.GetStringAsync("/metrics", Cancelled), StringComparison.Ordinal);
    }

    private long Resident()
    {
        using var process = Process.GetProcessById(Server.ProcessId);
        return process.WorkingSet64;
    }

    private static CancellationTokenSource Clock()
    {
        var clock = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        clock.CancelAfter(Deadline);
        return clock;
    }

    private static int? Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
