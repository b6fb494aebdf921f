namespace Parley.Bench.Gateway;

/// <summary>The kinds of load, each for one target at a time.</summary>
internal sealed class Rounds(Upstream upstream, TimeSpan window)
{
    /// <summary>Microseconds after which a token is late: a reader begins to see it.</summary>
    public const long OnTime = 250_000;

    private const int OpenedPerSecond = 250;

    private static long Seconds(double seconds) => (long)(seconds * 1_000_000);

    private long Window => (long)window.TotalMicroseconds;

    /// <summary>Slow streams in their steady state.</summary>
    public Round Streams(Target target, Script script, int streams)
    {
        var idle = target is Direct ? 0 : target.Resident;
        using var load = new Load(target);
        var begun = load.Open(script, streams, OpenedPerSecond);
        load.ReadUntil(Stamps.Now + Seconds(3), long.MaxValue, long.MaxValue);
        var from = Stamps.Now + Seconds(0.1);
        var to = from + Window;
        upstream.Count(from, to);
        Console.Error.WriteLine($"{target.Name}: {streams} streams are measured from here on{(begun < streams ? $", of which {begun} have begun" : "")}");
        load.ReadUntil(from, from, to);
        var cpu = target.Cpu;
        load.ReadUntil(to, from, to);
        var spent = target.Cpu - cpu;
        var memory = target is Direct ? 0 : (target.Resident - idle) / 1024.0 / streams;
        load.ReadUntil(to + OnTime, from, to);
        var (offered, onTime) = ((long)streams * script.Rate * Window / 1_000_000, load.Tokens.Within(OnTime));
        if (load.Broken > 0)
        {
            Console.Error.WriteLine($"{target.Name}: {load.Broken} streams broke off");
        }

        upstream.IsEnding = true;
        load.ReadUntil(Stamps.Now + Seconds(2), long.MaxValue, long.MaxValue);
        while (upstream.Streaming > 0)
        {
            load.ReadUntil(Stamps.Now + Seconds(0.1), long.MaxValue, long.MaxValue);
        }

        upstream.IsEnding = false;
        return new(
            spent.TotalMicroseconds / load.Come, load.Tokens.Quantile(0.5), load.Tokens.Quantile(0.99), load.Jitter.Quantile(0.99),
            (double)onTime / offered, memory, load.Tokens.Count * 1e6 / Window);
    }

    /// <summary>Many connections that ask for streams again as soon as they have their answer.</summary>
    public Round Bursts(Target target, Script script, int connections) => Requests(
        target, (load, from, to) => load.AskInTurn(script, isStreamed: true, connections, from, to), script.Tokens, null);

    /// <summary>Questions at a steady rate, answered in one piece.</summary>
    public Round Whole(Target target, Script script, int perSecond) =>
        Requests(target, (load, from, to) => load.AskAtRate(script, 64, perSecond, from, to), 1, perSecond);

    /// <summary>Many connections that ask for whole answers again as soon as they have theirs.</summary>
    public Round WholeInTurn(Target target, Script script, int connections) => Requests(
        target, (load, from, to) => load.AskInTurn(script, isStreamed: false, connections, from, to), 1, null);

    /// <param name="tokens">For how many tokens each request counts.</param>
    /// <param name="perSecond">Requests that are offered; null where the load waits for the server.</param>
    private Round Requests(Target target, Action<Load, long, long> ask, int tokens, int? perSecond)
    {
        using var load = new Load(target);
        var from = Stamps.Now + Seconds(2);
        TimeSpan? before = null;
        using var clock = new Timer(_ => before ??= target.Cpu, null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        ask(load, from, from + Window);
        var spent = target.Cpu - before!.Value;
        var count = load.Requests.Count * tokens;
        var offered = perSecond * Window / 1_000_000;
        return new(
            spent.TotalMicroseconds / count, load.Requests.Quantile(0.5), load.Requests.Quantile(0.99), load.Jitter.Quantile(0.99),
            offered is { } due ? Math.Min(1, (double)load.Requests.Within(OnTime) / due) : 1, null, count * 1e6 / Window);
    }
}
