using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Server.Tests.Turns;

namespace Parley.Server.Tests.Limits;

/// <summary>What limits refuse stands in the metrics, by the kind of limit and without saying whom.</summary>
public sealed partial class RefusalCountTests
{
    private const int MostTries = 500;

    [Fact]
    public async Task Each_kind_of_refusal_is_counted_apart_from_the_start_on()
    {
        // In a process of its own: metrics are a process's, and servers of other tests may share this one.
        await using var server = await ServerProcess.StartAsync(new()
        {
            Environment = new Dictionary<string, string>
            {
                ["Parley__Limits__RequestsPerMinute"] = "120",
                ["Parley__Limits__SignInsPerMinute"] = "1200",
                ["Parley__Accounts__SignInAttempts"] = "1",
            },
        });
        var keyed = server.Client;
        using var stranger = new HttpClient { BaseAddress = server.Url };
        stranger.DefaultRequestHeaders.UserAgent.ParseAdd("curl/8.5.0");
        Assert.All(await CountsAsync(stranger), count => Assert.Equal(0, count.Value));

        var tenant = (await keyed.GetFromJsonAsync<JsonElement>("/v1/me", Asking.Cancelled)).GetProperty("tenant").GetProperty("id").GetString();
        await keyed.PutAsJsonAsync($"/v1/tenants/{tenant}/plan", new { plan = "free", messages_per_day = 1 }, Asking.Cancelled);
        await UntilRefusedAsync("quota_exceeded", () => keyed.PostAsJsonAsync("/v1/chat", new { prompt = "What is Parley?" }, Asking.Cancelled));
        await UntilRefusedAsync("too_many_attempts", () => stranger.PostAsJsonAsync(
            "/v1/auth/login", new { email = "nobody@example.com", password = "not the password" }, Asking.Cancelled));
        await UntilRefusedAsync("rate_limited", () => keyed.GetAsync("/v1/me", Asking.Cancelled));
        using var honey = await stranger.GetAsync("/wp-login.php", Asking.Cancelled);
        await UntilRefusedAsync("rate_limited", () => stranger.GetAsync("/v1/me", Asking.Cancelled));

        Assert.Equal(
            "bot 1, budget 0, concurrency 0, honey 1, lockout 1, other 0, overload 0, provider 0, quota 1, rate 1",
            string.Join(", ", (await CountsAsync(stranger)).Select(count => $"{count.Key} {count.Value}")));
    }

    private static async Task UntilRefusedAsync(string code, Func<Task<HttpResponseMessage>> send)
    {
        for (var i = 0; i < MostTries; i++)
        {
            using var answer = await send();
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>(Asking.Cancelled)).GetProperty("code").GetString());
                return;
            }
        }

        Assert.Fail($"{MostTries} requests were let through; {code} was to come.");
    }

    private static async Task<SortedDictionary<string, long>> CountsAsync(HttpClient client) => new(
        Line().Matches(await client.GetStringAsync("/metrics", Asking.Cancelled)).ToDictionary(
            line => line.Groups["kind"].Value, line => long.Parse(line.Groups["count"].Value, System.Globalization.CultureInfo.InvariantCulture)));

    [GeneratedRegex("""^parley_edge_refusals_total\{kind="(?<kind>[a-z]+)"\} (?<count>[0-9]+)$""", RegexOptions.Multiline)]
    private static partial Regex Line();
}
