using System.Diagnostics;
using System.Net.Http.Json;
using Parley.ServerKit;

namespace Parley.Bench.Conversations;

/// <summary>
/// Sends one message after the other, in turn to conversations of each length and to each database, so that what disturbs the machine disturbs all
/// alike. Every ratio is to the shortest conversation in the empty database.
/// </summary>
internal sealed class SendBench(MeasuredServer empty, MeasuredServer full, int rounds)
{
    private const int WarmUp = 20;

    private static readonly int[] Lengths = [10, 1_000, 10_000];

    public async Task MeasureAsync()
    {
        var cases = new List<Case>();
        foreach (var (name, server) in new[] { ("empty database", empty), ("full database", full) })
        {
            foreach (var length in Lengths)
            {
                // A short conversation must not become a long one by being measured.
                var conversations = await server.ConverseAsync(length, length == Lengths[0] ? rounds + WarmUp : 1);
                cases.Add(new($"{length:N0} messages, {name}", server, conversations));
            }
        }

        for (var round = -WarmUp; round < rounds; round++)
        {
            foreach (var one in cases)
            {
                await SendAsync(one, round);
            }
        }

        foreach (var one in cases)
        {
            MeasuredServer.Row($"{one.Name}: to the first event", $"{MeasuredServer.Quantiles(one.First)}, ratio {Median(one.First) / Median(cases[0].First):0.00}");
            MeasuredServer.Row($"{one.Name}: to the end", $"{MeasuredServer.Quantiles(one.End)}, ratio {Median(one.End) / Median(cases[0].End):0.00}");
        }
    }

    private static async Task SendAsync(Case one, int round)
    {
        var conversation = one.Conversations[(round + WarmUp) % one.Conversations.Count];
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/conversations/{conversation}/turns")
        {
            Content = JsonContent.Create(new { message = "Tell me something.", retrieval = false }),
        };
        var clock = Stopwatch.StartNew();
        double? first = null;
        using var response = await one.Server.Server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var stream = await EventStream.OpenAsync(response, CancellationToken.None);
        await foreach (var _ in stream.ReadAsync(CancellationToken.None))
        {
            first ??= clock.Elapsed.TotalMilliseconds;
        }

        if (round >= 0)
        {
            one.First.Add(first ?? throw new InvalidOperationException("A turn without events."));
            one.End.Add(clock.Elapsed.TotalMilliseconds);
        }
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private sealed record Case(string Name, MeasuredServer Server, IReadOnlyList<string> Conversations)
    {
        public List<double> First { get; } = [];

        public List<double> End { get; } = [];
    }
}
