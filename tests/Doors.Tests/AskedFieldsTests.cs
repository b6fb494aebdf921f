using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors.Tests;

/// <summary>What may be asked of some models and not of all is read by the doors, each in its API's own words.</summary>
public sealed class AskedFieldsTests
{
    [Fact]
    public void What_openais_format_asks_beyond_the_knobs_is_read()
    {
        var asks = Chat("""
            "reasoning_effort": "high", "verbosity": "low", "logit_bias": {"50256": -100, "7": 1.5}, "logprobs": true, "top_logprobs": 3,
            "response_format": {"type": "json_schema", "json_schema": {"name": "n", "description": "d", "strict": true, "schema": {}}},
            "messages": [{"role": "user", "content": "x"}]
            """).Options;

        Assert.Equal(("high", "low", 3, true), (asks.Asks!.Effort, asks.Asks.Verbosity, asks.Asks.Logprobs, asks.Asks.StrictSchema));
        Assert.Equal([("50256", -100), ("7", 1.5)], asks.Asks.LogitBias!.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(("n", "d"), (asks.SchemaName, asks.SchemaDescription));
    }

    [Fact]
    public void Names_and_how_closely_an_image_is_looked_at_stay_with_their_messages()
    {
        var send = Chat("""
            "messages": [{"role": "user", "name": "Ann", "content": "x"}, {"role": "assistant", "name": "Bob", "content": "y"},
             {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "high"}}, {"type": "text", "text": "z"}]}]
            """);

        Assert.Equal(["Ann", "Bob", null], send.Messages.Select(message => message.Details?.Name));
        Assert.Equal("high", Assert.Single(send.Messages[2].Files).Detail);
        Assert.True(send.Options.Asks is { Names: true, ImageDetail: true });
    }

    [Fact]
    public void Whoever_asks_for_nothing_more_asks_nothing() => Assert.Null(Chat("""
        "logit_bias": {}, "logprobs": false, "top_logprobs": 0, "reasoning_effort": null, "verbosity": null,
        "messages": [{"role": "user", "name": null, "content": [{"type": "text", "text": "x"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "auto"}}]}]
        """).Options.Asks);

    [Theory]
    [InlineData("""{"type": "enabled", "budget_tokens": 1024}""", "enabled", 1024, null)]
    [InlineData("""{"type": "enabled", "budget_tokens": 1999, "display": "omitted"}""", "enabled", 1999, "omitted")]
    [InlineData("""{"type": "adaptive", "display": "summarized"}""", "adaptive", null, "summarized")]
    public void Thinking_is_read_in_anthropics_format(string json, string type, int? budget, string? display)
    {
        var asks = Message($$"""
            "temperature": 1, "thinking": {{json}}, "output_config": {"effort": "max"}, "messages": [{"role": "user", "content": "x"}]
            """).Options.Asks!;

        Assert.Equal((type, budget, display), (asks.Thinking!.Type, asks.Thinking.BudgetTokens, asks.Thinking.Display));
        Assert.Equal(("max", "output_config.effort"), (asks.Effort, asks.EffortField));
    }

    [Fact]
    public void Thinking_that_is_disabled_is_not_asked_for_and_top_k_is()
    {
        var asks = Message(""" "top_k": 5, "thinking": {"type": "disabled"}, "messages": [{"role": "user", "content": "x"}]""").Options.Asks!;

        Assert.Equal((5, null), (asks.TopK, asks.Thinking));
    }

    [Fact]
    public void What_was_thought_is_given_back_with_its_message()
    {
        var send = Message("""
            "messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": [{"type": "thinking", "thinking": "Hm.", "signature": "s1"},
              {"type": "redacted_thinking", "data": "d1"}, {"type": "thinking", "thinking": "Broken", "signature": ""}, {"type": "text", "text": "y"}]},
             {"role": "user", "content": "z"}]
            """);

        Assert.Equal("y", send.Messages[1].Content);
        Assert.Equal([("Hm.", "s1", null), ("", null, "d1"), ("Broken", null, null)], send.Messages[1].Details!.Thinking!.Select(one => (one.Text, one.Signature, one.Redacted)));
    }

    [Theory]
    [InlineData(""" "reasoning_effort": "most" """, "reasoning_effort")]
    [InlineData(""" "verbosity": "chatty" """, "verbosity")]
    [InlineData(""" "logit_bias": {"word": 1} """, "logit_bias")]
    [InlineData(""" "logit_bias": {"1": 101} """, "logit_bias")]
    [InlineData(""" "logprobs": true, "top_logprobs": 21 """, "top_logprobs")]
    [InlineData(""" "response_format": {"type": "json_schema", "json_schema": {"name": "a b", "schema": {}}} """, "response_format.json_schema.name")]
    public void A_value_that_openais_api_does_not_know_is_refused_by_its_field(string member, string field) =>
        Assert.Equal(field, RefusedBy(() => Chat($$"""{{member}}, "messages": [{"role": "user", "content": "x"}]""")));

    [Theory]
    [InlineData("""{"role": "user", "name": "A B", "content": "x"}""", "messages[0].name")]
    [InlineData("""{"role": "user", "name": "", "content": "x"}""", "messages[0].name")]
    [InlineData("""{"role": "system", "name": "Ann", "content": "x"}""", "messages[0].name")]
    [InlineData("""{"role": "user", "tool_calls": [], "content": "x"}""", "messages[0].tool_calls")]
    [InlineData("""{"role": "user", "tool_call_id": "c", "content": "x"}""", "messages[0].tool_call_id")]
    [InlineData("""{"role": "user", "refusal": "no", "content": "x"}""", "messages[0].refusal")]
    [InlineData("""{"role": "user", "annotations": [], "content": "x"}""", "messages[0].annotations")]
    [InlineData("""{"role": "user", "content": [{"type": "text", "text": "x", "image_url": {"url": "data:image/png;base64,AAAA"}}]}""", "messages[0].content[0].image_url")]
    [InlineData("""{"role": "user", "content": [{"type": "text", "text": "x", "refusal": "no"}]}""", "messages[0].content[0].refusal")]
    [InlineData("""{"role": "user", "content": [{"type": "image_url", "text": "x", "image_url": {"url": "data:image/png;base64,AAAA"}}]}""", "messages[0].content[0].text")]
    [InlineData("""{"role": "user", "content": [{"type": "file", "file": {"file_id": "file_00000000000000000000000000000000"}, "text": "x"}]}""", "messages[0].content[0].text")]
    [InlineData("""{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "closest"}}]}""", "messages[0].content[0].image_url.detail")]
    public void A_member_of_another_type_or_role_is_refused_by_its_name(string message, string field)
    {
        Assert.Equal(field, RefusedBy(() => Chat($$""" "messages": [{{message}}]""")));
        Assert.NotEmpty(Chat(""" "messages": [{"role": "user", "content": [{"type": "text", "text": "x", "image_url": null, "refusal": null}]}]""").Messages);
    }

    [Theory]
    [InlineData(""" "response_format": {"type": "text", "json_schema": {"schema": {}}} """, "response_format.json_schema")]
    [InlineData(""" "tools": [{"type": "function", "function": {"name": "f"}}], "tool_choice": {"type": "allowed_tools", "function": {"name": "f"}, "allowed_tools": {"mode": "auto", "tools": [{"type": "function", "function": {"name": "f"}}]}} """, "tool_choice.function")]
    [InlineData(""" "tools": [{"type": "function", "function": {"name": "f"}}], "tool_choice": {"type": "function", "function": {"name": "f"}, "allowed_tools": {}} """, "tool_choice.allowed_tools")]
    public void A_member_of_another_choice_is_refused_by_its_name(string member, string field) =>
        Assert.Equal(field, RefusedBy(() => Chat($$"""{{member}}, "messages": [{"role": "user", "content": "x"}]""")));

    [Theory]
    [InlineData(""" "messages": [{"role": "user", "content": [{"type": "text", "text": "x", "source": {"type": "base64"} }]}]""", "messages.0.content.0.source")]
    [InlineData(""" "messages": [{"role": "user", "content": [{"type": "text", "text": "x", "input": {} }]}]""", "messages.0.content.0.input")]
    [InlineData(""" "messages": [{"role": "user", "content": [{"type": "text", "text": "x", "signature": "s"}]}]""", "messages.0.content.0.signature")]
    [InlineData(""" "messages": [{"role": "user", "content": [{"type": "thinking", "thinking": "x", "signature": "s"}]}]""", "messages.0.content.0")]
    [InlineData(""" "messages": [{"role": "assistant", "content": [{"type": "thinking", "thinking": "x"}]}, {"role": "user", "content": "x"}]""", "messages.0.content.0")]
    [InlineData(""" "messages": [{"role": "assistant", "content": [{"type": "redacted_thinking"}]}, {"role": "user", "content": "x"}]""", "messages.0.content.0.data")]
    [InlineData(""" "tools": [{"name": "f", "input_schema": {} }], "tool_choice": {"type": "auto", "name": "f"}, "messages": [{"role": "user", "content": "x"}]""", "tool_choice.name")]
    [InlineData(""" "tools": [{"name": "f", "input_schema": {} }], "tool_choice": {"type": "any"}, "thinking": {"type": "adaptive"}, "messages": [{"role": "user", "content": "x"}]""", "tool_choice.type")]
    [InlineData(""" "thinking": {"type": "adaptive"}, "temperature": 0.5, "messages": [{"role": "user", "content": "x"}]""", "temperature")]
    [InlineData(""" "thinking": {"type": "adaptive"}, "top_p": 0.5, "messages": [{"role": "user", "content": "x"}]""", "top_p")]
    [InlineData(""" "thinking": {"type": "adaptive"}, "top_k": 5, "messages": [{"role": "user", "content": "x"}]""", "top_k")]
    [InlineData(""" "thinking": {"type": "adaptive", "budget_tokens": 1024}, "messages": [{"role": "user", "content": "x"}]""", "thinking.budget_tokens")]
    [InlineData(""" "thinking": {"type": "enabled", "budget_tokens": 2000}, "messages": [{"role": "user", "content": "x"}]""", "thinking.budget_tokens")]
    [InlineData(""" "thinking": {"type": "enabled"}, "messages": [{"role": "user", "content": "x"}]""", "thinking.budget_tokens")]
    [InlineData(""" "thinking": {"type": "adaptive", "display": "all"}, "messages": [{"role": "user", "content": "x"}]""", "thinking.display")]
    [InlineData(""" "thinking": {"type": "deep"}, "messages": [{"role": "user", "content": "x"}]""", "thinking.type")]
    [InlineData(""" "top_k": 0, "messages": [{"role": "user", "content": "x"}]""", "top_k")]
    [InlineData(""" "output_config": {"effort": "most"}, "messages": [{"role": "user", "content": "x"}]""", "output_config.effort")]
    public void In_anthropics_format_too(string members, string field) => Assert.Equal(field, RefusedBy(() => Message(members)));

    private static string RefusedBy(Action read)
    {
        var refusal = Assert.Throws<RefusedException>(read).Refusal;
        Assert.Equal(400, refusal.Status);
        return Assert.Single(refusal.Errors!).Key;
    }

    private static Send Chat(string members) =>
        ChatCompletions.ToSend(JsonSerializer.Deserialize<ChatCompletionRequest>($"{{{members}}}", PlainJson.Options)!, null);

    private static Send Message(string members) =>
        Messages.ToSend(JsonSerializer.Deserialize<MessagesRequest>($$"""{"model": "m", "max_tokens": 2000, {{members}}}""", PlainJson.Options)!, null);
}
