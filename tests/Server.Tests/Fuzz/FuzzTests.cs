using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Parley.Server.Tests.BadInput;

namespace Parley.Server.Tests.Fuzz;

/// <summary>
/// Every operation of the running server's description, with requests that chance made. <c>PARLEY_FUZZ_SEED</c> and
/// <c>PARLEY_FUZZ_REQUESTS</c> make it another run, and a longer one.
/// </summary>
public sealed class FuzzTests(Things things, ITestOutputHelper output) : IClassFixture<Things>
{
    private const int DefaultRequests = 2_000;
    private const int Round = 500;

    /// <summary>From here on a run is long enough to wait for the runtime's pools before its memory is measured.</summary>
    private const int LongRun = 10_000;

    // Of the plain requests at an operation, an eighth at least: budgets and plans made by chance refuse many that want an answer.
    private const int ShareReached = 64;

    /// <summary>How much more may be alive after all requests than after half of them.</summary>
    private const long MostGrowth = 16L << 20;

    [Fact]
    public async Task Whatever_is_sent_the_server_answers_in_time_without_a_fault_and_keeps_nothing_of_it_in_memory()
    {
        var (seed, count) = (Read("PARLEY_FUZZ_SEED") ?? Random.Shared.Next(1, 1_000_000), Read("PARLEY_FUZZ_REQUESTS") ?? DefaultRequests);
        var stopped = TestContext.Current.CancellationToken;
        output.WriteLine($"fuzz: seed {seed}, {count} requests");
        var api = new ApiOperations(JsonElement.Parse(await things.Client.GetStringAsync("/openapi/v1.json", stopped)));
        var (tally, kept) = (new FuzzTally(), new FuzzThings(things));

        // A redirect is an answer, and what it names is nobody's.
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = things.Client.BaseAddress };
        var run = new FuzzRun(client, ProofOf, new(api, BodyShapes.Of(things), kept, seed), tally);
        var watch = new Stopwatch();

        await SendAsync(0, count / 2);
        var half = await HeapAsync();
        await SendAsync(count / 2, count);
        var grown = await HeapAsync() - half;

        // In a short run the pools may still be filling.
        grown = grown > MostGrowth ? await LiveHeap.SettledAsync() - half : grown;

        output.WriteLine($"fuzz: {count} requests at {api.All.Count} operations in {watch.Elapsed.TotalSeconds:0} s, {count / watch.Elapsed.TotalSeconds:0} a second; complaints {tally.Complaints.Count}");
        output.WriteLine($"live heap: {Mebi(half)} MiB after half of them, {Mebi(grown)} MiB more after all; resident {LiveHeap.Resident() >> 20} MiB");
        tally.Lines().Concat(tally.Operations()).ToList().ForEach(output.WriteLine);

        Assert.True(tally.Complaints.IsEmpty, $"seed {seed}: {tally.Complaints.Count} complaints\n{string.Join('\n', tally.Complaints.Take(20))}");
        Assert.Equal(count, tally.Answered);
        Assert.True(tally.Taken > count / 20, "too few were taken for the others to mean much");
        var missed = api.All.Where(operation => tally.Reached(operation.Name) < Math.Max(1, count / api.All.Count / ShareReached)).Select(operation => operation.Name).ToList();
        Assert.True(missed.Count == 0, "PlainBodies and FuzzThings know no request that reaches " + string.Join(", ", missed));
        Assert.InRange(grown, long.MinValue, MostGrowth);
        Assert.True((await things.Client.GetAsync("/v1/me", stopped)).IsSuccessStatusCode);

        string? ProofOf(FuzzRequests.Made made) =>
            !made.Proof ? null : made.Kind == FuzzRequests.Plain && PlainBodies.WantsPerson(made.Operation) ? kept.Token : things.Server.Key;

        async Task SendAsync(int first, int end)
        {
            watch.Start();
            for (var sent = first; sent < end; sent += Round)
            {
                await kept.RenewAsync();
                await run.SendAsync(sent, Math.Min(Round, end - sent), stopped);
            }

            watch.Stop();
        }

        async Task<long> HeapAsync() => count >= LongRun ? await LiveHeap.SettledAsync() : LiveHeap.Now();
    }

    private static string Mebi(long bytes) => (bytes / 1048576.0).ToString("0.0", CultureInfo.InvariantCulture);

    private static int? Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
