using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Parley.Server.Tests.Clients;

/// <summary>Anthropic's SDK for .NET, as published, against a running server.</summary>
[Collection(ClientsCollection.Name)]
public sealed class AnthropicDotNetTests(ClientsFixture clients)
{
    private const string Said = "Grüße aus Zürich 🙂.";

    [Fact]
    public async Task It_reads_a_whole_answer()
    {
        var message = await Client().Messages.Create(Ask($"Hi [[script: text=\"{Said}\"]]"));

        Assert.True(message.Content[0].TryPickText(out var text));
        Assert.Equal((Said, "end_turn"), (text.Text, message.StopReason?.Raw()));
        Assert.True(message.Usage is { InputTokens: > 0, OutputTokens: > 0 });
    }

    [Fact]
    public async Task It_reads_a_stream_to_the_letter()
    {
        var (text, ended) = (new StringBuilder(), false);
        await foreach (var told in Client().Messages.CreateStreaming(Ask($"Hi [[script: text=\"{Said}\" rate=100]]")))
        {
            ended |= told.TryPickStop(out _);
            text.Append(told.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var piece) ? piece.Text : "");
        }

        Assert.Equal((Said, true), (text.ToString(), ended));
    }

    [Fact]
    public async Task Its_chat_client_calls_tools_and_counts_their_tokens()
    {
        var tool = AIFunctionFactory.CreateDeclaration(
            "get_weather", "The weather of a city.", JsonElement.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}"""));
        var answer = await Client().AsIChatClient(clients.Model, 500).GetResponseAsync(
            """Weather? [[script: tool=get_weather arguments="{\"city\":\"Paris\"}"]]""", new ChatOptions { Tools = [tool] });

        var call = answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Single();
        Assert.Equal(("get_weather", "Paris"), (call.Name, $"{call.Arguments!["city"]}"));
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
    }

    [Fact]
    public async Task Tokens_are_counted()
    {
        var counted = await Client().Messages.CountTokens(new() { Model = clients.Model, Messages = [new UserMessageParam { Content = "How many words are these?" }] });

        Assert.InRange(counted.InputTokens, 5, 50);
    }

    [Fact]
    public async Task What_is_refused_becomes_an_error_with_its_status()
    {
        var refused = await Assert.ThrowsAsync<AnthropicBadRequestException>(() => Client().Messages.Create(Ask("Hi") with { MaxTokens = 2_000, Thinking = new ThinkingConfigEnabled { BudgetTokens = 1_024 } }));
        var unknown = await Assert.ThrowsAsync<AnthropicNotFoundException>(() => Client().Messages.Create(Ask("Hi") with { Model = "no-such-model" }));

        Assert.Contains("thinking", refused.Message, StringComparison.Ordinal);
        Assert.Contains("no-such-model", unknown.Message, StringComparison.Ordinal);
    }

    private MessageCreateParams Ask(string text) => new() { Model = clients.Model, MaxTokens = 500, Messages = [new UserMessageParam { Content = text }] };

    private AnthropicClient Client() => new() { BaseUrl = clients.Server.Url.ToString().TrimEnd('/'), ApiKey = clients.Server.ApiKey, MaxRetries = 0 };
}
