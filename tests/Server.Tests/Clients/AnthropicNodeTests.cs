using System.Text.Json;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm package <c>@anthropic-ai/sdk</c>, as published, against a running server.</summary>
[Collection(ClientsCollection.Name)]
public sealed class AnthropicNodeTests(ClientsFixture clients)
{
    private const string Said = "Grüße aus Zürich: 3 < 5 🙂.";

    [Fact]
    public async Task It_reads_a_whole_answer()
    {
        var whole = await SeenAsync("whole");

        Assert.Equal((Said, "end_turn", "message", clients.Model), (
            whole.GetProperty("content")[0].GetProperty("text").GetString(), whole.GetProperty("stop_reason").GetString(),
            whole.GetProperty("type").GetString(), whole.GetProperty("model").GetString()));
        Assert.True(whole.GetProperty("usage").GetProperty("input_tokens").GetInt64() > 0);
        Assert.StartsWith("turn_", whole.GetProperty("parley").GetProperty("turn_id").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(whole.GetProperty("request_id").GetString()!);
    }

    [Fact]
    public async Task It_reads_a_stream_and_its_helper_puts_it_together_to_the_letter()
    {
        var types = (await SeenAsync("stream")).GetProperty("types").EnumerateArray().Select(type => type.GetString()).ToList();
        var helper = await SeenAsync("helper");

        Assert.Equal(("message_start", "message_stop"), (types[0], types[^1]));
        Assert.Contains("content_block_delta", types);
        Assert.Equal((Said, Said), (helper.GetProperty("text").GetString(), helper.GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString()));
        Assert.True(helper.GetProperty("message").GetProperty("usage").GetProperty("output_tokens").GetInt64() > 0);
    }

    [Fact]
    public async Task Its_tools_are_called_in_a_stream_and_their_results_answered()
    {
        var tools = await SeenAsync("tools");

        Assert.Equal(("tool_use", "get_weather", "Paris"), (
            tools.GetProperty("stop_reason").GetString(), tools.GetProperty("call").GetProperty("name").GetString(),
            tools.GetProperty("call").GetProperty("input").GetProperty("city").GetString()));
        Assert.NotEmpty(tools.GetProperty("answer").GetString()!);
    }

    [Fact]
    public async Task Tokens_are_counted_and_a_limit_of_them_ends_the_answer()
    {
        Assert.InRange((await SeenAsync("count")).GetProperty("input_tokens").GetInt64(), 20, 300);
        Assert.Equal("max_tokens", (await SeenAsync("length")).GetProperty("stop_reason").GetString());
    }

    [Theory]
    [InlineData("refused", "BadRequestError", 400, "invalid_request_error", "top_k")]
    [InlineData("unknown", "BadRequestError", 400, "invalid_request_error", "wholly_new: Extra inputs are not permitted")]
    [InlineData("nobody", "NotFoundError", 404, "not_found_error", "no-such-model")]
    [InlineData("stranger", "AuthenticationError", 401, "authentication_error", "key")]
    [InlineData("limited", "RateLimitError", 429, "rate_limit_error", "")]
    [InlineData("overloaded", "OverloadedError", 529, "overloaded_error", "")]
    public async Task What_is_refused_becomes_the_error_it_knows(string operation, string error, int status, string type, string words)
    {
        var refused = await SeenAsync(operation);

        Assert.Equal((error, status), (refused.GetProperty("error").GetString(), refused.TryGetProperty("status", out var code) ? code.GetInt32() : 0));
        var body = refused.GetProperty("body");
        Assert.Equal(("error", type), (body.GetProperty("type").GetString(), body.GetProperty("error").GetProperty("type").GetString()));
        Assert.Contains(words, body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(body.GetProperty("request_id").GetString(), refused.GetProperty("requestID").GetString());
    }

    [Fact]
    public async Task Whoever_should_come_again_is_told_when() =>
        Assert.Equal("600", (await SeenAsync("limited")).GetProperty("wait").GetString());

    [Fact]
    public async Task A_token_proves_as_well_as_a_key_and_a_broken_stream_is_no_answer()
    {
        Assert.Equal("Yes.", (await SeenAsync("bearer")).GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Contains("Error", (await SeenAsync("broken")).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> SeenAsync(string operation) => (await clients.SeenAsync("anthropic.mjs")).GetProperty(operation);
}
