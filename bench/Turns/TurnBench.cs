using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.ServerKit;

namespace Parley.Bench.Turns;

/// <summary>Measures one server on one database; prints rows of a table.</summary>
internal sealed class TurnBench : IAsyncDisposable
{
    private readonly ProviderProcess _provider;
    private readonly ServerProcess _server;
    private readonly TimeSpan _started;

    private TurnBench(ProviderProcess provider, ServerProcess server, TimeSpan started) =>
        (_provider, _server, _started) = (provider, server, started);

    public static async Task<TurnBench> StartAsync(ProviderProcess provider, Databases.Home home)
    {
        await provider.FollowAsync(new { tokens = 8 });
        var options = new ServerOptions
        {
            Database = home.Database?.Connection,
            Provider = new Uri(provider.Url, "/v1"),
            PlantsDocumentation = true,
            Environment = new Dictionary<string, string>
            {
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        // The first start makes the database and reads the documentation; the second is what is measured.
        var server = await ServerProcess.StartAsync(options);
        await server.StopAsync();
        var clock = Stopwatch.StartNew();
        await server.StartAgainAsync();
        using var answer = await server.Client.GetAsync("/v1/me");
        answer.EnsureSuccessStatusCode();
        return new(provider, server, clock.Elapsed);
    }

    public async Task MeasureStartAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(10));
        Row("start to first served request", $"{_started.TotalSeconds:0.00} s");
        Row("idle memory (resident)", $"{Resident() / 1e6:0} MB");
    }

    /// <summary>One turn after the other: what the product adds before the provider is called and before its first token is shown.</summary>
    public async Task MeasureSingleTurnsAsync(int turns)
    {
        await _provider.FollowAsync(new { tokens = 8, ttft_ms = 5 });
        var (sent, shown) = (new List<DateTimeOffset>(), new List<DateTimeOffset>());
        var conversation = await StartConversationAsync();
        for (var i = 0; i < turns; i++)
        {
            sent.Add(DateTimeOffset.UtcNow);
            shown.Add(await AskAsync(conversation, CancellationToken.None));
        }

        var seen = await _provider.SeenAsync();
        const int warmUp = 50;
        Row("added before the provider is called", Quantiles(sent.Zip(seen, (a, b) => (b.ReceivedAt - a).TotalMilliseconds).Skip(warmUp)));
        Row("from the provider's first token to its being shown", Quantiles(shown.Zip(seen, (a, b) => (a - b.FirstTokenAt!.Value).TotalMilliseconds).Skip(warmUp)));
        var metrics = await MetricsAsync();
        Row("of that, mean commit of the log", $"{1000 * metrics["parley_log_commit_duration_seconds_sum"] / metrics["parley_log_commit_duration_seconds_count"]:0.00} ms");
    }

    /// <summary>Many slow streams at once, in their steady state.</summary>
    public async Task MeasureStreamsAsync(int streams, TimeSpan steady)
    {
        const double rate = 5;
        await _provider.FollowAsync(new { tokens = 100_000, rate });
        var idle = Resident();
        using var over = new CancellationTokenSource();
        var reading = new List<Task>();
        for (var i = 0; i < streams; i++)
        {
            reading.Add(ReadForeverAsync(await StartConversationAsync(), over.Token));
        }

        while ((await _provider.SeenAsync()).Count < streams)
        {
            await Task.Delay(200);
        }

        await Task.Delay(TimeSpan.FromSeconds(5));
        var (cpu, tokens, before) = (Cpu(), await TokensAsync(), await MetricsAsync());
        var clock = Stopwatch.StartNew();
        await Task.Delay(steady);
        var seconds = clock.Elapsed.TotalSeconds;
        var (cpuUsed, relayed, after) = (Cpu() - cpu, await TokensAsync() - tokens, await MetricsAsync());
        Row($"{streams} streams: tokens relayed", $"{relayed / seconds:0}/s of {streams * rate:0}/s sent at most");
        Row($"{streams} streams: CPU per streamed token", $"{cpuUsed.TotalMicroseconds / relayed:0.0} µs ({cpuUsed.TotalSeconds / seconds:0.00} cores)");
        Row($"{streams} streams: memory per stream", $"{(Resident() - idle) / 1024.0 / streams:0} KiB");
        Row($"{streams} streams: commits of the log", $"{(after["parley_log_commits_total"] - before["parley_log_commits_total"]) / seconds:0}/s");
        Row($"{streams} streams: rows of the log", $"{(after["parley_log_rows_total"] - before["parley_log_rows_total"]) / seconds:0}/s");
        foreach (var turn in await ActiveAsync())
        {
            using var cancelled = await _server.Client.PostAsync($"/v1/turns/{turn}/cancel", null);
        }

        await over.CancelAsync();
        await Task.WhenAll(reading);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<string> StartConversationAsync()
    {
        using var answer = await _server.Client.PostAsJsonAsync("/v1/conversations", new { });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private async Task<DateTimeOffset> AskAsync(string conversation, CancellationToken cancellationToken)
    {
        DateTimeOffset? first = null;
        await foreach (var shown in StreamAsync(conversation, cancellationToken))
        {
            first ??= shown.Name == "delta" ? DateTimeOffset.UtcNow : null;
        }

        return first ?? throw new InvalidOperationException("A turn without text.");
    }

    private async Task ReadForeverAsync(string conversation, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in StreamAsync(conversation, cancellationToken))
            {
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async IAsyncEnumerable<ServerEvent> StreamAsync(
        string conversation, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/conversations/{conversation}/turns")
        {
            Content = JsonContent.Create(new { message = "Tell me something.", retrieval = false, max_tokens = 2000 }),
        };
        using var response = await _server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var stream = await EventStream.OpenAsync(response, cancellationToken);
        await foreach (var shown in stream.ReadAsync(cancellationToken))
        {
            yield return shown;
        }
    }

    private async Task<IReadOnlyList<string>> ActiveAsync()
    {
        var turns = new List<string>();
        var cursor = "";
        do
        {
            var page = await _server.Client.GetFromJsonAsync<JsonElement>($"/v1/conversations?limit=200&cursor={cursor}");
            turns.AddRange(page.GetProperty("data").EnumerateArray()
                .SelectMany(conversation => conversation.GetProperty("active_turn_ids").EnumerateArray()).Select(id => id.GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        return turns;
    }

    private async Task<long> TokensAsync() => (await _provider.SeenAsync()).Sum(seen => seen.Tokens);

    private async Task<Dictionary<string, double>> MetricsAsync() =>
        (await _server.Client.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#' && !line.Contains("_bucket", StringComparison.Ordinal))
            .GroupBy(line => line[..line.IndexOfAny(['{', ' '])])
            .ToDictionary(group => group.Key, group => group.Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)));

    private TimeSpan Cpu()
    {
        using var process = Process.GetProcessById(_server.ProcessId);
        return process.TotalProcessorTime;
    }

    private long Resident()
    {
        using var process = Process.GetProcessById(_server.ProcessId);
        return process.WorkingSet64;
    }

    private static string Quantiles(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToList();
        return $"p50 {sorted[sorted.Count / 2]:0.0} ms, p99 {sorted[sorted.Count * 99 / 100]:0.0} ms";
    }

    private static void Row(string what, string value) => Console.WriteLine($"| {what} | {value} |");
}
