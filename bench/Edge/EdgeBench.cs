using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Bench.Edge;

/// <summary>Sends the same requests to both servers in turn and looks at the processor time that each spent.</summary>
internal sealed class EdgeBench(int requests)
{
    private const int Rounds = 5;
    private const int AtOnce = 8;
    private const string Email = "owner@bench.example";
    private const string Password = "a long enough password";

    private static readonly string Key = "pk_" + new string('b', 43);

    public async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("parley-bench-");
        await using var framework = await MeasuredProcess.StartAsync("framework", folder.FullName, []);
        await using var parley = await MeasuredProcess.StartAsync("parley", folder.FullName, new()
        {
            ["PARLEY_API_KEY"] = Key,
            ["PARLEY_ADMIN_EMAIL"] = Email,
            ["PARLEY_ADMIN_PASSWORD"] = Password,
            ["Parley__Discovery"] = "false",

            // Counted as always, and never refused.
            ["Parley__Limits__RequestsPerMinute"] = "10000000",
        });
        var token = await SignInAsync(parley.Url);
        Case[] cases =
        [
            new("empty endpoint, GET", framework, MeasuredServers.Open, null, false),
            new("empty endpoint, POST of JSON", framework, MeasuredServers.Open, null, true),
            new("Parley, open route, GET", parley, MeasuredServers.Open, null, false),
            new("Parley, with an API key, GET", parley, MeasuredServers.Guarded, Key, false),
            new("Parley, with an access token, GET", parley, MeasuredServers.Guarded, token, false),
            new("Parley, with an API key, POST of JSON", parley, MeasuredServers.Guarded, Key, true),
        ];
        foreach (var one in cases)
        {
            await MeasureAsync(one);
        }

        var spent = cases.ToDictionary(one => one, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var one in cases)
            {
                spent[one].Add(await MeasureAsync(one));
            }
        }

        Console.WriteLine($"| {requests} requests, {Rounds} rounds, the best | CPU a request |\n|---|---|");
        foreach (var one in cases)
        {
            Console.WriteLine(FormattableString.Invariant($"| {one.Name} | {spent[one].Min():0.0} µs |"));
        }

        folder.Delete(recursive: true);
    }

    private static async Task<string> SignInAsync(Uri server)
    {
        using var client = new HttpClient { BaseAddress = server };
        using var answer = await client.PostAsJsonAsync("/v1/auth/login", new { email = Email, password = Password });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    /// <returns>Microseconds of the server's processor time a request.</returns>
    private async Task<double> MeasureAsync(Case one)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce }) { BaseAddress = one.Server.Url };
        client.DefaultRequestHeaders.Authorization = one.Credential is null ? null : new AuthenticationHeaderValue("Bearer", one.Credential);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("bench/1");
        var before = one.Server.CpuTime;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            for (var i = 0; i < requests / AtOnce; i++)
            {
                using var answer = one.IsPost
                    ? await client.PostAsJsonAsync(one.Path, new { text = "What does the edge cost?", temperature = 0.7 })
                    : await client.GetAsync(one.Path);
                answer.EnsureSuccessStatusCode();
            }
        }));
        return (one.Server.CpuTime - before).TotalMicroseconds / requests;
    }

    private sealed record Case(string Name, MeasuredProcess Server, string Path, string? Credential, bool IsPost);
}
