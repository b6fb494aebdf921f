using System.Globalization;

namespace Parley.Bench.Gateway;

/// <summary>Puts every target under every load in turn, some rounds long, and prints the medians.</summary>
/// <param name="portkey">Where Portkey's gateway is installed; null leaves it out.</param>
/// <param name="only">Words in the names of the targets to take; null for all.</param>
/// <param name="loads">Words in the names of the loads to take; null for all.</param>
internal sealed class Comparison(string? portkey, int rounds, TimeSpan window, string? only, string? loads)
{
    private static readonly Script Slow = new(10, 3000);
    private static readonly Script Fast = new(20, 3000);
    private static readonly Script Burst = new(0, 128);
    private static readonly Script Whole = new(0, 64);

    public async Task RunAsync()
    {
        using var upstream = new Upstream();
        await using var nginx = await Nginx.StartAsync(upstream.Url);
        await using var pipeline = await Pipeline.HoldingAsync(upstream.Url);
        await using var behind = await Pipeline.LookingBehindAsync(upstream.Url);
        await using var unguarded = await Pipeline.UnguardedAsync(upstream.Url);
        await using var alone = await Alone.StartAsync(upstream.Url);
        await using var peer = portkey is null ? null : await Portkey.StartAsync(portkey, upstream.Url);
        Target?[] all = [new Direct(upstream.Url), nginx, unguarded, pipeline, behind, alone, peer];
        var targets = all.OfType<Target>().Where(target => Takes(only, target.Name)).ToList();
        var kinds = new Rounds(upstream, window);
        (string Name, Func<Target, Round> Run)[] loaded =
        [
            ("500 streams of 10 tokens/s, for a token", target => kinds.Streams(target, Slow, 500)),
            ("2,000 streams of 20 tokens/s, for a token", target => kinds.Streams(target, Fast, 2000)),
            ("bursts of 128 tokens, 64 at a time, for a token", target => kinds.Bursts(target, Burst, 64)),
            ("100 requests a second that are not streamed, 64 tokens, for a request", target => kinds.Whole(target, Whole, 100)),
            ("requests that are not streamed, 64 tokens, 64 at a time, for a request", target => kinds.WholeInTurn(target, Whole, 64)),
        ];
        foreach (var target in targets)
        {
            // What is compiled while it runs is compiled before it is measured.
            kinds.Bursts(target, Burst, 16);
            kinds.Whole(target, Whole, 100);
            kinds.Streams(target, Slow, 200);
        }

        foreach (var (name, run) in loaded.Where(load => Takes(loads, load.Name)))
        {
            var seen = targets.ToDictionary(target => target, _ => new List<Round>());
            for (var round = 0; round < rounds; round++)
            {
                foreach (var target in targets)
                {
                    var one = run(target);
                    seen[target].Add(one);
                    Console.Error.WriteLine(Row(name + ", " + target.Name, one));
                }
            }

            Console.WriteLine($"\n{name}\n\n| | CPU µs | p50 ms | p99 ms | jitter p99 ms | on time | KiB a stream | a second |\n|---|---|---|---|---|---|---|---|");
            foreach (var target in targets)
            {
                Console.WriteLine(Row(target.Name, Round.Median(seen[target])));
            }
        }
    }

    private static bool Takes(string? words, string name) =>
        words is null || words.Split(',').Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Row(string name, Round round) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {round.Cpu:0.0} | {round.P50:0.00} | {round.P99:0.0} | {round.Jitter:0.0} | {round.OnTime:P1} | {round.Memory:0} | {round.PerSecond:0} |");
}
