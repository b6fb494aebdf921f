using System.Net.Http.Json;
using System.Text.Json;
using Parley.ScriptedProvider;
using Parley.TestKit;

namespace Parley.Server.Tests.Durability;

/// <summary>What happens to a stream when its node stops politely, stalls past its lease, or loses its reader.</summary>
public sealed class HandOverTests(ITestOutputHelper output)
{
    // One second is promised. A machine that runs other work beside the tests gets more, unless PARLEY_DEEP asks for the letter.
    private static readonly double MostSeconds = Environment.GetEnvironmentVariable("PARLEY_DEEP") is null ? 5 : 1;

    private static readonly Script Slow = new() { Tokens = 140, Rate = 40, TtftMs = 5 };

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_server_that_is_stopped_politely_hands_its_answers_over_to_the_next_start(string database)
    {
        await using var server = await ChatServer.StartAsync(database, Slow, ("Parley__Runs__DrainSeconds", "0"), Continues);
        var witness = new Witness();
        var up = new TaskCompletionSource();
        var sender = new PersistentSender(() => server.Client, token => up.Task.WaitAsync(token), witness);
        var conversation = await PersistentSender.StartConversationAsync(server.Client, Cancelled);
        var sending = sender.SendAsync(conversation, "Tell me something long.", Cancelled);
        await ShownAsync(witness, 5);

        Assert.Equal(0, await server.Node.StopAsync());
        await server.Node.StartAgainAsync();
        up.SetResult();

        var turn = await sending;
        witness.Check(turn);
        Assert.Equal("turn.completed", witness.Outcome(turn));
        Assert.Equal(0, witness.Retracted);
        Assert.Equal(1, sender.AskedToComeAgain);
    }

    [Fact]
    public async Task While_balancers_are_given_time_to_turn_away_answers_go_on_and_new_ones_begin()
    {
        await using var server = await ChatServer.StartAsync("sqlite", Slow, ("Parley__Runs__DrainSeconds", "0"), ("Parley__Drain__Seconds", "60"));
        var witness = new Witness();
        var sender = new PersistentSender(() => server.Client, _ => Task.CompletedTask, witness);
        var conversation = await PersistentSender.StartConversationAsync(server.Client, Cancelled);
        var sending = sender.SendAsync(conversation, "Tell me something long.", Cancelled);
        await ShownAsync(witness, 5);

        Signals.Send(server.Node.ProcessId, Signals.Terminate);
        await Poll.UntilAsync(
            async () => (await server.Client.GetAsync("/health/ready", Cancelled)).StatusCode == System.Net.HttpStatusCode.ServiceUnavailable, "it says that it drains");
        using var late = await server.Client.GetAsync("/v1/conversations", Cancelled);
        var second = await sender.SendAsync(await PersistentSender.StartConversationAsync(server.Client, Cancelled), "And now?", Cancelled);

        Assert.True(late.Headers.ConnectionClose);
        Assert.Equal(["turn.completed", "turn.completed"], new[] { witness.Outcome(await sending), witness.Outcome(second) });
        Assert.Equal(0, sender.Broken);
    }

    [Fact]
    public async Task A_node_that_stalls_past_its_lease_shows_nothing_more_and_another_goes_on()
    {
        await using var server = await ChatServer.StartAsync("postgresql", Slow, ("Parley__Runs__LeaseSeconds", "1"), Continues);
        var other = await server.AddNodeAsync();
        var witness = new Witness();
        var conversation = await PersistentSender.StartConversationAsync(server.Client, Cancelled);
        var known = new TaskCompletionSource<string>();
        var sender = new PersistentSender(() => server.Client, _ => Task.CompletedTask, witness);
        var sending = sender.SendAsync(conversation, "Tell me something long.", Cancelled, onTurn: known.SetResult);
        var turn = await known.Task;
        await ShownAsync(witness, 5);

        server.Node.Pause();
        var onOther = await FollowAsync(other.Client, turn, witness);
        server.Node.Resume();

        Assert.Equal(turn, await sending);
        witness.Check(turn);
        Assert.Equal("turn.completed", onOther[^1].Name);
        Assert.True((await TurnAsync(other.Client, turn)).GetProperty("attempts").GetInt64() > 1);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_reader_who_leaves_ends_only_the_reading_and_all_who_join_see_the_same(string database)
    {
        await using var server = await ChatServer.StartAsync(database, Slow);
        var witness = new Witness();
        var conversation = await PersistentSender.StartConversationAsync(server.Client, Cancelled);
        string turn;
        using (var leaver = server.Node.NewClient(server.Node.ApiKey))
        {
            using var request = Send(conversation, "Tell me something long.");
            using var response = await leaver.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
            turn = response.Headers.GetValues("Parley-Turn-Id").Single();
            await (await EventStream.OpenAsync(response, Cancelled)).ReadUntilAsync("delta", Cancelled);
        }

        var readers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => FollowAsync(server.Client, turn, witness, after: i)));

