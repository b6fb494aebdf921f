using System.Net;
using System.Text.Json;
using Parley.ScriptedProvider;
using Parley.Server.Tests.Turns;
using Parley.TestKit;

namespace Parley.Server.Tests.Models;

/// <summary>Turns that a route leads: what their reader sees when a provider fails, is slow or full, and what is told of it.</summary>
public sealed class RoutedTurnTests
{
    private const string Answer = "It is said once, from the first word to the last.";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task An_answer_that_breaks_off_goes_on_elsewhere_and_is_labelled_and_paid_in_full(string database)
    {
        await using var fleet = await RoutedServer.StartAsync(database, new() { Text = Answer, Fault = "cut", FaultAt = 5 }, new() { Text = Answer });

        var (turn, shown) = await fleet.Client.AskAsync(new { message = "Say it.", model = "chat", retrieval = false });

        Assert.Equal("turn.completed", shown[^1].Name);
        Assert.Equal((Answer, "second"), (Asking.Text(shown), shown[^1].Json.GetProperty("message").GetProperty("model").GetString()));
        Assert.DoesNotContain(shown, told => told.Name == "retract");
        var provenance = await fleet.GetAsync($"/v1/turns/{turn}/provenance");
        Assert.Equal(["first cut", "second ok"], provenance.GetProperty("attempts").EnumerateArray().Select(
            attempt => $"{attempt.GetProperty("deployment").GetString()} {attempt.GetProperty("outcome").GetString()}"));
        Assert.Equal("second", provenance.GetProperty("deployment").GetString());
        var records = (await fleet.GetAsync($"/v1/usage/records?turn_id={turn}")).GetProperty("data").EnumerateArray()
            .Where(record => record.GetProperty("purpose").GetString() == "chat").ToList();
        Assert.Equal(["first", "second"], records.Select(record => record.GetProperty("deployment").GetString()).Order());
        Assert.Equal(
            records.Sum(record => decimal.Parse(record.GetProperty("cost").GetString()!, System.Globalization.CultureInfo.InvariantCulture)),
            decimal.Parse(shown[^1].Json.GetProperty("usage").GetProperty("cost").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task When_every_model_fails_the_documents_are_quoted_and_it_is_said()
    {
        await using var fleet = await RoutedServer.StartAsync("sqlite", new() { Fault = "500" }, new() { Fault = "401" });
        await fleet.Client.PostAsync("/v1/knowledge/shop/documents", new { title = "Returns", text = "# Returns\n\nA parcel may be returned within thirty days of its delivery." });
        await fleet.UntilReadyAsync("/v1/knowledge/shop/documents");

        var (_, shown) = await fleet.Client.AskAsync(new { message = "Within how many days may a parcel be returned?", model = "chat", retrieval = new { namespaces = new[] { "shop" } } });

        Assert.Equal("turn.completed", shown[^1].Name);
        Assert.Contains("thirty days", Asking.Text(shown), StringComparison.Ordinal);
        Assert.Contains("does not answer at the moment", Asking.Text(shown), StringComparison.Ordinal);
        Assert.Equal("extractive", shown[^1].Json.GetProperty("message").GetProperty("model").GetString());
    }

    [Fact]
    public async Task When_every_model_fails_and_there_is_nothing_to_quote_an_honest_failure_is_told()
    {
        await using var fleet = await RoutedServer.StartAsync("sqlite", new() { Fault = "500" }, new() { Fault = "429", RetryAfter = 30 });

        var (_, shown) = await fleet.Client.AskAsync(new { message = "Say it.", model = "chat", retrieval = false });

        Assert.Equal(("turn.failed", "Say it."), (shown[^1].Name, await fleet.QuestionOfAsync(shown[^1])));
    }

    [Fact]
    public async Task Who_has_to_wait_for_a_place_is_told_where_he_stands()
    {
        await using var fleet = await RoutedServer.StartAsync("sqlite", new() { Text = Answer, HoldAt = 2 }, new() { Text = Answer }, concurrency: 1, fallbacks: false);
        var first = fleet.Client.AskAsync(new { message = "Say it.", model = "chat", retrieval = false });
        await Poll.UntilAsync(() => fleet.First.Requests.All.Count(request => request.TokensSent == 2) == 1, "the place is taken");
        var second = fleet.Client.AskAsync(new { message = "Say it again.", model = "chat", retrieval = false });
        await Poll.UntilAsync(async () => (await fleet.Client.GetStringAsync("/metrics")).Contains("parley_models_waiting{parley_deployment=\"first\",parley_lane=\"interactive\"} 1", StringComparison.Ordinal), "the second waits");

        fleet.First.Scripts.Release();

        await first;
        var (_, shown) = await second;
        Assert.Equal(1, shown.First(told => told.Name == "queue.position").Json.GetProperty("position").GetInt32());
        Assert.Equal(Answer, Asking.Text(shown));
    }
}

/// <summary>A server whose tenant has two deployments, and a route <c>chat</c> that asks the first and falls back on the second.</summary>
internal sealed class RoutedServer : IAsyncDisposable
{
    private readonly ChatServer _server;

    private RoutedServer(ChatServer server, ProviderServer first, ProviderServer second) => (_server, First, Second) = (server, first, second);

    public ProviderServer First { get; }

    public ProviderServer Second { get; }

    public HttpClient Client => _server.Client;

    public static async Task<RoutedServer> StartAsync(string database, Script first, Script second, int? concurrency = null, bool fallbacks = true)
    {
        var server = await ChatServer.StartAsync(database, new(), ("Parley__Http__AllowPrivateAddresses", "true"), ("Parley__Titles__By", "Extract"));
        var routed = new RoutedServer(server, await ProviderServer.StartAsync(first), await ProviderServer.StartAsync(second));
        await routed.DeployAsync("first", routed.First, concurrency);
        await routed.DeployAsync("second", routed.Second, null);
        var (status, body) = await server.Client.PostAsync("/v1/routes", new
        {
            name = "chat",
            rules = new[] { new { use = new[] { new { deployment = "first" } } } },
            fallbacks = fallbacks ? ["second"] : Array.Empty<string>(),
        });
        Assert.True(status == HttpStatusCode.Created, body.ToString());
        return routed;
    }

    public async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await Client.GetStringAsync(path, Asking.Cancelled));

    public Task UntilReadyAsync(string documents) => Poll.UntilAsync(
        async () => (await GetAsync(documents)).GetProperty("data").EnumerateArray().All(document => document.GetProperty("state").GetString() == "ready"), "the documents are ready");

    /// <summary>The question of a turn, as its conversation has it.</summary>
    public async Task<string?> QuestionOfAsync(ServerEvent end)
    {
        var message = end.Json.GetProperty("message");
        var all = await GetAsync($"/v1/conversations/{message.GetProperty("conversation_id").GetString()}/messages");
        return all.GetProperty("data").EnumerateArray().Single(one => one.GetProperty("role").GetString() == "user").GetProperty("content").GetString();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }

    private async Task DeployAsync(string name, ProviderServer provider, int? concurrency)
    {
        var (status, body) = await Client.PostAsync("/v1/deployments", new
        {
            name,
            provider = "openai",
            base_url = provider.BaseUrl,
            model = "scripted",
            limits = new { concurrency },
            price = new { input_per_mtok = "1", output_per_mtok = "2" },
        });
        Assert.True(status == HttpStatusCode.Created, body.ToString());
    }
}
