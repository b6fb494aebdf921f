using System.Diagnostics;
using System.Net.Http.Json;
using Parley.ServerKit;
using Parley.TestKit;

namespace Parley.Bench.Accounts;

/// <summary>How long the answer takes to somebody who asks for a new password, for addresses that sign somebody in and for others.</summary>
internal sealed class ResetBench : IAsyncDisposable
{
    private const int People = 50;

    private readonly ServerProcess _server;
    private readonly SmtpServer _mail;
    private readonly Random _random = new(1);

    private ResetBench(ServerProcess server, SmtpServer mail) => (_server, _mail) = (server, mail);

    public static async Task<ResetBench> StartAsync(PostgresDatabase? database)
    {
        var mail = SmtpServer.Start();
        var server = await ServerProcess.StartAsync(new()
        {
            Database = database?.Connection,
            Environment = new Dictionary<string, string>
            {
                // The lockout would answer after the first few.
                ["Parley__Accounts__SignInAttempts"] = "1000",
                ["Parley__Accounts__PublicAddress"] = "https://chat.example.com",
                ["Parley__Mail__Host"] = "127.0.0.1",
                ["Parley__Mail__Port"] = $"{mail.Port}",
                ["Parley__Mail__Tls"] = "false",
                ["Parley__Mail__From"] = "parley@example.com",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        });
        for (var person = 0; person < People; person++)
        {
            using var made = await server.Client.PostAsJsonAsync("/v1/users", new { email = Known(person), role = "member", password = SignInBench.Password });
            made.EnsureSuccessStatusCode();
        }

        var bench = new ResetBench(server, mail);
        await bench.MeasureAsync(People);
        return bench;
    }

    /// <summary>One request at a time, known and unknown in the order of a coin, and the next after a pause in which the first may work on.</summary>
    /// <returns>The times in milliseconds, in order of size.</returns>
    public async Task<(List<double> Known, List<double> Unknown)> MeasureAsync(int times)
    {
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < times; i++)
        {
            foreach (var isKnown in _random.Next(2) == 0 ? (bool[])[true, false] : [false, true])
            {
                var person = _random.Next(People);
                (isKnown ? known : unknown).Add(await AskAsync(isKnown ? Known(person) : $"nobody{person}@example.com"));
                await Task.Delay(_random.Next(20));
            }
        }

        known.Sort();
        unknown.Sort();
        return (known, unknown);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _mail.DisposeAsync();
    }

    private static string Known(int person) => $"person{person}@example.com";

    private async Task<double> AskAsync(string email)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await _server.Client.PostAsJsonAsync("/v1/auth/password-reset", new { email });
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