        witness.Check(turn);
        Assert.All(readers, shown => Assert.Equal("turn.completed", shown[^1].Name));
        Assert.Equal([1, 2, 3, 4], readers.Select(shown => shown[0].Id!.Value));
        var late = await FollowAsync(server.Client, turn, witness);
        Assert.Equal(readers[0].Select(shown => (shown.Id, shown.Name, shown.Data)), late.Select(shown => (shown.Id, shown.Name, shown.Data)));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Cancel_ends_the_turn_and_stops_the_provider_within_a_second(string database)
    {
        await using var server = await ChatServer.StartAsync(database, Slow with { Tokens = 4000 });
        var node = database == "postgresql" ? await server.AddNodeAsync() : server.Node;
        var witness = new Witness();
        var conversation = await PersistentSender.StartConversationAsync(server.Client, Cancelled);
        var known = new TaskCompletionSource<string>();
        var sender = new PersistentSender(() => server.Client, _ => Task.CompletedTask, witness);
        var sending = sender.SendAsync(conversation, "Tell me something endless.", Cancelled, onTurn: known.SetResult);
        var turn = await known.Task;
        await ShownAsync(witness, 5);

        using var cancelled = await node.Client.PostAsync($"/v1/turns/{turn}/cancel", null, Cancelled);
        var accepted = DateTimeOffset.UtcNow;
        Assert.Equal(System.Net.HttpStatusCode.Accepted, cancelled.StatusCode);
        await sending;

        var text = witness.Check(turn);
        Assert.Equal("turn.cancelled", witness.Outcome(turn));
        Assert.NotEmpty(text);
        await ProviderSawItAsync(server);
        var left = Assert.Single(server.ProviderRequests.All, seen => seen.Path.EndsWith("/chat/completions", StringComparison.Ordinal)).DisconnectedAt;
        var seconds = (left!.Value - accepted).TotalSeconds;
        output.WriteLine($"{database}: the provider saw the end {seconds:0.000} s after the cancel was accepted.");
        Assert.True(seconds < MostSeconds, $"The provider worked on for {seconds:0.000} s.");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_turn_that_passes_its_time_limit_fails_and_keeps_what_was_shown(string database)
    {
        await using var server = await ChatServer.StartAsync(database, Slow with { Tokens = 4000, Rate = 10 }, ("Parley__Runs__TimeLimitSeconds", "10"));
        var witness = new Witness();
        var conversation = await PersistentSender.StartConversationAsync(server.Client, Cancelled);

        var sender = new PersistentSender(() => server.Client, _ => Task.CompletedTask, witness);
        var turn = await sender.SendAsync(conversation, "Tell me something endless.", Cancelled);

        Assert.NotEmpty(witness.Check(turn));
        Assert.Equal("turn.failed", witness.Outcome(turn));
        var last = (await FollowAsync(server.Client, turn, witness))[^1].Json;
        Assert.Equal("time_limit", last.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Sends_that_race_under_one_key_make_one_turn(string database)
    {
        await using var server = await ChatServer.StartAsync(database, Slow with { Tokens = 10 });
        var nodes = database == "postgresql" ? [server.Node, await server.AddNodeAsync()] : new[] { server.Node };
        var witness = new Witness();
        var conversation = await PersistentSender.StartConversationAsync(server.Client, Cancelled);
        var key = Guid.NewGuid().ToString();

        var turns = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            new PersistentSender(() => nodes[i % nodes.Length].Client, _ => Task.CompletedTask, witness)
                .SendAsync(conversation, "Once only, please.", Cancelled, key)));

        var turn = Assert.Single(turns.Distinct());
        witness.Check(turn);
        var page = await server.Client.GetFromJsonAsync<JsonElement>($"/v1/conversations/{conversation}/messages", Cancelled);
        Assert.Equal(2, page.GetProperty("data").GetArrayLength());
        Assert.Single(server.ProviderRequests.All, seen => seen.Path.EndsWith("/chat/completions", StringComparison.Ordinal));
    }

    private static (string, string) Continues => ("Parley__Models__OpenAI__Continue", "true");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static HttpRequestMessage Send(string conversation, string message) =>
        new(HttpMethod.Post, $"/v1/conversations/{conversation}/turns") { Content = JsonContent.Create(new { message, retrieval = false }) };

    private static async Task<IReadOnlyList<ServerEvent>> FollowAsync(HttpClient client, string turn, Witness witness, long after = 0)
    {
        using var response = await client.GetAsync(
            $"/v1/turns/{turn}/events?after={after}", HttpCompletionOption.ResponseHeadersRead, Cancelled);
        var stream = await EventStream.OpenAsync(response, Cancelled);
        await foreach (var shown in stream.ReadAsync(Cancelled))
        {
            witness.Saw(turn, shown);
        }

        return stream.Shown;
    }

    private static async Task<JsonElement> TurnAsync(HttpClient client, string turn) =>
        await client.GetFromJsonAsync<JsonElement>($"/v1/turns/{turn}", Cancelled);

    private static async Task ShownAsync(Witness witness, long count)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (witness.Shown < count)
        {
            Assert.True(await poll.WaitForNextTickAsync(Cancelled));
        }
    }

    private static async Task ProviderSawItAsync(ChatServer server)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (server.ProviderRequests.All.All(seen => seen.DisconnectedAt is null))
        {
            Assert.True(await poll.WaitForNextTickAsync(Cancelled));
        }
    }
}
