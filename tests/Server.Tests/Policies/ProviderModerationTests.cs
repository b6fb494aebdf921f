using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Parley.ScriptedProvider;

namespace Parley.Server.Tests.Policies;

/// <summary>A provider that moderates beside the local guards, over real HTTP.</summary>
public sealed class ProviderModerationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_users_send_is_judged_by_the_provider_too_where_the_policy_asks_for_it()
    {
        await using var provider = await StartAsync();
        await using var server = await InProcessServer.StartAsync(settings: Settings(provider.Urls.First()));
        using var client = server.NewClient(server.Key);

        Assert.Equal("allow", (await LookAsync(client, "Hello <violence> there")).Action);
        await PolicyAsync(client, new { ask = true });

        var (action, finding) = await LookAsync(client, "Hello <violence> there, ann@example.com 4111 1111 1111 1111");
        Assert.Equal(("block", "provider violence"), (action, finding));
        Assert.Equal("allow", (await LookAsync(client, "Hello <violence> there", "output")).Action);
        Assert.Equal("allow", (await LookAsync(client, "Hello there")).Action);

        var asked = provider.Services.GetRequiredService<RequestLog>().All.Where(one => one.Path == "/v1/moderations").ToList();
        Assert.Equal(2, asked.Count);
        Assert.Contains("Hello <violence> there, ann@example.com [card]", asked[0].Body!.Value.GetProperty("input")[0].GetString(), StringComparison.Ordinal);
        var records = (await client.GetFromJsonAsync<JsonElement>("/v1/usage/records", Cancel)).GetProperty("data").EnumerateArray().Where(one => one.GetProperty("purpose").GetString() == "moderation").ToList();
        Assert.Equal([("completed", "omni"), ("completed", "omni")], records.Select(one => (one.GetProperty("outcome").GetString(), one.GetProperty("model").GetString())));
    }

    [Fact]
    public async Task Answers_are_judged_by_the_provider_where_the_policy_asks_for_that_and_messages_are_not_with_them()
    {
        await using var provider = await StartAsync();
        await using var server = await InProcessServer.StartAsync(settings: Settings(provider.Urls.First()));
        using var client = server.NewClient(server.Key);
        await PolicyAsync(client, new { answers = true });

        Assert.Equal(("block", "provider violence"), await LookAsync(client, "Hello <violence> there", "output"));
        Assert.Equal("allow", (await LookAsync(client, "Hello <violence> there")).Action);
    }

    [Theory]
    [InlineData("open", "allow")]
    [InlineData("closed", "block")]
    public async Task When_it_does_not_answer_the_policy_says_what_holds(string onFailure, string action)
    {
        await using var server = await InProcessServer.StartAsync(settings: Settings("http://127.0.0.1:9"));
        using var client = server.NewClient(server.Key);
        await PolicyAsync(client, new { ask = true, on_failure = onFailure });

        Assert.Equal((action, "provider unavailable"), await LookAsync(client, "Hello there"));
        var record = (await client.GetFromJsonAsync<JsonElement>("/v1/usage/records", Cancel)).GetProperty("data")[0];
        Assert.Equal(("moderation", "unavailable"), (record.GetProperty("purpose").GetString(), record.GetProperty("outcome").GetString()));
    }

    [Theory]
    [InlineData("""{"results": []}""")]
    [InlineData("""{"results": [{"category_scores": {"violence": 1.5}}]}""")]
    [InlineData("""{"results": [{"category_scores": {}}]}""")]
    [InlineData("""{"results": [{"category_scores": {"violence": "high"}}]}""")]
    [InlineData("[1]")]
    [InlineData("nothing")]
    public async Task What_is_no_judgement_is_not_believed(string answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        await using var odd = builder.Build();
        odd.Urls.Add("http://127.0.0.1:0");
        odd.MapPost("/v1/moderations", () => Microsoft.AspNetCore.Http.Results.Text(answer, "application/json"));
        await odd.StartAsync(Cancel);
        await using var server = await InProcessServer.StartAsync(settings: Settings(odd.Urls.First()));
        using var client = server.NewClient(server.Key);
        await PolicyAsync(client, new { ask = true });

        Assert.Equal(("allow", "provider unavailable"), await LookAsync(client, "Hello there"));
    }

    [Theory]
    [InlineData("ask")]
    [InlineData("answers")]
    public async Task Where_none_is_connected_no_policy_can_ask_for_it(string field)
    {
        await using var server = await InProcessServer.StartAsync();
        using var client = server.NewClient(server.Key);

        using var refused = await client.PostAsJsonAsync("/v1/policies", new { policy = new { name = "p", provider = field == "ask" ? (object)new { ask = true } : new { answers = true } } }, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var problem = await refused.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("Parley__Moderation__Model", problem, StringComparison.Ordinal);
        Assert.Contains($"policy.provider.{field}", problem, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync()
    {
        var provider = ScriptedProviderApp.Create(new() { Urls = "http://127.0.0.1:0" });
        await provider.StartAsync(Cancel);
        return provider;
    }

    private static KeyValuePair<string, string?>[] Settings(string url) => [new("Parley:Moderation:Model", "omni"), new("Parley:Moderation:BaseUrl", url), new("Parley:Moderation:TimeLimit", "00:00:30")];

    private static async Task PolicyAsync(HttpClient client, object provider)
    {
        using var made = await client.PostAsJsonAsync("/v1/policies", new { policy = new { name = "p", provider } }, Cancel);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    /// <returns>What is done, and the strictest of the provider's findings.</returns>
    private static async Task<(string? Action, string? Finding)> LookAsync(HttpClient client, string text, string source = "user")
    {
        using var answer = await client.PostAsJsonAsync("/v1/moderations", new { input = text, parley = new { source } }, Cancel);
        var parley = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("results")[0].GetProperty("parley");
        var found = parley.GetProperty("findings").EnumerateArray().Where(one => one.GetProperty("guard").GetString() == "provider").ToList();
        return (parley.GetProperty("action").GetString(), found is [var first, ..] ? $"{first.GetProperty("guard")} {first.GetProperty("kind")}" : null);
    }
}
