using System.Text.Json;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm packages <c>ai</c> and <c>langchain</c>, as published, on top of both wire formats of a running server.</summary>
[Collection(ClientsCollection.Name)]
public sealed class FrameworkNodeTests(ClientsFixture clients)
{
    private const string Said = "Grüße aus Zürich 🙂.";

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task The_ai_sdk_generates_and_streams(string wire)
    {
        foreach (var operation in (string[])["generate", "stream"])
        {
            var seen = await SeenAsync("ai.mjs", $"{wire}.{operation}");
            Assert.Equal((Said, "stop"), (seen.GetProperty("text").GetString(), seen.GetProperty("finishReason").GetString()));
            Assert.True(seen.GetProperty("usage").GetProperty("outputTokens").GetInt64() > 0 && seen.GetProperty("usage").GetProperty("inputTokens").GetInt64() > 0);
        }
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task The_ai_sdk_runs_tools_and_reads_objects(string wire)
    {
        var tools = await SeenAsync("ai.mjs", $"{wire}.tools");
        var read = await SeenAsync("ai.mjs", $"{wire}.object");

        Assert.Equal(("get_weather", "Rain in Paris.", 2), (
            tools.GetProperty("called").GetProperty("toolName").GetString(), tools.GetProperty("result").GetString(), tools.GetProperty("steps").GetInt32()));
        Assert.NotEmpty(tools.GetProperty("text").GetString()!);
        Assert.Equal("Paris", read.GetProperty("city").GetString());
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Langchain_invokes_streams_and_runs_tools(string wire)
    {
        var invoked = await SeenAsync("langchain.mjs", $"{wire}.invoke");
        var streamed = await SeenAsync("langchain.mjs", $"{wire}.stream");
        var tools = await SeenAsync("langchain.mjs", $"{wire}.tools");

        Assert.Equal((Said, Said), (invoked.GetProperty("text").GetString(), streamed.GetProperty("text").GetString()));
        Assert.True(invoked.GetProperty("usage_metadata").GetProperty("output_tokens").GetInt64() > 0);
        Assert.True(streamed.GetProperty("pieces").GetInt32() > 2);
        Assert.Equal(("get_weather", "Paris"), (
            tools.GetProperty("call").GetProperty("name").GetString(), tools.GetProperty("call").GetProperty("args").GetProperty("city").GetString()));
        Assert.NotEmpty(tools.GetProperty("text").GetString()!);
    }

    [Theory]
    [InlineData("ai.mjs")]
    [InlineData("langchain.mjs")]
    public async Task Both_embed(string script)
    {
        var embedded = await SeenAsync(script, "openai.embed");

        Assert.Equal((2, 256), (embedded.GetProperty("count").GetInt32(), embedded.GetProperty("dimensions").GetInt32()));
    }

    private async Task<JsonElement> SeenAsync(string script, string operation)
    {
        var seen = (await clients.SeenAsync(script)).GetProperty(operation);
        return seen.TryGetProperty("error", out _) ? throw new InvalidOperationException($"{operation}: {seen}") : seen;
    }
}
