using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors.Tests;

public sealed class ChatRequestTests
{
    [Fact]
    public void Knobs_pass_unchanged_in_their_own_ranges()
    {
        var options = Send("""
            {"model": "m", "messages": [{"role": "user", "content": "hi"}], "temperature": 2, "top_p": 0, "frequency_penalty": -2,
             "presence_penalty": 1, "max_tokens": 9, "max_completion_tokens": 1, "seed": 4, "stop": "X", "user": "somebody", "store": false}
            """).Options;

        Assert.Equal(("m", 2, 0, -2), (options.Model, options.Temperature, options.TopP, options.FrequencyPenalty));
        Assert.Equal((1, 1, 4), (options.PresencePenalty, options.MaxTokens, options.Seed));
        Assert.Equal(["X"], options.Stop!);
        Assert.True(options.OwnRanges);
        Assert.Null(options.Retrieval);
    }

    [Fact]
    public void Without_a_conversation_all_messages_are_taken_and_nothing_is_kept_for_long()
    {
        var send = Send("""
            {"messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
             {"role": "assistant", "content": "c"}, {"role": "developer", "content": "Be short."}, {"role": "user", "content": "d"}]}
            """);

        Assert.Equal([("system", "Be kind.\n\nBe short."), ("user", "a\nb"), ("assistant", "c"), ("user", "d")], Told(send));
        Assert.True(send.IsPassing);
    }

    [Fact]
    public void In_a_conversation_only_what_follows_the_last_answer_is_added()
    {
        var send = Send("""
            {"conversation_id": "conv_1", "messages": [{"role": "user", "content": "a"},
             {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
             {"role": "tool", "tool_call_id": "c1", "content": "42"}], "retrieval": {"namespaces": ["docs"], "top_k": 3}}
            """);

        Assert.Equal([("tool", "42")], Told(send));
        Assert.Equal("c1", send.Messages[0].Details!.CallId);
        Assert.Equal(("conv_1", false, 3), (send.Conversation!.Value.Value, send.IsPassing, send.Options.Retrieval!.TopK));
    }

    [Fact]
    public void Tools_and_formats_are_passed_on()
    {
        var options = Send("""
            {"messages": [{"role": "user", "content": "hi"}],
             "tools": [{"type": "function", "function": {"name": "look", "description": "Looks.", "parameters": {"type": "object"}}}],
             "tool_choice": {"type": "function", "function": {"name": "look"}},
             "response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": {"type": "object"}}}}
            """).Options;

        Assert.Equal(("look", "Looks.", "look", "json_schema"), (options.Tools![0].Name, options.Tools[0].Description, options.ToolChoice, options.Format));
        Assert.Equal("""{"type": "object"}""", options.Schema!.Value.GetRawText());
    }

    [Theory]
    [InlineData("{}", "messages")]
    [InlineData("""{"messages": []}""", "messages")]
    [InlineData("""{"messages": [null]}""", "messages[0]")]
    [InlineData("""{"messages": [{"role": "robot", "content": "x"}]}""", "messages[0].role")]
    [InlineData("""{"messages": [{"role": "user", "content": 5}]}""", "messages[0].content")]
    [InlineData("""{"messages": [{"role": "user", "content": null}]}""", "messages[0].content")]
    [InlineData("""{"messages": [{"role": "user", "content": "half \ud83d a pair"}]}""", "messages[0].content")]
    [InlineData("""{"messages": [{"role": "user", "content": "nul\u0000"}]}""", "messages[0].content")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}""", "messages[0].content[0].image_url")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]}]}""", "messages[0].content[0]")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]}""", "messages")]
    [InlineData("""{"messages": [{"role": "tool", "tool_call_id": "nobody", "content": "y"}]}""", "messages[0].tool_call_id")]
    [InlineData("""{"messages": [{"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": "[]"}}]}]}""", "messages[0].tool_calls[0].function.arguments")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "n": 2}""", "n")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "top_logprobs": 2}""", "top_logprobs")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "temperature": 2.1}""", "temperature")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "max_tokens": 0}""", "max_tokens")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "stop": ["a", "b", "c", "d", "e"]}""", "stop")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "stop": ["\ud800"]}""", "stop")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "stop": ""}""", "stop")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "tools": [{"type": "retrieval"}]}""", "tools[0]")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "tool_choice": "required"}""", "tool_choice")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "response_format": {"type": "xml"}}""", "response_format.type")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "functions": [{"name": "f"}]}""", "functions")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "retrieval": 7}""", "retrieval")]
    public void What_cannot_be_answered_is_refused_by_its_field(string body, string field)
    {
        var refusal = Assert.Throws<RefusedException>(() => Send(body)).Refusal;

        Assert.Equal((400, field), (refusal.Status, Assert.Single(refusal.Errors!).Key));
        var error = OpenAIErrors.Body(refusal);
        Assert.Equal(("invalid_request_error", field), (error.Type, error.Param));
    }

    private static Send Send(string json) =>
        ChatCompletions.ToSend(JsonSerializer.Deserialize<ChatCompletionRequest>(json, PlainJson.Options)!, null);

    private static IEnumerable<(string, string)> Told(Send send) => send.Messages.Select(message => (message.Role, message.Content));
}
