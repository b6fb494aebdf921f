using System.Diagnostics;
using System.Net.Http.Json;
using Parley.ServerKit;

namespace Parley.Bench.Accounts;

/// <summary>A real server and people who sign in, each with an address of their own, over loopback.</summary>
internal sealed class SignInBench : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private readonly ServerProcess _server;

    private SignInBench(ServerProcess server) => _server = server;

    private static int People => 4 * Environment.ProcessorCount;

    public static async Task<SignInBench> StartAsync(PostgresDatabase? database)
    {
        var server = await ServerProcess.StartAsync(new()
        {
            Database = database?.Connection,
            Environment = new Dictionary<string, string>
            {
                ["Parley__Limits__RequestsPerMinute"] = "0",
                ["Parley__Limits__SignInsPerMinute"] = "0",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        });
        for (var person = 0; person < People; person++)
        {
            using var made = await server.Client.PostAsJsonAsync("/v1/users", new { email = EmailOf(person), role = "member", password = Password });
            made.EnsureSuccessStatusCode();
        }

        var bench = new SignInBench(server);
        await bench.MeasureAsync(TimeSpan.FromSeconds(2));
        return bench;
    }

    /// <summary>The server's own processor time; what the clients use is not in it.</summary>
    public async Task<(Rate Rate, double P50)> MeasureAsync(TimeSpan duration)
    {
        using var process = Process.GetProcessById(_server.ProcessId);
        var used = process.TotalProcessorTime;
        var began = Stopwatch.GetTimestamp();
        var times = (await Task.WhenAll(Enumerable.Range(0, People).Select(person => SignInAgainAndAgainAsync(person, began, duration))))
            .SelectMany(list => list).Order().ToList();
        process.Refresh();
        return (new(times.Count, Stopwatch.GetElapsedTime(began), process.TotalProcessorTime - used), times[times.Count / 2]);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string EmailOf(int person) => $"person{person}@example.com";

    private async Task<List<double>> SignInAgainAndAgainAsync(int person, long began, TimeSpan duration)
    {
        var times = new List<double>();
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await _server.Client.PostAsJsonAsync("/v1/auth/login", new { email = EmailOf(person), password = Password });
            answer.EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }
}
