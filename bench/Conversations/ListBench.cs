using System.Diagnostics;

namespace Parley.Bench.Conversations;

/// <summary>The first page of conversations, and titles that are searched, of somebody who has many and of somebody who has few, by turns.</summary>
internal sealed class ListBench(MeasuredServer measured, int rounds)
{
    private const int Few = 100;

    public async Task MeasureAsync(int many)
    {
        await measured.ListAsync("few", Few);
        await measured.ListAsync("many", many);
        foreach (var (what, query) in new[] { ("first page", "?limit=50"), ("pinned", "?pinned=true"), ("search", $"?query={SampleTexts.Word(40)}") })
        {
            var (few, lots) = (new List<double>(), new List<double>());
            for (var round = -10; round < rounds; round++)
            {
                var (one, other) = (await GetAsync("few", query), await GetAsync("many", query));
                if (round >= 0)
                {
                    few.Add(one);
                    lots.Add(other);
                }
            }

            MeasuredServer.Row($"{what}, {Few:N0} conversations", MeasuredServer.Quantiles(few));
            MeasuredServer.Row($"{what}, {many:N0} conversations", $"{MeasuredServer.Quantiles(lots)}, ratio {Median(lots) / Median(few):0.00}");
        }
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private async Task<double> GetAsync(string person, string query)
    {
        var clock = Stopwatch.StartNew();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/conversations{query}");
        request.Headers.Add("Parley-End-User", person);
        using var answer = (await measured.Server.Client.SendAsync(request)).EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
        return clock.Elapsed.TotalMilliseconds;
    }
}
