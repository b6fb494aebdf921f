using System.Text.Json;

namespace Parley.Server.Tests.Clients;

/// <summary>What the npm package <c>@anthropic-ai/sdk</c>, as published, can ask of a model beyond the knobs.</summary>
[Collection(ClientsCollection.Name)]
public sealed class AnthropicFieldsNodeTests(ClientsFixture clients)
{
    private const string Thought = "Hm, so 🙂.";

    [Fact]
    public async Task Thinking_comes_in_a_signed_block_before_the_text_streamed_or_not()
    {
        var (whole, stream) = (await SeenAsync("whole"), await SeenAsync("stream"));

        foreach (var message in new[] { whole, stream.GetProperty("message") })
        {
            Assert.Equal(["thinking", "text"], Types(message));
            var block = message.GetProperty("content")[0];
            Assert.Equal((Thought, "Yes."), (block.GetProperty("thinking").GetString(), message.GetProperty("content")[1].GetProperty("text").GetString()));
            Assert.StartsWith("sig_", block.GetProperty("signature").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(Thought, stream.GetProperty("thought").GetString());
        Assert.Equal("""{"type":"enabled","budget_tokens":1024}""", clients.SentWith("Think along").GetProperty("thinking").GetRawText());
    }

    [Fact]
    public async Task The_model_is_given_back_what_it_thought_with_the_results_of_its_tools()
    {
        var tools = await SeenAsync("tools");

        Assert.Equal(["thinking", "tool_use"], tools.GetProperty("asked").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal(["thinking", "text"], tools.GetProperty("answer").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal(("BadRequestError", true), ((await SeenAsync("forged")).GetProperty("error").GetString(), MessageOf(await SeenAsync("forged")).Contains("thinking", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Thinking_that_nobody_can_read_and_that_is_left_out_have_their_blocks()
    {
        Assert.Equal(["redacted_thinking", "text"], Types(await SeenAsync("hidden")));
        var omitted = (await SeenAsync("omitted")).GetProperty("content")[0];
        Assert.Equal(("thinking", ""), (omitted.GetProperty("type").GetString(), omitted.GetProperty("thinking").GetString()));
        Assert.NotEmpty(omitted.GetProperty("signature").GetString()!);
    }

    [Fact]
    public async Task Top_k_and_effort_reach_a_provider_that_knows_them()
    {
        Assert.Equal(["text"], Types(await SeenAsync("others")));

        var sent = clients.SentWith("The others");
        Assert.Equal((5, "max"), (sent.GetProperty("top_k").GetInt32(), sent.GetProperty("output_config").GetProperty("effort").GetString()));
    }

    [Theory]
    [InlineData("stopped", "stop_sequence", "END")]
    [InlineData("stoppedStream", "stop_sequence", "END")]
    [InlineData("unstopped", "end_turn", null)]
    public async Task Which_sequence_ended_the_answer_is_told(string operation, string reason, string? sequence)
    {
        var message = await SeenAsync(operation);

        Assert.Equal((reason, sequence), (message.GetProperty("stop_reason").GetString(), message.GetProperty("stop_sequence").GetString()));
    }

    [Theory]
    [InlineData("refused", "thinking")]
    [InlineData("refusedByServer", "thinking")]
    [InlineData("unknownWord", "output_config.effort")]
    public async Task What_cannot_be_had_is_refused_by_its_name(string operation, string field)
    {
        var refused = await SeenAsync(operation);

        Assert.Equal(("BadRequestError", 400), (refused.GetProperty("error").GetString(), refused.GetProperty("status").GetInt32()));
        Assert.Contains(field, MessageOf(refused), StringComparison.Ordinal);
        Assert.Equal("model_does_not_take_field", refused.GetProperty("body").GetProperty("error").GetProperty("code").GetString());
    }

    private static string MessageOf(JsonElement refused) => refused.GetProperty("body").GetProperty("error").GetProperty("message").GetString()!;

    private static IEnumerable<string?> Types(JsonElement message) => message.GetProperty("content").EnumerateArray().Select(block => block.GetProperty("type").GetString());

    private async Task<JsonElement> SeenAsync(string operation) => (await clients.SeenAsync("anthropic-fields.mjs")).GetProperty(operation);
}
