using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.OpenAI;
using Parley.ScriptedProvider;

namespace Parley.Models.Tests;

/// <summary>What every provider's adapter does alike, against the scripted provider that speaks its wire.</summary>
public abstract class ProviderSuite(bool anthropic)
{
    [Fact]
    public async Task An_answer_streams_with_usage_and_finish_reason()
    {
        await using var provider = await StartAsync(new() { Text = "Hello, wörld 😀!" });
        var client = await provider.ConnectAsync();

        var updates = await client.GetStreamingResponseAsync([Make.User("hi")]).ToListAsync();

        Assert.Equal("Hello, wörld 😀!", string.Concat(updates.Select(update => update.Text)));
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        var usage = Assert.Single(updates[^1].Contents.OfType<UsageContent>()).Details;
        Assert.True(usage.InputTokenCount > 0 && usage.OutputTokenCount > 0);
    }

    [Fact]
    public async Task A_whole_answer_is_the_same_text()
    {
        await using var provider = await StartAsync(new() { Tokens = 200 });
        var client = await provider.ConnectAsync();

        var streamed = await client.GetStreamingResponseAsync([Make.User("hi")]).ToChatResponseAsync();
        var whole = await client.GetResponseAsync([Make.User("hi")]);

        Assert.Equal(streamed.Text, whole.Text);
        Assert.True(whole.Usage!.OutputTokenCount > 100);
    }

    [Fact]
    public async Task Max_tokens_ends_with_length()
    {
        await using var provider = await StartAsync(new() { Tokens = 200 });

        var answer = await (await provider.ConnectAsync()).GetResponseAsync([Make.User("hi")], new() { MaxOutputTokens = 10 });

        Assert.Equal(ChatFinishReason.Length, answer.FinishReason);
    }

    [Fact]
    public async Task A_given_answer_is_continued_where_the_setting_says_so()
    {
        await using var provider = await StartAsync(new() { Text = "one two three four" }, new() { Continue = true });
        var client = await provider.ConnectAsync();

        var rest = await client.GetResponseAsync([Make.User("count"), Make.Assistant("one two")]);

        Assert.Equal(" three four", rest.Text);
        Assert.True(provider.Log.All[^1].ContinuesGivenText);
    }

    [Fact]
    public async Task Cancelling_closes_the_connection_long_before_the_answer_would_have_ended()
    {
        // Three minutes of them, more than is waited for below.
        await using var provider = await StartAsync(new() { Tokens = 10_000, Rate = 50 });
        var client = await provider.ConnectAsync();
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.GetStreamingResponseAsync([Make.User("hi")], cancellationToken: cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });

