using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Anthropic;
using Parley.ScriptedProvider;

namespace Parley.Models.Tests;

/// <summary>What is asked beyond the knobs as it goes out on both wires, and what comes back for it.</summary>
public sealed class AskedWireTests
{
    private static readonly JsonElement Schema = JsonElement.Parse("""{"type":"object"}""");

    [Fact]
    public async Task Openais_wire_has_a_place_for_each_field()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var asks = new ModelAsks { Effort = "high", Verbosity = "low", LogitBias = new() { ["7"] = -100, ["9"] = 1.5 }, Logprobs = 2, StrictSchema = true };
        var options = new ChatOptions { TopK = 4, ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema, "form", "What it is for.") }.With(asks);
        var image = new DataContent(new byte[] { 1 }, "image/png").WithDetail("high");

        await (await provider.ConnectAsync()).GetResponseAsync([new(ChatRole.User, [new TextContent("x"), image]) { AuthorName = "Ann" }], options);

        var body = Assert.Single(provider.Log.All, one => one.Path.EndsWith("completions", StringComparison.Ordinal)).Body!.Value;
        Assert.Equal(("high", "low", true, 2, 4), (
            body.GetProperty("reasoning_effort").GetString(), body.GetProperty("verbosity").GetString(), body.GetProperty("logprobs").GetBoolean(),
            body.GetProperty("top_logprobs").GetInt32(), body.GetProperty("top_k").GetInt32()));
        Assert.Equal("""{"7":-100,"9":1.5}""", body.GetProperty("logit_bias").GetRawText());
        var form = body.GetProperty("response_format").GetProperty("json_schema");
        Assert.Equal(("form", "What it is for.", true), (form.GetProperty("name").GetString(), form.GetProperty("description").GetString(), form.GetProperty("strict").GetBoolean()));
        var message = body.GetProperty("messages")[0];
        Assert.Equal(("Ann", "high"), (message.GetProperty("name").GetString(), message.GetProperty("content")[1].GetProperty("image_url").GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task What_nobody_asks_for_is_not_in_the_body()
    {
        await using var provider = await ProviderFixture.StartAsync();

        await (await provider.ConnectAsync()).GetResponseAsync([Make.User("x")], new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema) });

        var body = provider.Log.All[^1].Body!.Value.GetRawText();
        Assert.All((string[])["reasoning_effort", "verbosity", "logit_bias", "logprobs", "top_k", "strict", "thinking"], name => Assert.DoesNotContain($"\"{name}\"", body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task How_likely_each_token_was_comes_beside_the_text(bool whole)
    {
        await using var provider = await ProviderFixture.StartAsync(new() { Text = "One two 🙂." });
        await using var server = await SmallServer.StartAsync((_, _) => (200, "application/json", """
            {"choices":[{"message":{"content":"One"},"finish_reason":"stop","logprobs":{"content":[{"token":"One","logprob":-0.5,"bytes":[79,110,101],
             "top_logprobs":[{"token":"One","logprob":-0.5,"bytes":null},{"token":"Two","logprob":-9999}]},{"token":"broken"},7],"refusal":null}}]}
            """));

        var answer = await (whole ? server.Client() : await provider.ConnectAsync()).GetResponseAsync([Make.User("x")], new ChatOptions().With(new ModelAsks { Logprobs = 2 }));

        var tokens = answer.Messages[0].Contents.OfType<LogprobsContent>().SelectMany(content => content.Tokens).ToList();
        Assert.Equal(answer.Text, string.Concat(tokens.Select(token => token.Token)));
        Assert.All(tokens, token => Assert.Equal((2, true), (token.TopLogprobs.Count, token.Logprob < 0)));
        Assert.Equal(tokens[0].Token, System.Text.Encoding.UTF8.GetString([.. tokens[0].Bytes!.Select(one => (byte)one)]));
    }

    [Theory]
    [InlineData("reasoning_effort", """{"error":{"message":"Unsupported parameter: 'reasoning_effort' is not supported with this model.","param":"reasoning_effort","code":"unsupported_parameter"}}""", ModelFields.Effort, true)]
    [InlineData("reasoning_effort", """{"error":{"message":"Unsupported value: 'reasoning_effort' does not support 'minimal' with this model. Supported values are: 'low'.","param":"reasoning_effort","code":"unsupported_value"}}""", ModelFields.Effort, false)]
    [InlineData("logprobs", """{"error":{"message":"You are not allowed to request logprobs from this model.","param":"top_logprobs"}}""", ModelFields.Logprobs, true)]
    [InlineData("verbosity", """{"detail":"Unknown field: 'verbosity'"}""", ModelFields.Verbosity, true)]
    [InlineData("logit_bias", """{"error":{"message":"Invalid key in 'logit_bias': 99999999 is out of range.","param":"logit_bias"}}""", ModelFields.LogitBias, false)]
    public async Task A_field_that_the_server_refuses_is_named_and_never_left_out(string name, string error, ModelFields field, bool isForGood)
    {
        var refused = new RefusedParameters();
        await using var server = await SmallServer.StartAsync((_, body) => body.Contains($"\"{name}\"", StringComparison.Ordinal)
            ? (400, "application/json", error)
            : (200, "text/event-stream", SmallServer.Sse(SmallServer.Said("ok"), SmallServer.Ended(), "[DONE]")));
        ModelAsks all = new() { Effort = "minimal", Verbosity = "low", Logprobs = 1, LogitBias = new() { ["99999999"] = 1 } };

        // Beside others it may be what they have together that the server does not take.
        await RefusedAsync(all);
        Assert.Equal(ModelFields.None, refused.FieldsAt(DateTimeOffset.UtcNow));
        await RefusedAsync(new()
        {
            Effort = field == ModelFields.Effort ? all.Effort : null,
            Verbosity = field == ModelFields.Verbosity ? all.Verbosity : null,
            Logprobs = field == ModelFields.Logprobs ? all.Logprobs : null,
            LogitBias = field == ModelFields.LogitBias ? all.LogitBias : null,
        });
        Assert.Equal(isForGood ? field : ModelFields.None, refused.FieldsAt(DateTimeOffset.UtcNow));
        Assert.Equal(2, server.Bodies.Count);

        async Task RefusedAsync(ModelAsks asks)
        {
            var failure = await Assert.ThrowsAsync<ProviderException>(
                () => server.Client(refused: refused).GetResponseAsync([Make.User("go")], new ChatOptions().With(asks)));
            Assert.Equal((ProviderFailure.FieldNotTaken, field), (failure.Kind, failure.Fields));
        }
    }

    [Fact]
    public async Task Which_text_ended_the_answer_is_told_where_the_server_says_so()
    {
        await using var vllm = await SmallServer.StartAsync((_, _) => (200, "text/event-stream", SmallServer.Sse(
            SmallServer.Said("ok"), """{"choices":[{"index":0,"delta":{},"finish_reason":"stop","stop_reason":"END"}]}""", "[DONE]")));
        await using var token = await SmallServer.StartAsync((_, _) => (200, "text/event-stream", SmallServer.Sse(
            SmallServer.Said("ok"), """{"choices":[{"index":0,"delta":{},"finish_reason":"stop","stop_reason":128009}]}""", "[DONE]")));
        await using var anthropic = await ProviderFixture.StartAsync(new() { Text = "One END two" }, anthropic: true);
        var options = new ChatOptions { StopSequences = ["END"] };

        Assert.Equal("END", Stopped(await vllm.Client().GetResponseAsync([Make.User("x")], options)));
        Assert.Null(Stopped(await token.Client().GetResponseAsync([Make.User("x")], options)));
        Assert.Equal("END", Stopped(await (await anthropic.ConnectAsync()).GetResponseAsync([Make.User("x")], options)));
    }

    [Fact]
    public async Task Anthropics_wire_has_a_place_for_thinking_effort_and_top_k()
    {
        await using var provider = await ProviderFixture.StartAsync(anthropic: true);
        var client = await provider.ConnectAsync();
        ModelAsks asks = new() { Effort = "high", Thinking = new("enabled", 2_000, "summarized") };

        await client.GetResponseAsync([Make.User("x")], new ChatOptions { MaxOutputTokens = 3_000 }.With(asks));
        await client.GetResponseAsync([Make.User("x")], new ChatOptions { TopK = 7 });

        var bodies = provider.Log.All.Where(one => one.Path == "/v1/messages").Select(one => one.Body!.Value).ToList();
        Assert.Equal("""{"type":"enabled","budget_tokens":2000,"display":"summarized"}""", bodies[0].GetProperty("thinking").GetRawText());
        Assert.Equal("""{"effort":"high"}""", bodies[0].GetProperty("output_config").GetRawText());
        Assert.Equal(7, bodies[1].GetProperty("top_k").GetInt32());
        Assert.False(bodies[1].TryGetProperty("thinking", out _));
    }

    [Theory]
    [InlineData(16_000, 32_000, 6_144)]
    [InlineData(2_000, 1_500, 1_125)]
    [InlineData(1_024, 1_100, 1_024)]
    public async Task Thinking_leaves_room_for_the_answer_where_that_may_not_be_as_long_as_asked(int asked, int mostTokens, int thinks)
    {
        await using var provider = await ProviderFixture.StartAsync(anthropic: true);

        await (await provider.ConnectAsync()).GetResponseAsync([Make.User("x")], new ChatOptions { MaxOutputTokens = mostTokens }.With(new ModelAsks { Thinking = new("enabled", asked) }));

        var body = provider.Log.All.Single(one => one.Path == "/v1/messages").Body!.Value;
        Assert.Equal((thinks, Math.Min(mostTokens, 8_192)), (body.GetProperty("thinking").GetProperty("budget_tokens").GetInt32(), body.GetProperty("max_tokens").GetInt32()));
    }

    [Fact]
    public async Task An_answer_that_holds_no_thinking_is_refused_in_our_own_words_and_nobody_is_asked()
    {
        await using var server = await SmallServer.StartAsync((_, _) => (400, "application/json", "{}"));
        var options = new ChatOptions { MaxOutputTokens = 1_000 }.With(new ModelAsks { Thinking = new("enabled", 2_000) });

        var failure = await Assert.ThrowsAsync<ProviderException>(() => server.AnthropicClient().GetResponseAsync([Make.User("x")], options));

        Assert.Equal((ProviderFailure.BadRequest, false, 0), (failure.Kind, failure.MayHaveCost, server.Bodies.Count));
        Assert.Contains("thinking: the answer may have 1000 tokens", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")]
    [InlineData("`temperature` may only be set to 1 when thinking is enabled.")]
    [InlineData("This model does not support prefilled answers when thinking is enabled")]
    public async Task A_wrong_value_is_not_told_as_a_field_that_is_not_taken(string message)
    {
        await using var server = await SmallServer.StartAsync((_, _) => (400, "application/json", $$$"""{"type":"error","error":{"type":"invalid_request_error","message":"{{{message}}}"}}"""));

        var failure = await Assert.ThrowsAsync<ProviderException>(
            () => server.AnthropicClient().GetResponseAsync([Make.User("x")], new ChatOptions().With(new ModelAsks { Thinking = new("adaptive") })));

        Assert.Equal(ProviderFailure.BadRequest, failure.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Thinking_comes_with_its_signature_and_is_known_again(bool hidden)
    {
        await using var provider = await ProviderFixture.StartAsync(new() { Thinking = "First this, then that.", HidesThinking = hidden, Text = "Yes." }, anthropic: true);
        var client = await provider.ConnectAsync();
        var options = new ChatOptions().With(new ModelAsks { Thinking = new("adaptive") });

        var contents = (await client.GetResponseAsync([Make.User("x")], options)).Messages[0].Contents;
        var ended = Assert.Single(contents.OfType<ThoughtEndContent>());
        var text = string.Concat(contents.OfType<TextReasoningContent>().Select(thought => thought.Text));
        Assert.Equal(hidden ? ("", false, true) : ("First this, then that.", true, false), (text, ended.Signature is { Length: > 10 }, ended.Redacted is not null));

        var again = hidden ? ThoughtBlock.Hidden(ended.Redacted!) : ThoughtBlock.Signed(text, ended.Signature!);
        ChatMessage[] history = [Make.User("x"), new(ChatRole.Assistant, [again, new TextReasoningContent("unsigned"), new TextContent("Yes.")]), Make.User("y")];
        await client.GetResponseAsync(history, options);
        await client.GetResponseAsync(history);

        var bodies = provider.Log.All.Where(one => one.Path == "/v1/messages").Skip(1).Select(one => one.Body!.Value.GetProperty("messages")[1].GetProperty("content")).ToList();
        Assert.Equal([hidden ? "redacted_thinking" : "thinking", "text"], Types(bodies[^2]));
        Assert.Equal(["text"], Types(bodies[^1]));
    }

    [Theory]
    [InlineData("thinking", "adaptive thinking is not supported on this model", ModelFields.Thinking, false)]
    [InlineData("thinking", "This model does not support extended thinking.", ModelFields.Thinking, false)]
    [InlineData("thinking", "'thinking.type.enabled' is not supported for this model.", ModelFields.Thinking, false)]
    [InlineData("top_k", "top_k: Extra inputs are not permitted", ModelFields.TopK, true)]
    [InlineData("effort", "output_config.effort: this model does not take it", ModelFields.Effort, false)]
    public async Task What_anthropics_server_refuses_is_named_too(string name, string message, ModelFields field, bool isForGood)
    {
        var refused = new RefusedParameters();
        await using var server = await SmallServer.StartAsync((_, _) => (400, "application/json", $$$"""{"type":"error","error":{"type":"invalid_request_error","message":"{{{message}}}"}}"""));
        var asks = name == "thinking" ? new ModelAsks { Thinking = new("adaptive") } : name == "effort" ? new() { Effort = "low" } : new() { TopK = 1 };

        var failure = await Assert.ThrowsAsync<ProviderException>(() => server.AnthropicClient(refused: refused).GetResponseAsync([Make.User("go")], new ChatOptions { TopK = asks.TopK }.With(asks)));

        Assert.Equal((ProviderFailure.FieldNotTaken, field, 1), (failure.Kind, failure.Fields, server.Bodies.Count));
        Assert.Equal(isForGood ? field : ModelFields.None, refused.FieldsAt(DateTimeOffset.UtcNow));
    }

    [Fact]
    public async Task Each_server_says_what_can_be_asked_of_it()
    {
        await using var provider = await ProviderFixture.StartAsync();
        await using var anthropic = await ProviderFixture.StartAsync(anthropic: true);
        var facts = ModelFacts.Of("m", new Dictionary<string, JsonElement> { ["capabilities"] = JsonElement.Parse("""{"thinking":{"supported":false},"effort":{"supported":false},"structured_outputs":{"supported":true}}""") });

        var (openai, other) = ((await provider.Provider.ConnectAsync(new(provider.BaseUrl), default))!, (await anthropic.Provider.ConnectAsync(new(anthropic.BaseUrl), default))!);
        var vllm = provider.Provider.Open(new(provider.BaseUrl), new("m", Server: "vllm"));

        Assert.Equal((false, false, true), (openai.Fields.HasFlag(ModelFields.TopK), openai.Fields.HasFlag(ModelFields.Thinking), openai.Fields.HasFlag(ModelFields.Logprobs)));
        Assert.True(vllm.Fields.HasFlag(ModelFields.TopK));
        Assert.Equal(ModelFields.TopK | ModelFields.Thinking | ModelFields.Effort, other.Fields);
        Assert.Equal(("schemas no-thinking no-effort", facts), (facts.Remembered, new ModelFacts("m").Remembering(facts.Remembered)));
        Assert.Equal(new ModelFacts("m"), new ModelFacts("m").Remembering(new ModelFacts("m").Remembered));
    }

    private static string? Stopped(ChatResponse answer) => answer.Messages[0].Contents.OfType<StoppedContent>().SingleOrDefault()?.Sequence;

    private static IEnumerable<string?> Types(JsonElement blocks) => blocks.EnumerateArray().Select(block => block.GetProperty("type").GetString());
}
