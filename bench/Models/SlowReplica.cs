using System.Globalization;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.Bench.Models;

/// <summary>Four replicas, one of which takes four times as long: who is asked, and how long the first token takes. In virtual time.</summary>
internal static class SlowReplica
{
    private const int Replicas = 4;
    private const int Calls = 40_000;
    private const double MsEach = 100;
    private const double SlowMsEach = 400;
    private const double MsPerAnswer = 2_000;

    // A queue that never empties: its longest wait says only how long the round was.
    private const double Overrun = 60_000;

    // All four together can read 32.5 prompts in a second.
    private static readonly double[] Rates = [8, 24, 29];

    public static void Run()
    {
        Console.WriteLine($"{Replicas} replicas, {MsEach} ms to read a prompt, one of them {SlowMsEach} ms; {Calls:N0} calls by chance");
        Console.WriteLine("| way | calls a second | TTFT p50, ms | p99, ms | part of the calls at the slow one |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var rate in Rates)
        {
            foreach (var (name, balance, weight) in new (string, Balance?, double)[]
            {
                ("round robin", null, 1), ("by chance, equal weights", Balance.Weighted, 1), ("by chance, weights as their speed", Balance.Weighted, MsEach / SlowMsEach),
                ("least busy", Balance.LeastBusy, 1), ("latency", Balance.Latency, 1),
            })
            {
                Console.WriteLine(Round(name, balance, weight, rate));
            }
        }
    }

    private static string Round(string name, Balance? balance, double slowWeight, double rate)
    {
        var (time, random, arrivals) = (new VirtualTime(), new Random(11), new Random(5));
        var options = new FailoverOptions();
        List<VirtualReplica> replicas = [.. VirtualFleet.Deploy(Replicas, options, time).Select(
            (one, number) => new VirtualReplica(one, time, keptBlocks: 0, number == 0 ? SlowMsEach : MsEach, MsPerAnswer))];
        List<WeightedDeployment> tier = [.. replicas.Select((one, number) => new WeightedDeployment(one.Deployment, number == 0 ? slowWeight : 1))];
        var prompt = PromptPrefix.Of([new(ChatRole.User, new string('x', PromptPrefix.BlockLength - 4))]);
        var (waits, at) = (new List<double>(Calls), 0.0);
        for (var call = 0; call < Calls; call++)
        {
            var number = call;
            at += -Math.Log(1 - arrivals.NextDouble()) * 1_000 / rate;
            time.At(at, () => Chosen(number).Ask(prompt, isFollowed: false, null, waits.Add));
        }

        time.RunUntil(double.MaxValue);
        waits.Sort();
        var longest = VirtualFleet.Percentile(waits, 99);
        return FormattableString.Invariant(
            $"| {name} | {rate} | {VirtualFleet.Percentile(waits, 50):0} | {(longest > Overrun ? "without end" : longest.ToString("0", CultureInfo.InvariantCulture))} | {(double)replicas[0].Done.Calls / Calls:P0} |");

        VirtualReplica Chosen(int call)
        {
            var chosen = balance is { } way ? Balancer.Choose(tier, way, random)!.Deployment : replicas[call % Replicas].Deployment;
            return replicas.First(one => one.Deployment == chosen);
        }
    }
}