        await Waiting.UntilAsync(() => provider.Log.All[^1].DisconnectedAt is not null, "the provider sees that we left");
    }

    [Theory]
    [InlineData("429", ProviderFailure.RateLimited, true)]
    [InlineData("500", ProviderFailure.Unavailable, true)]
    [InlineData("503", ProviderFailure.Unavailable, true)]
    [InlineData("400", ProviderFailure.BadRequest, false)]
    [InlineData("401", ProviderFailure.Unauthorized, false)]
    [InlineData("404", ProviderFailure.NotFound, false)]
    [InlineData("cut", ProviderFailure.Cut, true)]
    [InlineData("malformed", ProviderFailure.Malformed, true)]
    [InlineData("missing-done", ProviderFailure.Cut, true)]
    [InlineData("error-frame", ProviderFailure.Unavailable, true)]
    [InlineData("content-type", ProviderFailure.Malformed, true)]
    [InlineData("stall", ProviderFailure.Timeout, true)]
    [InlineData("slow-headers", ProviderFailure.Timeout, true)]
    public async Task Every_fault_has_its_kind(string fault, ProviderFailure kind, bool transient)
    {
        var impatient = new OpenAIOptions { FirstTokenTimeout = TimeSpan.FromSeconds(1), BetweenTokensTimeout = TimeSpan.FromSeconds(1) };
        await using var provider = await StartAsync(new() { Tokens = 30, Fault = fault, FaultAt = 5 }, impatient);
        var client = await provider.ConnectAsync();

        var failure = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync([Make.User("hi")]));

        Assert.Equal((kind, transient), (failure.Kind, failure.IsTransient));
    }

    [Fact]
    public async Task Text_before_a_cut_arrives()
    {
        await using var provider = await StartAsync(new() { Tokens = 30, Fault = "cut", FaultAt = 10, Rate = 200 });
        var client = await provider.ConnectAsync();
        var text = "";

        await Assert.ThrowsAsync<ProviderException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync([Make.User("hi")]))
            {
                text += update.Text;
            }
        });

        Assert.NotEmpty(text);
    }

    [Fact]
    public async Task Retry_after_is_told()
    {
        await using var provider = await StartAsync(new() { Fault = "429", RetryAfter = 7 });

        var failure = await Assert.ThrowsAsync<ProviderException>(async () => await (await provider.ConnectAsync()).GetResponseAsync([Make.User("hi")]));

        Assert.Equal((TimeSpan.FromSeconds(7), HttpStatusCode.TooManyRequests), (failure.RetryAfter!.Value, failure.Status!.Value));
    }

    [Fact]
    public async Task Nobody_listening_is_unavailable()
    {
        await using var provider = await StartAsync();
        var client = await provider.ConnectAsync();
        await provider.StopAsync();

        var failure = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync([Make.User("hi")]));

        Assert.Equal((ProviderFailure.Unavailable, false), (failure.Kind, failure.MayHaveCost));
    }

    [Fact]
    public async Task Tools_go_out_calls_come_in_and_results_go_back()
    {
        await using var provider = await StartAsync(new() { Tool = "weather", Arguments = """{"city":"Köln","days":3}""" });
        var client = await provider.ConnectAsync();
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}""");
        var options = new ChatOptions { Tools = [AIFunctionFactory.CreateDeclaration("weather", "Tells the weather", schema.RootElement)], ToolMode = ChatToolMode.Auto };

        var asked = await client.GetResponseAsync([Make.User("weather?")], options);

        var call = Assert.Single(asked.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal(ChatFinishReason.ToolCalls, asked.FinishReason);
        Assert.Equal(("weather", "Köln", 3), (call.Name, call.Arguments!["city"]!.ToString(), ((JsonElement)call.Arguments["days"]!).GetInt32()));

        var answered = await client.GetResponseAsync(
            [Make.User("weather?"), new(ChatRole.Assistant, [call]), new(ChatRole.Tool, [new FunctionResultContent(call.CallId, "rain")])], options);

        Assert.NotEmpty(answered.Text);
        CheckToolsSent(provider.Log.All[^1].Body!.Value, call.CallId);
    }

    [Fact]
    public async Task A_key_is_sent_and_a_wrong_one_is_told_without_it()
    {
        await using var provider = await StartAsync(apiKey: "right");

        var found = await provider.Provider.ConnectAsync(new(provider.BaseUrl, "right"), CancellationToken.None);
        var failure = await Assert.ThrowsAsync<ProviderException>(
            () => provider.Provider.ConnectAsync(new(provider.BaseUrl, "very-secret"), CancellationToken.None));

        Assert.NotEmpty((await found!.Client.GetResponseAsync([Make.User("hi")])).Text);
        Assert.Equal(ProviderFailure.Unauthorized, failure.Kind);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_model_of_the_list_is_taken_where_none_is_named()
    {
        await using var provider = await StartAsync(models: ["first", "second"]);

        var found = await provider.Provider.ConnectAsync(new(provider.BaseUrl), CancellationToken.None);
        var named = await provider.Provider.ConnectAsync(new(provider.BaseUrl, Model: "second"), CancellationToken.None);

        Assert.Equal(("first", "second"), (found!.Model, named!.Model));
    }

    private protected abstract void CheckToolsSent(JsonElement body, string callId);

    private Task<ProviderFixture> StartAsync(Script? script = null, OpenAIOptions? options = null, string? apiKey = null, string[]? models = null) =>
        ProviderFixture.StartAsync(script, options, apiKey, models, anthropic);
}

public sealed class OpenAIProviderTests() : ProviderSuite(anthropic: false)
{
    private protected override void CheckToolsSent(JsonElement body, string callId)
    {
        var sent = body.GetProperty("messages");
        Assert.Equal(callId, sent[1].GetProperty("tool_calls")[0].GetProperty("id").GetString());
        Assert.Equal(("tool", "rain", callId), (
            sent[2].GetProperty("role").GetString(), sent[2].GetProperty("content").GetString(), sent[2].GetProperty("tool_call_id").GetString()));
        Assert.Equal("weather", body.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
    }
}

public sealed class AnthropicProviderTests() : ProviderSuite(anthropic: true)
{
    private protected override void CheckToolsSent(JsonElement body, string callId)
    {
        var sent = body.GetProperty("messages");
        Assert.Equal((callId, "weather"), (sent[1].GetProperty("content")[0].GetProperty("id").GetString(), sent[1].GetProperty("content")[0].GetProperty("name").GetString()));
        Assert.Equal(("user", "tool_result", "rain", callId), (
            sent[2].GetProperty("role").GetString(), sent[2].GetProperty("content")[0].GetProperty("type").GetString(),
            sent[2].GetProperty("content")[0].GetProperty("content").GetString(), sent[2].GetProperty("content")[0].GetProperty("tool_use_id").GetString()));
        Assert.Equal("weather", body.GetProperty("tools")[0].GetProperty("name").GetString());
    }
}
