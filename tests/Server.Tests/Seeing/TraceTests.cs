using System.Net.Http.Json;
using System.Text.Json;
using Parley.ScriptedProvider;
using Parley.Server.Tests.Turns;
using Parley.TestKit;

namespace Parley.Server.Tests.Seeing;

/// <summary>What leaves the server over OTLP: one trace for a turn, measures of its calls, and not a word of what was said.</summary>
public sealed class TraceTests
{
    private const string Question = "quillquestion";
    private const string Reply = "quillreply";
    private const string Document = "quilldocument";
    private static readonly (string, string) Continues = ("Parley__Models__OpenAI__Continue", "true");

    [Fact]
    public async Task A_turn_is_one_trace_from_the_request_through_its_steps_to_the_model()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var server = await ChatServer.StartAsync("sqlite", new() { Text = Reply }, [.. receiver.Settings]);

        var (turn, _) = await server.Client.AskAsync(new { message = Question, retrieval = false });
        var provenance = await server.Client.GetFromJsonAsync<JsonElement>($"/v1/turns/{turn}/provenance", Asking.Cancelled);
        var trace = provenance.GetProperty("trace_id").GetString()!;
        await ComeAsync(receiver, trace, "run", "POST /v1/conversations/{id}/turns", "chat scripted");

        var spans = receiver.Spans.Where(span => span.Trace == trace).ToList();
        var request = spans.Single(span => span.Name == "POST /v1/conversations/{id}/turns");
        var accept = spans.Single(span => span.Name == "accept");
        var run = spans.Single(span => span.Name == "run");
        var call = spans.Single(span => span.Name == "chat scripted");
        Assert.Equal((request.Id, accept.Id, run.Id), (accept.Parent, run.Parent, call.Parent));
        Assert.Subset(spans.Where(span => span.Parent == run.Id).Select(span => span.Name).ToHashSet(), new HashSet<string>(["choose", "remember", "retrieve", "compose"]));
        Assert.Contains(spans, span => span.Parent == call.Id && span.Name == "POST");
        Assert.Equal(
            ("chat", "openai", "scripted", turn, "completed"),
            (call.Attributes["gen_ai.operation.name"], call.Attributes["gen_ai.provider.name"], call.Attributes["gen_ai.request.model"],
             run.Attributes["parley.turn.id"], request.Attributes["parley.turn.outcome"]));
        Assert.All(["gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"], name => Assert.Matches("^[1-9][0-9]*$", call.Attributes[name]));
        Assert.DoesNotContain("url.path", request.Attributes.Keys);
        await server.Client.GetStringAsync("/metrics", Asking.Cancelled);
        await Poll.UntilAsync(
            () => ((string[])["gen_ai.client.operation.duration", "gen_ai.client.token.usage", "gen_ai.server.time_to_first_token", "parley.turns.ended", "http.server.request.duration"])
                .All(receiver.Metrics.ContainsKey),
            "the measures came");
        await SameTraceAsync(server, turn, trace);
    }

    [Fact]
    public async Task A_run_that_follows_a_killed_one_goes_on_in_its_trace_and_points_at_it()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var server = await ChatServer.StartAsync(
            "sqlite", new() { Tokens = 200, Rate = 40, TtftMs = 5 }, [.. receiver.Settings, Continues, ("OTEL_BLRP_SCHEDULE_DELAY", "60000")]);
        var conversation = await server.Client.StartConversationAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/conversations/{conversation}/turns")
        {
            Content = JsonContent.Create(new { message = Question, retrieval = false }),
        };
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Asking.Cancelled);
        var turn = response.Headers.GetValues("Parley-Turn-Id").Single();
        await Poll.UntilAsync(
            async () => (await server.Client.GetFromJsonAsync<JsonElement>($"/v1/turns/{turn}", Asking.Cancelled)).GetProperty("text").GetString() != "", "it has begun");
        await ComeAsync(receiver, null, "accept");
        var trace = receiver.Spans.Single(span => span.Name == "accept").Trace;

        await server.Node.KillAsync();
        await server.Node.StartAgainAsync();
        await Poll.UntilAsync(
            async () => (await server.Client.GetFromJsonAsync<JsonElement>($"/v1/turns/{turn}", Asking.Cancelled)).GetProperty("state").GetString() == "completed", "it has ended");
        await ComeAsync(receiver, trace, "run");

        var run = receiver.Spans.Single(span => span.Name == "run");
        Assert.Equal((trace, receiver.Spans.Single(span => span.Name == "accept").Id, "2"), (run.Trace, run.Parent, run.Attributes["parley.run.attempt"]));
        Assert.NotEqual(run.Id, Assert.Single(run.Links));
        await SameTraceAsync(server, turn, trace);
    }

    [Fact]
    public async Task Nothing_that_somebody_wrote_leaves_in_traces_metrics_or_logs()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var server = await ChatServer.StartAsync("sqlite", new() { Text = Reply }, [.. receiver.Settings]);
        var client = server.Client;

        await client.PostAsync("/v1/knowledge/inbox/documents", new { text = Document, title = Document, external_id = Document });
        await client.PostAsync("/v1/knowledge/inbox/search", new { query = Question });
        await client.PostAsync("/v1/chat/completions", new { model = "scripted", messages = new[] { new { role = "user", content = Question } } });
        await client.AskAsync(new { message = $"{Question} [[script: fault=500 times=1]]" });
        await client.PostAsync("/v1/chat", new { prompt = Question, temperature = Question });
        using var search = await client.GetAsync($"/v1/conversations?query={Question}", Asking.Cancelled);
        using var nowhere = await client.GetAsync($"/v1/{Question}?q={Question}", Asking.Cancelled);
        await ComeAsync(receiver, null, "GET /v1/conversations", "GET (no route)", "POST /v1/chat", "chat scripted");
        Assert.Equal(0, await server.Node.StopAsync());

        Assert.NotEmpty(receiver.Metrics);
        Assert.All((string[])[Question, Reply, Document], word => Assert.False(receiver.Holds(word), word));
        Assert.All(server.Node.Log.All, line => Assert.DoesNotContain("quill", line, StringComparison.Ordinal));
    }

    private static async Task ComeAsync(OtlpReceiver receiver, string? trace, params string[] names)
    {
        foreach (var name in names)
        {
            await Poll.UntilAsync(() => receiver.Spans.Any(span => span.Name == name && (trace is null || span.Trace == trace)), $"{name} came");
        }
    }

    /// <summary>Usage records, the line of the turn and the line of a request that showed its end all name the trace.</summary>
    private static async Task SameTraceAsync(ChatServer server, string turn, string trace)
    {
        var provenance = await server.Client.GetFromJsonAsync<JsonElement>($"/v1/turns/{turn}/provenance", Asking.Cancelled);
        var records = await server.Client.GetFromJsonAsync<JsonElement>("/v1/usage/records", Asking.Cancelled);
        var record = records.GetProperty("data").EnumerateArray().First(record => record.GetProperty("turn_id").GetString() == turn);
        await Poll.UntilAsync(() => server.Node.Log.All.Any(line => IsOfTurn(line, turn)), "the turn's line was written");

        Assert.Equal((trace, trace), (provenance.GetProperty("trace_id").GetString(), record.GetProperty("trace_id").GetString()));
        Assert.All(
            server.Node.Log.All.Where(line => IsOfTurn(line, turn)), line => Assert.Equal(trace, JsonElement.Parse(line).GetProperty("TraceId").GetString()));
    }

    private static bool IsOfTurn(string line, string turn) =>
        line.StartsWith('{') && line.Contains("tokens in", StringComparison.Ordinal) && JsonElement.Parse(line).GetProperty("State").GetProperty("TurnId").GetString() == turn;
}
