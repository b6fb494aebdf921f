using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.ScriptedProvider;
using Parley.Server.Tests.Clients;

namespace Parley.Server.Tests.Doors;

/// <summary>POST /v1/chat/completions against a running server: what reaches the provider, what is kept, how it fails.</summary>
[Collection(ClientsCollection.Name)]
public sealed class OpenAIDoorTests(ClientsFixture clients)
{
    [Fact]
    public async Task Prompt_and_knobs_reach_the_provider_as_they_were_sent()
    {
        var text = $"Unchanged {Guid.NewGuid():N}";
        var body = Ask(text);
        body["temperature"] = 2;
        body["messages"]!.AsArray().Insert(0, Message("system", "You are a pirate."));

        await AnswerAsync(body);

        var sent = Sent(text);
        Assert.Equal(2, sent.GetProperty("temperature").GetDouble());
        Assert.Equal(["system:You are a pirate.", $"user:{text}"], Messages(sent));
        Assert.False(sent.TryGetProperty("max_tokens", out _) || sent.TryGetProperty("max_completion_tokens", out _) || sent.TryGetProperty("top_p", out _));
    }

    [Fact]
    public async Task A_named_conversation_is_continued_and_kept_once()
    {
        var conversation = await StartAsync();
        var (first, second) = ($"First {Guid.NewGuid():N}", $"Second {Guid.NewGuid():N}");
        var body = Ask(first);
        body["conversation_id"] = conversation;
        body["messages"]!.AsArray().Insert(0, Message("system", "Be old."));
        var said = Text(await AnswerAsync(body));

        body["messages"] = new JsonArray(Message("user", "whatever"), Message("assistant", "forgotten"), Message("system", "Be new."), Message("user", second));
        await AnswerAsync(body);

        Assert.Equal(["system:Be new.", $"user:{first}", $"assistant:{said}", $"user:{second}"], Messages(Sent(second)));
        var kept = await GetAsync($"/v1/conversations/{conversation}/messages");
        Assert.Equal(
            ["assistant", "user", "system", "assistant", "user", "system"],
            kept.GetProperty("data").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Without_a_conversation_nothing_is_listed_but_the_turn_can_be_asked_for()
    {
        var before = (await GetAsync("/v1/conversations?limit=100")).GetProperty("data").GetArrayLength();

        var answer = await AnswerAsync(Ask("Hi"));

        Assert.Equal(before, (await GetAsync("/v1/conversations?limit=100")).GetProperty("data").GetArrayLength());
        var turn = await GetAsync($"/v1/turns/{answer.GetProperty("parley").GetProperty("turn_id").GetString()}");
        Assert.Equal(("completed", Text(answer)), (turn.GetProperty("state").GetString(), turn.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_repeated_send_joins_the_same_turn_and_asks_the_provider_once()
    {
        var (text, key) = ($"Once {Guid.NewGuid():N}", Guid.NewGuid().ToString());

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AnswerAsync(Ask(text), key)));
        using var conflict = await PostAsync(Ask("Something else"), key);

        Assert.Single(answers.Select(answer => answer.GetProperty("id").GetString()).Distinct());
        Assert.Single(clients.Sent.All, record => record.Body?.ToString().Contains(text, StringComparison.Ordinal) == true);
        Assert.Equal(("idempotency_conflict", HttpStatusCode.Conflict), (await CodeAsync(conflict), conflict.StatusCode));
    }

    [Fact]
    public async Task A_provider_that_fails_at_once_is_told_by_a_status_streamed_or_not()
    {
        foreach (var stream in (bool[])[true, false])
        {
            var body = Ask("Hi [[script: fault=400]]");
            body["stream"] = stream;
            using var response = await PostAsync(body);

            Assert.Equal((HttpStatusCode.BadRequest, "provider_bad_request"), (response.StatusCode, await CodeAsync(response)));
            Assert.StartsWith("turn_", Assert.Single(response.Headers.GetValues("Parley-Turn-Id")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_answer_that_must_be_begun_anew_is_whole_in_one_piece_and_a_broken_stream_in_many()
    {
        var whole = Text(await AnswerAsync(BegunAnew()));
        var body = BegunAnew();
        body["stream"] = true;
        using var response = await PostAsync(body);
        var shown = await EventStream.OpenAsync(response);
        var cut = await Record.ExceptionAsync(() => shown.ReadToEndAsync());

        Assert.Equal("The answer to this has three steps.", whole);
        Assert.Equal("restarted", shown.Shown[^1].Json.GetProperty("error").GetProperty("code").GetString());
        Assert.True(cut is HttpIOException or IOException, $"{cut}");
    }

    [Fact]
    public async Task A_stream_that_broke_off_goes_on_where_it_was()
    {
        var body = Ask("Tell [[script: text=\"All of it, once.\" fault=cut at=3 times=1]]");
        body["stream"] = true;
        using var response = await PostAsync(body);
        var shown = await EventStream.OpenAsync(response);
        await shown.ReadToEndAsync();

        Assert.Equal("All of it, once.", string.Concat(shown.Shown.Where(told => told.Data != "[DONE]").SelectMany(
            told => told.Json.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var text) ? text.GetString() : ""))));
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("null", 400)]
    [InlineData("""{"messages": "hello"}""", 400)]
    [InlineData("""{"messages": [{"role": 1, "content": "x"}]}""", 400)]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "temperature": "hot"}""", 400)]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "stream": "yes"}""", 400)]
    [InlineData("""{"messages": [{"role": "user", "content": "  "}]}""", 400)]
    [InlineData("""{"messages": [{"role": "user", "content": "x\u0000y"}]}""", 400)]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "conversation_id": "conv_00000000000000000000000000000000"}""", 404)]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "conversation_id": "../etc"}""", 400)]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "model": "no-such-model"}""", 404)]
    public async Task Bad_input_is_refused_in_openais_shape(string body, int status)
    {
        using var response = await clients.Server.Client.PostAsync("/v1/chat/completions", new StringContent(body, null, "application/json"));

        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal((status, "invalid_request_error"), ((int)response.StatusCode, error.GetProperty("type").GetString()));
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.True(error.TryGetProperty("param", out _) && error.TryGetProperty("code", out _));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_bodies_that_are_too_large_are_refused()
    {
        byte[] broken = [.. """{"messages": [{"role": "user", "content": " """u8, 0xC3, 0x28, .. "\"}]}"u8];
        using var invalid = await clients.Server.Client.PostAsync(
            "/v1/chat/completions", new ByteArrayContent(broken) { Headers = { ContentType = new("application/json") } });
        using var large = await PostAsync(Ask(new string('x', 10 * 1024 * 1024)));
        using var plain = await clients.Server.Client.PostAsync("/v1/chat/completions", new StringContent("hello"));

        Assert.Equal((400, 413, 415), ((int)invalid.StatusCode, (int)large.StatusCode, (int)plain.StatusCode));
        Assert.All([invalid, large, plain], response => Assert.NotEmpty(CodeAsync(response).Result));
    }

    /// <summary>A question whose answer breaks off, and is then said in other words from its start.</summary>
    private JsonObject BegunAnew()
    {
        clients.Scripts.Put(new(null, null,
        [
            new() { Match = "Anew", Text = "The answer to this has three parts, and each of them is short. First comes this one, and then the other two of them.", Fault = "cut", FaultAt = 20 },
            new() { Text = "The answer to this has three steps.", Continue = ContinueMode.Never },
        ]));
        return Ask("Anew");
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    private JsonObject Ask(string text) => new() { ["model"] = clients.Model, ["messages"] = new JsonArray(Message("user", text)) };

    private Task<HttpResponseMessage> PostAsync(JsonObject body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(body.DeepClone()) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return clients.Server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<JsonElement> AnswerAsync(JsonObject body, string? key = null)
    {
        using var response = await PostAsync(body, key);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    private async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await clients.Server.Client.GetStringAsync(path));

    private async Task<string> StartAsync()
    {
        using var response = await clients.Server.Client.PostAsJsonAsync("/v1/conversations", new { title = "Kept" });
        return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("id").GetString()!;
    }

    private JsonElement Sent(string text) => clients.Sent.All.Last(record => record.Body?.ToString().Contains(text, StringComparison.Ordinal) == true).Body!.Value;

    private static IEnumerable<string> Messages(JsonElement sent) => sent.GetProperty("messages").EnumerateArray()
        .Select(message => $"{message.GetProperty("role").GetString()}:{Content(message.GetProperty("content"))}");

    private static string Content(JsonElement content) => content.ValueKind == JsonValueKind.String
        ? content.GetString()!
        : string.Concat(content.EnumerateArray().Select(part => part.GetProperty("text").GetString()));

    private static string Text(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private static async Task<string> CodeAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("code").GetString()!;
}
