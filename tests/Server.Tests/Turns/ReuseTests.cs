using System.Net.Http.Json;
using System.Text.Json;
using Parley.ScriptedProvider;
using Parley.TestKit;

namespace Parley.Server.Tests.Turns;

/// <summary>Answers that are given again, through the doors and between nodes.</summary>
public sealed class ReuseTests
{
    private const string Question = "How long does the warranty of the pump last?";
    private const string SameQuestion = "The warranty of the pump: how long does it last?";
    private static readonly (string, string)[] On = [("Parley__Cache__Exact", "true"), ("Parley__Cache__Semantic", "true")];
    private static readonly object Here = new { namespaces = new[] { "pumps" } };

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Two_who_ask_the_same_cost_one_call_of_the_provider(string database)
    {
        await using var server = await ChatServer.StartAsync(database, new Script { Text = "The capital of Norway is Oslo." }, On);

        var (first, _) = await server.Client.AskAsync(new { message = "What is the capital of Norway?", retrieval = false });
        var (second, shown) = await server.Client.AskAsync(new { message = "What is the capital of Norway?", retrieval = false });
        var (_, similar) = await server.Client.AskAsync(new { message = "Tell me the capital of Norway.", retrieval = false });

        Assert.Equal(1, Asked(server, "capital of Norway"));
        Assert.Equal("The capital of Norway is Oslo.", string.Concat(shown.Where(told => told.Name == "delta").Select(told => told.Json.GetProperty("text").GetString())));
        Assert.Equal("exact", shown[^1].Json.GetProperty("message").GetProperty("reused").GetProperty("kind").GetString());
        Assert.True(shown[^1].Json.GetProperty("message").GetProperty("reused").GetProperty("age_s").GetDouble() >= 0);
        Assert.Equal("semantic", similar[^1].Json.GetProperty("message").GetProperty("reused").GetProperty("kind").GetString());
        var cache = (await server.Client.GetFromJsonAsync<JsonElement>($"/v1/turns/{second}/provenance", Asking.Cancelled)).GetProperty("cache");
        Assert.Equal(("exact", first), (cache.GetProperty("kind").GetString(), cache.GetProperty("of_turn_id").GetString()));
        var records = (await server.Client.GetFromJsonAsync<JsonElement>("/v1/usage/records", Asking.Cancelled)).GetProperty("data").EnumerateArray();
        Assert.DoesNotContain(records, record => record.GetProperty("turn_id").GetString() == second && record.GetProperty("purpose").GetString() == "chat");
    }

    [Theory]
    [InlineData("no-cache")]
    [InlineData("no-store")]
    [InlineData("max-age=0, No-Cache")]
    public async Task A_header_asks_past_the_cache_through_every_door(string control)
    {
        await using var server = await ChatServer.StartAsync("sqlite", new Script { Text = "The capital of Norway is Oslo." }, On);
        const string Norway = "What is the capital of Norway?";
        await server.Client.AskAsync(new { message = Norway, retrieval = false });
        using var fresh = server.Node.NewClient(server.Client.DefaultRequestHeaders.Authorization!.Parameter);
        fresh.DefaultRequestHeaders.TryAddWithoutValidation("Cache-Control", control);

        await fresh.AskAsync(new { message = Norway, retrieval = false });
        Assert.Equal(2, Asked(server, Norway));

        var completion = new { model = "scripted", messages = new[] { new { role = "user", content = Norway } } };
        await server.Client.PostAsync("/v1/chat/completions", completion);
        await server.Client.PostAsync("/v1/chat/completions", completion);
        Assert.Equal(3, Asked(server, Norway));
        await fresh.PostAsync("/v1/chat/completions", completion);
        Assert.Equal(4, Asked(server, Norway));
        await fresh.PostAsync("/v1/chat", new { prompt = Norway });
        await fresh.PostAsync("/v1/chat", new { prompt = Norway });
        Assert.Equal(6, Asked(server, Norway));
        await fresh.PostAsync("/v1/messages", new { model = "scripted", max_tokens = 100, messages = completion.messages });
        await fresh.PostAsync("/v1/messages", new { model = "scripted", max_tokens = 100, messages = completion.messages });
        Assert.Equal(8, Asked(server, Norway));
        await fresh.PostAsync("/v1/chat.completions", new { model = "scripted", messages = completion.messages, response = new { stream = false } });
        await fresh.PostAsync("/v1/chat.completions", new { model = "scripted", messages = completion.messages, response = new { stream = false } });
        Assert.Equal(10, Asked(server, Norway));
    }

