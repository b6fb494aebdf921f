using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.ScriptedProvider;
using Parley.TestKit;

namespace Parley.Server.Tests.Turns;

/// <summary>Answers that must have the form of a schema: nothing is shown before they have it.</summary>
public sealed class FormTests(SharedChatServer shared) : IClassFixture<SharedChatServer>
{
    private const string Fits = """{"city":"Bern"}""";

    private const string Again = "cannot be used";

    private static readonly object Schema = new { type = "object", properties = new { city = new { type = "string", minLength = 2 } }, required = new[] { "city" } };

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task An_answer_that_does_not_fit_is_asked_for_again_with_what_is_wrong_and_never_shown(string database)
    {
        await using var server = await ChatServer.StartAsync(database, new Script());
        server.Scripts.Put(new(null, null, [new() { Match = "Where is it?", Text = """{"city":"B"}""" }, new() { Match = Again, Text = "I have no idea." }, new() { Match = Again, Text = Fits }]));

        var (turn, shown) = await server.Client.AskAsync(Question());

        Assert.Equal("turn.completed", shown[^1].Name);
        Assert.Equal(Fits, Assert.Single(shown, told => told.Name == "delta").Json.GetProperty("text").GetString());
        Assert.DoesNotContain(shown, told => told.Name == "retract");
        Assert.Equal(Fits, Asking.Text(shown));
        var asked = server.ProviderRequests.All.Where(IsAsked).TakeLast(2).Select(request => request.Body!.Value.GetProperty("messages").EnumerateArray().ToList()).ToList();
        Assert.Contains("/city must have at least 2 letters, and has 1", asked[0][^1].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal("I have no idea.", asked[1][^2].GetProperty("content").GetString());
        Assert.Equal(asked[0].Count, asked[1].Count);
        var provenance = await server.Client.GetFromJsonAsync<JsonElement>($"/v1/turns/{turn}/provenance", Asking.Cancelled);
        var attempts = provenance.GetProperty("attempts").EnumerateArray().ToList();
        Assert.Equal(3, attempts.Count);
        Assert.Equal(attempts.Sum(attempt => attempt.GetProperty("input_tokens").GetInt64()), shown[^1].Json.GetProperty("usage").GetProperty("input_tokens").GetInt64());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task An_answer_that_never_fits_ends_the_turn_with_its_code_after_two_retries(string database)
    {
        await using var server = await ChatServer.StartAsync(database, new Script { Text = """{"city":7}""" });
        var before = server.ProviderRequests.All.Count;

        var (_, shown) = await server.Client.AskAsync(Question());

        Assert.Equal("turn.failed", shown[^1].Name);
        Assert.Equal("answer_not_valid", shown[^1].Json.GetProperty("code").GetString());
        Assert.Contains("/city must be a string", shown[^1].Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(shown, told => told.Name == "delta");
        Assert.Equal(3, server.ProviderRequests.All.Skip(before).Count(IsAsked));
    }

    [Fact]
    public async Task What_needs_no_model_is_repaired_without_asking_again()
    {
        var server = await shared.AnsweringAsync(new Script { Text = $"Of course:\n```json\n{Fits[..^1]},}}\n```" });
        var before = server.ProviderRequests.All.Count;

        var (_, shown) = await server.Client.AskAsync(Question());

        Assert.Equal(Fits, Asking.Text(shown));
        Assert.Single(server.ProviderRequests.All.Skip(before), IsAsked);
    }

    [Fact]
    public async Task A_turn_whose_server_is_killed_while_the_answer_is_held_ends_in_one_that_fits()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new Script { Text = Fits, HoldAt = 2 });
        var conversation = await server.Client.StartConversationAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/conversations/{conversation}/turns") { Content = JsonContent.Create(Question()) };
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Asking.Cancelled);
        var turn = response.Headers.GetValues("Parley-Turn-Id").Single();
        await Poll.UntilAsync(() => server.ProviderRequests.All.Any(one => IsAsked(one) && one.TokensSent >= 2), "the provider holds the answer");

        await server.Node.KillAsync();
        server.Scripts.Release();
        await server.Node.StartAgainAsync();

        using var events = await server.Client.GetAsync($"/v1/turns/{turn}/events", HttpCompletionOption.ResponseHeadersRead, Asking.Cancelled);
        var shown = await (await ServerKit.EventStream.OpenAsync(events, Asking.Cancelled)).ReadToEndAsync(Asking.Cancelled);
        Assert.True(shown[^1].Name == "turn.completed", shown[^1].Json.GetRawText());
        Assert.Equal(Fits, Assert.Single(shown, told => told.Name == "delta").Json.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Through_the_other_doors_the_same_holds_in_their_own_terms()
    {
        var server = await shared.AnsweringAsync(new Script { Text = "```\n" + Fits + "\n```" });
        var message = new[] { new { role = "user", content = "Where?" } };
        var format = new { type = "json_schema", json_schema = new { name = "place", schema = Schema } };

        var (status, answer) = await server.Client.PostAsync("/v1/chat/completions", new { model = "scripted", messages = message, response_format = format });
        Assert.Equal((HttpStatusCode.OK, Fits), (status, answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()));
        var (_, simple) = await server.Client.PostAsync("/v1/chat.completions", new { messages = message, response = new { stream = false, format = "json_schema", schema = Schema } });
        Assert.Equal(Fits, simple.GetProperty("text").GetString());

        server.Scripts.Put(new(new() { Text = "Nowhere." }, null, null));
        var (unfit, problem) = await server.Client.PostAsync("/v1/chat/completions", new { model = "scripted", messages = message, response_format = format });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "answer_not_valid"), (unfit, problem.GetProperty("error").GetProperty("code").GetString()));
        var (no, _) = await server.Client.PostAsync("/v1/chat/completions", new { model = "scripted", messages = message, response_format = new { type = "json_object" } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, no);
    }

    [Theory]
    [InlineData("""{"type":"text"}""", "/type must be one or more of")]
    [InlineData("""{"properties":{"a":{"$ref":"https://example.com/a.json"}}}""", "/properties/a/$ref refers to")]
    [InlineData("""{"pattern":"(a)\\1"}""", "/pattern is no pattern")]
    public async Task A_schema_that_cannot_be_kept_is_refused_before_anything_is_stored(string schema, string sentence)
    {
        var server = await shared.AnsweringAsync(new Script { Text = Fits });
        var conversation = await server.Client.StartConversationAsync();

        var (status, problem) = await server.Client.PostAsync(
            $"/v1/conversations/{conversation}/turns",
            new { message = "Where?", retrieval = false, response = new { format = "json_schema", schema = JsonElement.Parse(schema) } });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(sentence, problem.GetProperty("errors").GetProperty("response.schema")[0].GetString(), StringComparison.Ordinal);
    }

    // Titles are asked for too, without a form.
    private static bool IsAsked(RecordedRequest request) => request.Body is { } body && body.TryGetProperty("response_format", out _);

    private static object Question() => new { message = "Where is it?", retrieval = false, response = new { format = "json_schema", schema = Schema } };
}
