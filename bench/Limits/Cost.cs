using System.Diagnostics;
using Parley.ServerKit;

namespace Parley.Bench.Limits;

/// <summary>The processor time that one request costs the server, with limits and without; the servers in turn, the best round of each.</summary>
internal static class Cost
{
    private const int AtOnce = 8;

    public static async Task MeasureAsync(int rounds, int requests)
    {
        (string Name, int PerMinute)[] kinds = [("no limit", 0), ("a limit that is never reached", 600_000), ("a limit that refuses", 600)];
        var servers = new List<Nodes>();
        foreach (var (_, perMinute) in kinds)
        {
            servers.Add(await Nodes.StartAsync(null, perMinute));
        }

        var best = kinds.Select(_ => double.MaxValue).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < kinds.Length; i++)
            {
                var used = await RoundAsync(servers[i].Servers[0], requests);

                // The first round warms up.
                best[i] = round == 0 ? best[i] : Math.Min(best[i], used);
            }
        }

        for (var i = 0; i < kinds.Length; i++)
        {
            Console.WriteLine($"| {kinds[i].Name} | {best[i]:0} µs of processor time per request |");
            await servers[i].DisposeAsync();
        }
    }

    private static async Task<double> RoundAsync(ServerProcess server, int requests)
    {
        using var process = Process.GetProcessById(server.ProcessId);
        var before = process.TotalProcessorTime;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            for (var i = 0; i < requests / AtOnce; i++)
            {
                using var answer = await server.Client.GetAsync("/v1/models");
            }
        }));
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMicroseconds / requests;
    }
}
