using System.Net;
using Microsoft.Extensions.AI;

namespace Parley.Models.Tests;

public sealed class AnthropicFaultTests
{
    private const string Start = """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1}}}""";

    [Theory]
    [InlineData("overloaded_error", ProviderFailure.Unavailable, true)]
    [InlineData("api_error", ProviderFailure.Unavailable, true)]
    [InlineData("rate_limit_error", ProviderFailure.RateLimited, true)]
    [InlineData("timeout_error", ProviderFailure.Timeout, true)]
    [InlineData("invalid_request_error", ProviderFailure.BadRequest, false)]
    [InlineData("authentication_error", ProviderFailure.Unauthorized, false)]
    [InlineData("some_new_error", ProviderFailure.Unavailable, true)]
    public async Task An_error_in_the_stream_has_its_kind_and_the_text_before_it_arrives(string type, ProviderFailure kind, bool transient)
    {
        await using var server = await SmallServer.StartAsync((_, _) => (200, "text/event-stream", SmallServer.Events(
            Start, AnthropicChatClientTests.Said("half"), $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"my private words"}}""")));
        var text = "";

        var failure = await Assert.ThrowsAsync<ProviderException>(async () =>
        {
            await foreach (var update in server.AnthropicClient().GetStreamingResponseAsync([Make.User("go")]))
            {
                text += update.Text;
            }
        });

        Assert.Equal((kind, transient, "half"), (failure.Kind, failure.IsTransient, text));
        Assert.DoesNotContain("private", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", ProviderFailure.ContextTooLong)]
    [InlineData(400, "invalid_request_error", "input length and `max_tokens` exceed context limit", ProviderFailure.ContextTooLong)]
    [InlineData(400, "invalid_request_error", "Your credit balance is too low", ProviderFailure.OutOfQuota)]
    [InlineData(400, "invalid_request_error", "temperature: range: 0..1", ProviderFailure.BadRequest)]
    [InlineData(402, "billing_error", "x", ProviderFailure.OutOfQuota)]
    [InlineData(403, "permission_error", "x", ProviderFailure.Unauthorized)]
    [InlineData(404, "not_found_error", "model: x", ProviderFailure.NotFound)]
    [InlineData(413, "request_too_large", "x", ProviderFailure.ContextTooLong)]
    [InlineData(529, "overloaded_error", "Overloaded", ProviderFailure.Unavailable)]
    public async Task A_refusal_is_read_for_its_reason(int status, string type, string message, ProviderFailure kind)
    {
        await using var server = await SmallServer.StartAsync((_, _) => (
            status, "application/json", $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"},"request_id":"req_1"}"""));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => server.AnthropicClient().GetResponseAsync([Make.User("go")]));

        Assert.Equal((kind, (HttpStatusCode)status), (failure.Kind, failure.Status!.Value));
        Assert.Single(server.Bodies);
    }

    [Theory]
    [InlineData(302, "")]
    [InlineData(200, "<html>")]
    public async Task What_is_no_stream_is_malformed(int status, string body)
    {
        await using var server = await SmallServer.StartAsync((_, _) => (status, "text/html", body));

        Assert.Equal(ProviderFailure.Malformed, (await Assert.ThrowsAsync<ProviderException>(() => server.AnthropicClient().GetResponseAsync([Make.User("go")]))).Kind);
    }

    [Theory]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a\ud800"}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":7}}""")]
    [InlineData("""{"type":"content_block_delta","index":0}""")]
    [InlineData("{")]
    public async Task An_event_that_is_not_the_wires_is_malformed(string data)
    {
        await using var server = await SmallServer.StartAsync((_, _) => (
            200, "text/event-stream", SmallServer.Events(Start) + $"event: content_block_delta\ndata: {data}\n\n" + SmallServer.Events("""{"type":"message_stop"}""")));

        Assert.Equal(ProviderFailure.Malformed, (await Assert.ThrowsAsync<ProviderException>(() => server.AnthropicClient().GetResponseAsync([Make.User("go")]))).Kind);
    }

    [Fact]
    public async Task An_event_beyond_the_limit_is_malformed()
    {
        await using var server = await SmallServer.StartAsync(
            (_, _) => (200, "text/event-stream", SmallServer.Events(Start, AnthropicChatClientTests.Said(new string('x', 50_000)))),
            new() { LongestFrame = 8_192 });

        Assert.Equal(ProviderFailure.Malformed, (await Assert.ThrowsAsync<ProviderException>(() => server.AnthropicClient().GetResponseAsync([Make.User("go")]))).Kind);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task Neither_the_key_nor_the_servers_words_are_in_an_exception(int status)
    {
        const string key = "sk-ant-very-secret-0123456789";
        await using var server = await SmallServer.StartAsync((_, _) => (status, "application/json",
            $$$"""{"type":"error","error":{"message":"invalid x-api-key {{{key}}}","type":"{{{key}}}"}}"""));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => server.AnthropicClient(key: key).GetResponseAsync([Make.User("my private words")]));

        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("private", failure.ToString(), StringComparison.Ordinal);
    }
}