    [Fact]
    public async Task Another_answer_to_the_same_question_is_always_a_new_one()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new Script { Text = "The capital of Norway is Oslo." }, On);
        var conversation = await server.Client.StartConversationAsync();
        var path = $"/v1/conversations/{conversation}/turns";
        var (_, shown) = await server.Client.StreamAsync(path, new { message = "What is the capital of Norway?", retrieval = false });
        var message = shown[^1].Json.GetProperty("message");

        await server.Client.StreamAsync(path, new { regenerate_of = message.GetProperty("id").GetString(), retrieval = false });
        await server.Client.StreamAsync(path, new { answer_to = message.GetProperty("parent_id").GetString(), retrieval = false });

        Assert.Equal(3, Asked(server, "capital of Norway"));
    }

    [Fact]
    public async Task A_document_that_changes_takes_the_answers_along_and_what_is_given_again_is_cited_anew()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new Script { Text = "The warranty of the pump lasts two years [S1]." }, On);
        await AddAsync(server, "The warranty of the pump lasts two years from its delivery.");
        await server.Client.AskAsync(new { message = Question, retrieval = Here });

        var (_, again) = await server.Client.AskAsync(new { message = Question, retrieval = Here });
        var citation = Assert.Single(again[^1].Json.GetProperty("message").GetProperty("citations").EnumerateArray());
        Assert.True(citation.GetProperty("verified").GetBoolean());
        Assert.Equal("exact", again[^1].Json.GetProperty("message").GetProperty("reused").GetProperty("kind").GetString());
        Assert.Equal(1, Asked(server, Question));

        await AddAsync(server, "The warranty of the pump lasts five years from its delivery.");
        var (_, changed) = await server.Client.AskAsync(new { message = Question, retrieval = Here });
        var (_, similar) = await server.Client.AskAsync(new { message = SameQuestion, retrieval = Here });
        Assert.Equal(JsonValueKind.Null, changed[^1].Json.GetProperty("message").GetProperty("reused").ValueKind);
        Assert.Equal(2, Asked(server, Question));
        Assert.Equal(JsonValueKind.Null, similar[^1].Json.GetProperty("message").GetProperty("reused").ValueKind);
    }

    [Fact]
    public async Task Nodes_share_what_was_answered()
    {
        await using var server = await ChatServer.StartAsync("postgresql", new Script { Text = "The capital of Norway is Oslo." }, On);
        var other = await server.AddNodeAsync();
        await server.Client.AskAsync(new { message = "What is the capital of Norway?", retrieval = false });

        var (_, shown) = await other.Client.AskAsync(new { message = "What is the capital of Norway?", retrieval = false });

        Assert.Equal("exact", shown[^1].Json.GetProperty("message").GetProperty("reused").GetProperty("kind").GetString());
        Assert.Equal(1, Asked(server, "capital of Norway"));
    }

    /// <summary>Calls that ask for an answer; titles and the like stream nothing.</summary>
    private static int Asked(ChatServer server, string question) => server.ProviderRequests.All.Count(request =>
        request.Body is { } body && body.TryGetProperty("stream", out var streams) && streams.GetBoolean()
        && body.ToString().Contains(question, StringComparison.Ordinal));

    private static async Task AddAsync(ChatServer server, string text)
    {
        var (_, accepted) = await server.Client.PostAsync("/v1/knowledge/pumps/documents", new { external_id = "warranty", title = "Warranty", text });
        var id = accepted.GetProperty("document").GetProperty("id").GetString()!;
        await Poll.UntilAsync(
            async () => (await server.Client.GetFromJsonAsync<JsonElement>($"/v1/knowledge/pumps/documents/{id}", Asking.Cancelled)).GetProperty("state").GetString() == "ready",
            "the document is read", TimeSpan.FromMinutes(1));
    }
}
