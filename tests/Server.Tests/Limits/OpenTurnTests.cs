using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Server.Tests.Turns;
using Parley.TestKit;

namespace Parley.Server.Tests.Limits;

/// <summary>How many answers are written for somebody at the same time can be seen, and one too many is refused.</summary>
public sealed class OpenTurnTests
{
    [Fact]
    public async Task Open_turns_are_shown_beside_their_limit_and_one_too_many_is_refused_and_counted()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new() { Tokens = 10_000, Rate = 20 }, ("Parley__Limits__StreamsPerUser", "2"));
        Assert.Equal((2, 0), await StreamsAsync(server.Client));

        var turns = new List<string> { await BeginAsync(server.Client), await BeginAsync(server.Client) };
        Assert.Equal((2, 2), await StreamsAsync(server.Client));
        using var other = server.Node.NewClient(server.Node.ApiKey);
        other.DefaultRequestHeaders.Add("Parley-End-User", "somebody");
        Assert.Equal((2, 0), await StreamsAsync(other));

        var (status, problem) = await server.Client.PostAsync("/v1/chat", new { prompt = "One more." });
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_turns"), (status, problem.GetProperty("code").GetString()));
        Assert.Contains(
            "parley_edge_refusals_total{kind=\"concurrency\"} 1\n", await server.Client.GetStringAsync("/metrics", Asking.Cancelled), StringComparison.Ordinal);

        foreach (var turn in turns)
        {
            await server.Client.PostAsync($"/v1/turns/{turn}/cancel", null, Asking.Cancelled);
        }

        await Poll.UntilAsync(async () => await StreamsAsync(server.Client) == (2, 0), "both answers had ended");
    }

    private static async Task<(long Limit, long Open)> StreamsAsync(HttpClient client)
    {
        var streams = (await client.GetFromJsonAsync<JsonElement>("/v1/limits", Asking.Cancelled)).GetProperty("streams");
        return (streams.GetProperty("limit").GetInt64(), streams.GetProperty("open").GetInt64());
    }

    private static async Task<string> BeginAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/conversations/{await client.StartConversationAsync()}/turns")
        {
            Content = JsonContent.Create(new { message = "Tell me.", retrieval = false }),
        };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Asking.Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.GetValues("Parley-Turn-Id").Single();
    }
}
