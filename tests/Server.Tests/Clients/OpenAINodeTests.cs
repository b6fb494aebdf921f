namespace Parley.Server.Tests.Clients;

/// <summary>The npm package <c>openai</c>, as published, against a running server.</summary>
[Collection(ClientsCollection.Name)]
public sealed class OpenAINodeTests(ClientsFixture clients)
{
    private const string Text = "Grüße aus Zürich: 3 < 5 & \\\"so\\\" on 🙂.";
    private const string Said = "Grüße aus Zürich: 3 < 5 & \"so\" on 🙂.";

    [Fact]
    public async Task It_lists_the_models() =>
        Assert.Contains(clients.Model, (await clients.NodeAsync("models", "")).GetProperty("ids").EnumerateArray().Select(id => id.GetString()));

    [Fact]
    public async Task It_reads_a_whole_answer()
    {
        var answer = await clients.NodeAsync("whole", $"Hi [[script: text=\"{Text}\"]]");

        Assert.Equal((Said, "assistant", "stop", "chat.completion"), (
            answer.GetProperty("message").GetProperty("content").GetString(), answer.GetProperty("message").GetProperty("role").GetString(),
            answer.GetProperty("finish_reason").GetString(), answer.GetProperty("object").GetString()));
        Assert.Equal(clients.Model, answer.GetProperty("model").GetString());
        var usage = answer.GetProperty("usage");
        Assert.True(usage.GetProperty("completion_tokens").GetInt32() > 0);
        Assert.Equal(
            usage.GetProperty("total_tokens").GetInt32(),
            usage.GetProperty("prompt_tokens").GetInt32() + usage.GetProperty("completion_tokens").GetInt32());
        Assert.StartsWith("turn_", answer.GetProperty("parley").GetProperty("turn_id").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reads_a_stream_to_the_letter_with_usage_at_its_end()
    {
        var answer = await clients.NodeAsync("stream", $"Hi [[script: text=\"{Text}\" rate=100]]");

        Assert.Equal((Said, "stop"), (answer.GetProperty("text").GetString(), answer.GetProperty("finish_reason").GetString()));
        Assert.True(answer.GetProperty("chunks").GetInt32() > 2, $"{answer}");
        Assert.True(answer.GetProperty("usage").GetProperty("total_tokens").GetInt32() > 0);
    }

    [Fact]
    public async Task Its_tools_are_called_and_their_results_answered()
    {
        var answer = await clients.NodeAsync("tools", """Weather? [[script: tool=get_weather arguments="{\"city\":\"Paris\"}" tokens=5]]""");

        Assert.Equal(("tool_calls", "get_weather", """{"city":"Paris"}"""), (
            answer.GetProperty("finish_reason").GetString(), answer.GetProperty("call").GetProperty("name").GetString(),
            answer.GetProperty("call").GetProperty("arguments").GetString()));
        Assert.NotEqual("", answer.GetProperty("answer").GetString());
    }

    [Fact]
    public async Task Its_own_helper_puts_streamed_calls_together()
    {
        var answer = await clients.NodeAsync("helper", """Weather? [[script: tool=get_weather arguments="{\"city\":\"Paris\"}"]]""");

        var call = answer.GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function");
        Assert.Equal(("tool_calls", """{"city":"Paris"}"""), (answer.GetProperty("finish_reason").GetString(), call.GetProperty("arguments").GetString()));
    }

    [Fact]
    public async Task A_cancelled_turn_ends_its_stream_with_an_error_it_can_name()
    {
        var seen = await clients.NodeAsync("cancel", "Hi [[script: tokens=2000 rate=20]]");

        Assert.Equal("turn_cancelled", seen.GetProperty("failure").GetProperty("code").GetString());
        Assert.InRange(seen.GetProperty("chunks").GetInt32(), 1, 500);
        Assert.Equal("cancelled", (await clients.EndOfAsync(seen.GetProperty("turn").GetString()!)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_stream_that_breaks_ends_with_an_error_it_can_name() =>
        Assert.Equal("provider_cut", (await clients.NodeAsync("stream", "Hi [[script: tokens=40 fault=cut at=20]]")).GetProperty("code").GetString());

    [Fact]
    public async Task A_reader_who_leaves_ends_only_the_reading()
    {
        var seen = await clients.NodeAsync("leave", "Hi [[script: text=\"Said to the end, heard or not.\" rate=20]]");

        var turn = await clients.EndOfAsync(seen.GetProperty("turn").GetString()!);
        Assert.Equal(("completed", "Said to the end, heard or not."), (turn.GetProperty("state").GetString(), turn.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task What_is_refused_becomes_the_error_it_knows()
    {
        var refused = await clients.NodeAsync("refused", "Hi");
        var stranger = await clients.NodeAsync("stranger", "Hi");

        Assert.Equal(("BadRequestError", 400, "temperature"), (
            refused.GetProperty("error").GetString(), refused.GetProperty("status").GetInt32(), refused.GetProperty("param").GetString()));
        Assert.Equal(("AuthenticationError", "invalid_api_key"), (stranger.GetProperty("error").GetString(), stranger.GetProperty("code").GetString()));
    }
}
