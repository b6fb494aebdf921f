using System.Diagnostics;
using System.Net;
using Parley.ServerKit;

namespace Parley.Bench.Limits;

/// <summary>How many requests come through when many clients send as fast as they can, against what the limit says.</summary>
internal static class Accuracy
{
    public static async Task MeasureAsync(int clients, int perMinute, TimeSpan time)
    {
        await using var database = Environment.GetEnvironmentVariable("POSTGRES_APP_CONNECTION") is null ? null : await PostgresDatabase.CreateAsync();
        await using var nodes = await Nodes.StartAsync(database, perMinute);
        await WarmUpAsync(nodes);
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(i => SendAsync(nodes.Clients[i % nodes.Clients.Count], clock, time)));
        var seconds = clock.Elapsed.TotalSeconds;
        var (through, refused) = (counts.Sum(count => count.Through), counts.Sum(count => count.Refused));
        var allowed = (perMinute / 10) + (perMinute / 60.0 * seconds);
        Console.WriteLine(
            $"| {clients} clients, {perMinute} a minute, {seconds:0.0} s | {through} through, {allowed:0} allowed ({100 * (through - allowed) / allowed:+0.00;-0.00} %) | {refused} refused, {(through + refused) / seconds:0} requests/s |");
    }

    /// <summary>Requests for somebody else, whose bucket is not the one that is measured: a full bucket gains nothing while code is compiled.</summary>
    private static Task WarmUpAsync(Nodes nodes) => Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
    {
        for (var sent = 0; sent < 30; sent++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { { "Parley-End-User", "somebody-else" } } };
            using var answer = await nodes.Clients[i % nodes.Clients.Count].SendAsync(request);
        }
    }));

    private static async Task<(int Through, int Refused)> SendAsync(HttpClient client, Stopwatch clock, TimeSpan time)
    {
        var (through, refused) = (0, 0);
        while (clock.Elapsed < time)
        {
            using var answer = await client.GetAsync("/v1/models");
            switch (answer.StatusCode)
            {
                case HttpStatusCode.OK:
                    through++;
                    break;
                case HttpStatusCode.TooManyRequests:
                    refused++;
                    break;
                default:
                    throw new InvalidOperationException($"The server answered {(int)answer.StatusCode}.");
            }
        }

        return (through, refused);
    }
}
