using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;

namespace Parley.Server.Tests.Clients;

/// <summary>What the SDKs of OpenAI and Anthropic for .NET, as published, can ask of a model beyond the knobs.</summary>
[Collection(ClientsCollection.Name)]
public sealed class FieldsDotNetTests(ClientsFixture clients)
{
    private const string Said = "One two 🙂.";

    [Fact]
    public async Task OpenAIs_reads_log_probabilities_and_names_its_speakers_and_schema()
    {
        var options = new ChatCompletionOptions
        {
            IncludeLogProbabilities = true,
            TopLogProbabilityCount = 2,
            LogitBiases = { [7] = -5 },
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("place", BinaryData.FromString("""{"type":"object"}"""), "Where it is.", jsonSchemaIsStrict: true),
        };

        const string Place = """{"city": "Bern 🙂"}""";
        var script = JsonSerializer.Serialize(new { text = Place });
        var answer = (await OpenAIClient().CompleteChatAsync([new UserChatMessage($"All of it in .NET [[script: {script}]]") { ParticipantName = "Ann" }], options)).Value;

        Assert.Equal((Place, Place), (answer.Content[0].Text, string.Concat(answer.ContentTokenLogProbabilities.Select(token => token.Token))));
        Assert.All(answer.ContentTokenLogProbabilities, token => Assert.Equal((2, true), (token.TopLogProbabilities.Count, token.LogProbability < 0)));
        var sent = clients.SentWith("All of it in .NET");
        var form = sent.GetProperty("response_format").GetProperty("json_schema");
        Assert.Equal(("place", "Where it is.", true), (form.GetProperty("name").GetString(), form.GetProperty("description").GetString(), form.GetProperty("strict").GetBoolean()));
        Assert.Equal(("Ann", """{"7":-5}"""), (sent.GetProperty("messages")[0].GetProperty("name").GetString(), sent.GetProperty("logit_bias").GetRawText()));
    }

    [Fact]
    public async Task OpenAIs_reads_them_in_a_stream()
    {
        var (text, tokens) = (new StringBuilder(), new StringBuilder());
        await foreach (var update in OpenAIClient().CompleteChatStreamingAsync(
            [new UserChatMessage($"Hi [[script: text=\"{Said}\" rate=100]]")], new ChatCompletionOptions { IncludeLogProbabilities = true }))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            tokens.Append(string.Concat(update.ContentTokenLogProbabilities.Select(token => token.Token)));
        }

        Assert.Equal((Said, Said), (text.ToString(), tokens.ToString()));
    }

    [Fact]
    public async Task OpenAIs_hears_that_the_model_does_not_take_a_field()
    {
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => OpenAIClient(ClientsFixture.Thinker).CompleteChatAsync(
            [new UserChatMessage("Hi")], new ChatCompletionOptions { IncludeLogProbabilities = true }));

        Assert.Equal(400, refused.Status);
        Assert.Contains("logprobs", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anthropics_reads_thinking_whole_and_in_a_stream()
    {
        var asked = Ask("Think [[script: thinking=\"Hm, so.\" text=\"Yes.\"]]") with { Thinking = new ThinkingConfigEnabled { BudgetTokens = 1_024 } };
        var message = await AnthropicClient().Messages.Create(asked);
        var (thought, signature, text) = (new StringBuilder(), "", new StringBuilder());
        await foreach (var told in AnthropicClient().Messages.CreateStreaming(asked))
        {
            if (told.TryPickContentBlockDelta(out var delta))
            {
                thought.Append(delta.Delta.TryPickThinking(out var piece) ? piece.Thinking : "");
                signature += delta.Delta.TryPickSignature(out var signed) ? signed.Signature : "";
                text.Append(delta.Delta.TryPickText(out var said) ? said.Text : "");
            }
        }

        Assert.True(message.Content[0].TryPickThinking(out var block));
        Assert.True(message.Content[1].TryPickText(out var answer));
        Assert.Equal(("Hm, so.", "Yes."), (block.Thinking, answer.Text));
        Assert.Equal(("Hm, so.", block.Signature, "Yes."), (thought.ToString(), signature, text.ToString()));
    }

    [Fact]
    public async Task Anthropics_hears_what_ended_the_answer_and_that_a_model_does_not_think()
    {
        var message = await AnthropicClient().Messages.Create(Ask("Stop [[script: text=\"One END two\"]]") with { StopSequences = ["END"] });
        var refused = await Assert.ThrowsAsync<AnthropicBadRequestException>(
            () => AnthropicClient().Messages.Create(Ask("Hi") with { Model = clients.Model, Thinking = new ThinkingConfigEnabled { BudgetTokens = 1_024 } }));

        Assert.Equal(("stop_sequence", "END"), (message.StopReason?.Raw(), message.StopSequence));
        Assert.Contains("thinking", refused.Message, StringComparison.Ordinal);
    }

    private static MessageCreateParams Ask(string text) => new() { Model = ClientsFixture.Thinker, MaxTokens = 2_000, Messages = [new UserMessageParam { Content = text }] };

    private AnthropicClient AnthropicClient() => new() { BaseUrl = clients.Server.Url.ToString().TrimEnd('/'), ApiKey = clients.Server.ApiKey, MaxRetries = 0 };

    private ChatClient OpenAIClient(string? model = null) => new(
        model ?? clients.Model, new ApiKeyCredential(clients.Server.ApiKey), new OpenAIClientOptions { Endpoint = new(clients.Server.Url, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
