using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.ScriptedProvider;
using Parley.Server.Tests.Turns;

namespace Parley.Server.Tests.Limits;

/// <summary>Limits of running servers: behind every door, over two processes, and after one of them was killed.</summary>
public sealed class LimitNodeTests
{
    private static readonly Script Short = new() { Text = "Yes." };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Of_messages_that_race_through_every_door_exactly_as_many_are_taken_as_the_plan_allows(string database)
    {
        await using var server = await ChatServer.StartAsync(database, Short);
        HttpClient[] nodes = database == "postgresql" ? [server.Client, (await server.AddNodeAsync()).Client] : [server.Client];
        var tenant = (await server.Client.GetFromJsonAsync<JsonElement>("/v1/me", Cancelled)).GetProperty("tenant").GetProperty("id").GetString();
        using (var put = await server.Client.PutAsJsonAsync($"/v1/tenants/{tenant}/plan", new { plan = "enterprise", messages_per_day = 12 }, Cancelled))
        {
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        }

        var conversations = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            conversations.Add(await server.Client.StartConversationAsync());
        }

        object[] messages = [new { role = "user", content = "Is it?" }];
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => (i % 4) switch
        {
            0 => nodes[i / 4 % nodes.Length].PostAsync($"/v1/conversations/{conversations[i / 4]}/turns", new { message = "Is it?", response = new { stream = false } }),
            1 => nodes[i / 4 % nodes.Length].PostAsync("/v1/chat/completions", new { messages }),
            2 => nodes[i / 4 % nodes.Length].PostAsync("/v1/chat.completions", new { messages, response = new { stream = false } }),
            _ => nodes[i / 4 % nodes.Length].PostAsync("/v1/chat", new { prompt = "Is it?" }),
        }));

        Assert.Equal(12, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal(20, answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests));
        Assert.Equal(12, server.ProviderRequests.All.Count(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal)));
        var (status, refused) = await server.Client.PostAsync("/v1/chat/completions", new { messages });
        Assert.Equal((HttpStatusCode.TooManyRequests, "insufficient_quota"), (status, refused.GetProperty("error").GetProperty("code").GetString()));
        var (_, problem) = await nodes[^1].PostAsync("/v1/chat", new { prompt = "Is it?" });
        Assert.Equal(("quota_exceeded", 12), (problem.GetProperty("code").GetString(), problem.GetProperty("limit").GetInt64()));
        Assert.Equal(12, (await nodes[^1].GetFromJsonAsync<JsonElement>("/v1/limits", Cancelled)).GetProperty("messages").GetProperty("used").GetInt64());
    }

    [Fact]
    public async Task A_bucket_is_shared_by_two_processes_and_outlives_a_kill()
    {
        await using var server = await ChatServer.StartAsync("postgresql", Short, ("Parley__Limits__RequestsPerMinute", "60"));
        var nodes = new[] { server.Node, await server.AddNodeAsync() };
        var clock = Stopwatch.StartNew();

        var first = await ThroughAsync(i => nodes[i % nodes.Length].Client);
        Assert.InRange(first, 6, 6 + 1 + (int)clock.Elapsed.TotalSeconds);

        await nodes[1].KillAsync();
        await nodes[1].StartAgainAsync();

        var second = await ThroughAsync(i => nodes[i % nodes.Length].Client);
        Assert.InRange(first + second, 6, 6 + 1 + (int)clock.Elapsed.TotalSeconds);
        using var refused = await RefusedAsync(nodes[0].Client);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("6;w=6", refused.Headers.GetValues("RateLimit-Policy").Single());
    }

    /// <returns>How many of 64 at the same time came through.</returns>
    private static async Task<int> ThroughAsync(Func<int, HttpClient> client) => (await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
    {
        using var answer = await client(i).GetAsync("/v1/plans", Cancelled);
        return answer.StatusCode switch { HttpStatusCode.OK => 1, HttpStatusCode.TooManyRequests => 0, var other => throw new InvalidOperationException($"{other}") };
    }))).Sum();

    private static async Task<HttpResponseMessage> RefusedAsync(HttpClient client)
    {
        while (true)
        {
            var answer = await client.GetAsync("/v1/plans", Cancelled);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return answer;
            }

            answer.Dispose();
        }
    }
}
