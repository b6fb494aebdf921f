using System.Net;
using Microsoft.Extensions.AI;
using Parley.OpenAI;
using Parley.ScriptedProvider;

namespace Parley.Models.Tests;

public sealed class OpenAIFaultTests
{
    [Theory]
    [InlineData(400, """{"error":{"message":"x","code":"context_length_exceeded"}}""", ProviderFailure.ContextTooLong)]
    [InlineData(400, """{"message":"This model's maximum context length is 4096 tokens."}""", ProviderFailure.ContextTooLong)]
    [InlineData(400, """{"error":{"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}""", ProviderFailure.ContextTooLong)]
    [InlineData(429, """{"error":{"message":"x","code":"insufficient_quota"}}""", ProviderFailure.OutOfQuota)]
    [InlineData(302, "", ProviderFailure.Malformed)]
    [InlineData(413, "not json", ProviderFailure.ContextTooLong)]
    public async Task A_refusal_is_read_for_its_reason(int status, string body, ProviderFailure kind)
    {
        await using var server = await SmallServer.StartAsync((_, _) => (status, "application/json", body));

        Assert.Equal(kind, (await Assert.ThrowsAsync<ProviderException>(() => server.Client().GetResponseAsync([Make.User("go")]))).Kind);
    }

    [Theory]
    [InlineData("""{"choices":[{"delta":{"content":"a\ud800"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":"a"}}]} {"more":1}""")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    public async Task A_frame_that_is_not_the_wires_is_malformed(string frame)
    {
        await using var server = await SmallServer.StartAsync((_, _) => (200, "text/event-stream", SmallServer.Sse(frame, SmallServer.Ended(), "[DONE]")));

        Assert.Equal(ProviderFailure.Malformed, (await Assert.ThrowsAsync<ProviderException>(() => server.Client().GetResponseAsync([Make.User("go")]))).Kind);
    }

    [Fact]
    public async Task A_frame_beyond_the_limit_is_malformed()
    {
        await using var server = await SmallServer.StartAsync(
            (_, _) => (200, "text/event-stream", SmallServer.Sse(SmallServer.Said(new string('x', 50_000)), SmallServer.Ended(), "[DONE]")),
            new() { LongestFrame = 8_192 });

        Assert.Equal(ProviderFailure.Malformed, (await Assert.ThrowsAsync<ProviderException>(() => server.Client().GetResponseAsync([Make.User("go")]))).Kind);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task Neither_the_key_nor_the_servers_words_are_in_an_exception(int status)
    {
        const string key = "sk-very-secret-0123456789";
        await using var server = await SmallServer.StartAsync((_, _) => (status, "application/json",
            $$$"""{"error":{"message":"Incorrect API key provided: {{{key}}}","code":"{{{key}}} was wrong","type":"{{{key}}}"}}"""));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => server.Client(key: key).GetResponseAsync([Make.User("my private words")]));

        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("private", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal("http://x/v1", new ProviderEndpoint(new("http://name:secret@x/v1?key=secret"), key).ToString());
    }
}
