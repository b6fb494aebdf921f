using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Bench.Conversations;

/// <summary>Searches among the messages of one of ten people, over HTTP, one after the other.</summary>
internal sealed class SearchBench(MeasuredServer measured, int rounds)
{
    public async Task MeasureAsync()
    {
        await RowAsync("common word", round => [round % 5]);
        await RowAsync("rare word", round => [20_000 + (round * 97 % 20_000)]);
        await RowAsync("word of the middle", round => [200 + round]);
        await RowAsync("three words", round => [3 + (round % 20), 100 + round, 5_000 + (round * 7)]);
        await RowAsync("three common words", round => [round % 5, 5 + (round % 5), 10 + (round % 5)]);
        await RowAsync("common word, conversations", round => [round % 5], "/v1/conversations");
        await RowAsync("three words, conversations", round => [3 + (round % 20), 100 + round, 5_000 + (round * 7)], "/v1/conversations");
        await RowAsync("common word in one day's failures", round => [round % 5], "/v1/messages/search", "&state=failed&from=2026-01-01");
    }

    private async Task RowAsync(string what, Func<int, int[]> ranks, string path = "/v1/messages/search", string filter = "")
    {
        var (times, hits) = (new List<double>(), 0);
        for (var round = -10; round < rounds; round++)
        {
            var query = string.Join(' ', ranks(Math.Abs(round)).Select(SampleTexts.Word));
            var clock = Stopwatch.StartNew();
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?query={Uri.EscapeDataString(query)}{filter}");
            request.Headers.Add("Parley-End-User", $"person-{(round < 0 ? -round : round) % 10}");
            using var answer = (await measured.Server.Client.SendAsync(request)).EnsureSuccessStatusCode();
            var found = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetArrayLength();
            if (round >= 0)
            {
                times.Add(clock.Elapsed.TotalMilliseconds);
                hits += found;
            }
        }

        MeasuredServer.Row(what, $"{MeasuredServer.Quantiles(times)}, {(double)hits / rounds:0.0} hits shown");
    }
}
