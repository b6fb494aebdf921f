using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Server.Tests.Clients;

namespace Parley.Server.Tests.Doors;

/// <summary>The short form and the simple form against a running server.</summary>
[Collection(ClientsCollection.Name)]
public sealed class SimpleDoorTests(ClientsFixture clients)
{
    [Theory]
    [InlineData("/v1/chat")]
    [InlineData("/chat")]
    public async Task One_prompt_gets_one_answer_in_a_conversation_that_goes_on(string path)
    {
        var first = await AnswerAsync(path, new { prompt = "One [[script: text=\"Uno.\"]]", temperature = 9.0, max_tokens = 10 });
        var second = await AnswerAsync(path, new { prompt = "Two [[script: text=\"Due.\"]]", conversation_id = first.GetProperty("conversation_id").GetString() });

        Assert.Equal(("Uno.", "Due."), (first.GetProperty("text").GetString(), second.GetProperty("text").GetString()));
        Assert.Equal(first.GetProperty("conversation_id").GetString(), second.GetProperty("conversation_id").GetString());
        Assert.Equal((1.5, 50), (first.GetProperty("knobs").GetProperty("temperature").GetDouble(), first.GetProperty("knobs").GetProperty("max_tokens").GetInt32()));
        Assert.Equal(
            ["temperature", "max_tokens"],
            first.GetProperty("adjusted").EnumerateArray().Select(change => change.GetProperty("knob").GetString()));
        Assert.True(first.GetProperty("usage").GetProperty("output_tokens").GetInt64() > 0);
    }

    [Fact]
    public async Task The_short_form_streams_unless_told_not_to()
    {
        var messages = new[] { new { role = "user", content = "Hi [[script: text=\"Bit by bit 🙂.\"]]" } };
        using var response = await clients.Server.Client.PostAsJsonAsync("/v1/chat.completions", new { messages });
        var events = (await (await EventStream.OpenAsync(response)).ReadToEndAsync()).Select(shown => shown.Json).ToList();
        var whole = await AnswerAsync("/v1/chat.completions", new { messages, response = new { stream = false } });

        Assert.Equal("Bit by bit 🙂.", string.Concat(events.SkipLast(1).Select(chunk => chunk.GetProperty("delta").GetString())));
        Assert.True(events[^1].GetProperty("done").GetBoolean());
        Assert.Equal("Bit by bit 🙂.", whole.GetProperty("text").GetString());
        Assert.All([events[^1], whole], end =>
        {
            Assert.StartsWith("turn_", end.GetProperty("turn_id").GetString(), StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Array, end.GetProperty("citations").ValueKind);
            Assert.True(end.GetProperty("usage").GetProperty("output_tokens").GetInt64() > 0);
        });
    }

    [Fact]
    public async Task The_short_form_hands_calls_of_tools_out()
    {
        var answer = await AnswerAsync("/v1/chat.completions", new
        {
            messages = new[] { new { role = "user", content = "[[script: tool=look arguments=\"{\\\"at\\\":1}\"]]" } },
            tools = new[] { new { name = "look", schema = new { type = "object" } } },
            response = new { stream = false },
        });

        Assert.Equal("tool", answer.GetProperty("finish_reason").GetString());
        Assert.Equal(("look", 1), (answer.GetProperty("tool_calls")[0].GetProperty("name").GetString(), answer.GetProperty("tool_calls")[0].GetProperty("arguments").GetProperty("at").GetInt32()));
    }

    [Theory]
    [InlineData("/v1/chat", "{}", "prompt")]
    [InlineData("/v1/chat", """{"prompt": ""}""", "message")]
    [InlineData("/v1/chat", """{"prompt": "x", "preset": "wild"}""", "preset")]
    [InlineData("/v1/chat", """{"prompt": "x", "max_tokens": 1.5}""", "max_tokens")]
    [InlineData("/v1/chat.completions", """{"messages": []}""", "messages")]
    [InlineData("/v1/chat.completions", """{"messages": [{"role": "user", "content": "x"}], "response": {"format": "xml"}}""", "response.format")]
    [InlineData("/v1/chat.completions", """{"messages": [{"role": "user", "content": "x"}], "tools": [{"name": ""}]}""", "tools")]
    public async Task Bad_input_is_a_problem_that_names_its_field(string path, string body, string field)
    {
        using var response = await clients.Server.Client.PostAsync(path, new StringContent(body, null, "application/json"));

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    private async Task<JsonElement> AnswerAsync(string path, object body)
    {
        using var response = await clients.Server.Client.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }
}
