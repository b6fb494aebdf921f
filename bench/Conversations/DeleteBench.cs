using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;

namespace Parley.Bench.Conversations;

/// <summary>
/// Deletes conversations of several lengths, and writes small things of somebody else meanwhile: how long the deletion takes, and how long
/// others wait for it. Every ratio is to a conversation of a hundred messages.
/// </summary>
internal sealed class DeleteBench(MeasuredServer measured, int rounds)
{
    private static readonly (string Name, int Length, int Words)[] Cases =
        [("100 messages", 100, 60), ("1,000 messages", 1_000, 60), ("10,000 messages", 10_000, 60), ("200 messages, answers of 300 kB", 200, 50_000)];

    public async Task MeasureAsync()
    {
        double? shortest = null;
        foreach (var (name, length, words) in Cases)
        {
            var times = new List<double>();
            var waits = new ConcurrentBag<double>();
            foreach (var conversation in await measured.ConverseAsync(length, rounds, words))
            {
                await WriteAsync([]);
                using var done = new CancellationTokenSource();
                var others = Task.Run(async () =>
                {
                    while (!done.IsCancellationRequested)
                    {
                        await WriteAsync(waits);
                    }
                });
                var clock = Stopwatch.StartNew();
                using var answer = (await measured.Server.Client.DeleteAsync($"/v1/conversations/{conversation}")).EnsureSuccessStatusCode();
                times.Add(clock.Elapsed.TotalMilliseconds);
                await done.CancelAsync();
                await others;
            }

            var median = times.Order().ElementAt(times.Count / 2);
            shortest ??= median;
            MeasuredServer.Row(name, $"deleted in {median:0} ms, ratio {median / shortest:0.0}; meanwhile others wrote in {MeasuredServer.Quantiles(waits)}, at most {waits.Max():0} ms");
        }
    }

    private async Task WriteAsync(ConcurrentBag<double> waits)
    {
        var clock = Stopwatch.StartNew();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/conversations") { Content = JsonContent.Create(new { title = "Small" }) };
        request.Headers.Add("Parley-End-User", "somebody-else");
        using var answer = (await measured.Server.Client.SendAsync(request)).EnsureSuccessStatusCode();
        waits.Add(clock.Elapsed.TotalMilliseconds);
    }
}
