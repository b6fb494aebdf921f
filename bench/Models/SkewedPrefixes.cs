using Parley.Models;

namespace Parley.Bench.Models;

/// <summary>How a skewed talk is led to replicas with a prefix cache, in six ways. In virtual time, by the gateway's own choice and bookkeeping.</summary>
internal static class SkewedPrefixes
{
    private const int Replicas = 6;
    private const int KeptTokens = 120_000;
    private const int TokensOfBlock = PromptPrefix.BlockLength / 4;
    private const double MsPerToken = 0.1;
    private const double MsPerAnswer = 4_000;
    private const double Minutes = 10;
    private const int Seeds = 5;

    // Highest random weight alone, and with no replica above so many times the mean: V. Mirrokni, M. Thorup and M. Zadimoghaddam (2018).
    private const double MostLoad = 1.25;

    private enum Led
    {
        RoundRobin,
        LeastBusy,
        HashOfAssistant,
        HashOfConversation,
        BoundedHashOfConversation,
        Prefix,
    }

    public static void Run()
    {
        Console.WriteLine($"{Replicas} replicas, {KeptTokens:N0} tokens kept by each, {MsPerToken} ms per token read; {Minutes} min, {Seeds} seeds");
        Console.WriteLine("| way | messages a second | tokens found in the cache | TTFT p50, ms | p99, ms | busiest replica / mean, by tokens read | by calls |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var rate in (double[])[12, 24, 32])
        {
            foreach (var way in Enum.GetValues<Led>())
            {
                Console.WriteLine(Row(way, rate, [.. Enumerable.Range(1, Seeds).AsParallel().Select(seed => Round(way, rate, seed))]));
            }
        }
    }

    private static string Row(Led way, double rate, IReadOnlyList<Seen> rounds)
    {
        List<double> waits = [.. rounds.SelectMany(round => round.Waits).Order()];
        return FormattableString.Invariant(
            $"| {way} | {rate} | {rounds.Average(round => round.Hit):P1} | {VirtualFleet.Percentile(waits, 50):0} | {VirtualFleet.Percentile(waits, 99):0} | {rounds.Average(round => round.ByRead):0.00} | {rounds.Average(round => round.ByCalls):0.00} |");
    }

    private static Seen Round(Led way, double rate, int seed)
    {
        var (time, random, waits, next) = (new VirtualTime(), new Random(seed), new List<double>(), 0);
        var options = new FailoverOptions { PrefixCacheTokens = KeptTokens };
        List<VirtualReplica> replicas = [.. VirtualFleet.Deploy(Replicas, options, time).Select(
            one => new VirtualReplica(one, time, KeptTokens / TokensOfBlock, MsPerToken * TokensOfBlock, MsPerAnswer))];
        List<WeightedDeployment> tier = [.. replicas.Select(one => new WeightedDeployment(one.Deployment, 1))];
        new SkewedTalk(time, seed, rate).Begin((of, prompt, after, then) => Chosen(of, prompt).Ask(prompt, way == Led.Prefix, after, wait =>
        {
            waits.Add(wait);
            then();
        }));
        time.RunUntil(Minutes * 60_000);
        return new(
            waits, 1 - ((double)replicas.Sum(one => one.Done.Read) / replicas.Sum(one => one.Done.Asked)),
            replicas.Max(one => one.Done.Read) / replicas.Average(one => one.Done.Read), replicas.Max(one => one.Done.Calls) / replicas.Average(one => one.Done.Calls));

        VirtualReplica Chosen((long Conversation, int Assistant) of, PromptPrefix prompt) => way switch
        {
            Led.RoundRobin => replicas[next++ % Replicas],
            Led.HashOfAssistant => replicas.MaxBy(one => Weight(one, of.Assistant))!,
            Led.HashOfConversation => replicas.MaxBy(one => Weight(one, of.Conversation))!,
            Led.BoundedHashOfConversation => replicas.Where(one => one.Deployment.Health.Running <= MostLoad * (replicas.Average(other => other.Deployment.Health.Running) + 1))
                .MaxBy(one => Weight(one, of.Conversation))!,
            _ => Of(Balancer.Choose(tier, way == Led.Prefix ? Balance.Prefix : Balance.LeastBusy, random, new(prompt))!),
        };

        ulong Weight(VirtualReplica replica, long key)
        {
            var mixed = ((ulong)key * 0x9E3779B97F4A7C15) ^ ((ulong)(replicas.IndexOf(replica) + 1 + (seed * 31)) * 0xD1B54A32D192ED03);
            mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93;
            return mixed ^ (mixed >> 29);
        }

        VirtualReplica Of(WeightedDeployment chosen) => replicas.First(one => one.Deployment == chosen.Deployment);
    }

    private sealed record Seen(IReadOnlyList<double> Waits, double Hit, double ByRead, double ByCalls);
}
