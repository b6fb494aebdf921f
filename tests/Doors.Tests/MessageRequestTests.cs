using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors.Tests;

/// <summary>What a request in Anthropic's format becomes.</summary>
public sealed class MessageRequestTests
{
    private const string Called =
        """{"role": "user", "content": "a"}, {"role": "assistant", "content": [{"type": "text", "text": "b"}, {"type": "tool_use", "id": "c1", "name": "f", "input": {"x": 1}}]}""";

    [Fact]
    public void Texts_calls_results_and_images_find_their_places()
    {
        var send = Send($$"""
            "system": [{"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"} }, {"type": "text", "text": "Be short."}],
            "messages": [{{Called}}, {"role": "system", "content": "Be brave."}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c1", "content": [{"type": "text", "text": "42"}]},
             {"type": "text", "text": "And this?"}, {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": "AAAA"} }]}]
            """);

        Assert.Equal([("system", "Be kind.\nBe short.\n\nBe brave."), ("user", "a"), ("assistant", "b"), ("tool", "42"), ("user", "And this?")], Told(send));
        Assert.Equal(("c1", """{"x": 1}"""), (send.Messages[3].Details!.CallId, send.Messages[2].Details!.ToolCalls![0].Arguments.GetRawText()));
        Assert.Equal("image-1.jpg", Assert.Single(send.Messages[4].Files).Name);
        Assert.True(send.IsPassing);
    }

    [Fact]
    public void Knobs_and_choices_are_passed_on()
    {
        var options = Send("""
            "temperature": 1, "top_p": 0, "stop_sequences": ["X"], "tools": [{"name": "f", "description": "Does.", "input_schema": {"type": "object"}}],
            "tool_choice": {"type": "any"}, "output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}},
            "messages": [{"role": "user", "content": "x"}]
            """).Options;

        Assert.Equal(("m", 1, 0, 9), (options.Model, options.Temperature, options.TopP, options.MaxTokens));
        Assert.Equal(("X", "f", "Does.", "required", "json_schema"), (options.Stop![0], options.Tools![0].Name, options.Tools[0].Description, options.ToolChoice, options.Format));
        Assert.True(options.OwnRanges);
    }

    [Fact]
    public void A_failed_tool_says_so_and_a_conversation_gets_only_what_is_new()
    {
        var send = Send($$"""
            "conversation_id": "conv_1", "messages": [{{Called}}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c1", "is_error": true, "content": "no"}]}]
            """);

        Assert.Equal([("tool", "Error: no")], Told(send));
        Assert.False(send.IsPassing);
    }

    [Theory]
    [InlineData("""{"max_tokens": 1, "messages": [{"role": "user", "content": "x"}]}""", "model")]
    [InlineData("""{"model": "m", "messages": [{"role": "user", "content": "x"}]}""", "max_tokens")]
    [InlineData("""{"model": "m", "max_tokens": 0, "messages": [{"role": "user", "content": "x"}]}""", "max_tokens")]
    [InlineData("""{"model": "m", "max_tokens": 1}""", "messages")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "tool", "content": "x"}]}""", "messages.0.role")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": 5}]}""", "messages.0.content")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": []}]}""", "messages.0.content")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": [{"type": "document", "source": {}}]}]}""", "messages.0.content.0")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": [{"type": "tool_use", "id": "c", "name": "f", "input": {}}]}]}""", "messages.0.content.0")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "http://x"}}]}]}""", "messages.0.content.0.source")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "nobody"}]}]}""", "messages.0.content.0.tool_use_id")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]}""", "messages")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "x"}], "temperature": 1.1}""", "temperature")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "x"}], "stop_sequences": [" "]}""", "stop_sequences")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "x"}], "tools": [{"type": "web_search_20250305", "name": "web_search"}]}""", "tools.0.type")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "x"}], "tools": [{"name": "f"}]}""", "tools.0.input_schema")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "x"}], "tool_choice": {"type": "any"}}""", "tool_choice")]
    [InlineData("""{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "x"}], "thinking": {"type": "enabled", "budget_tokens": 1024}}""", "thinking.budget_tokens")]
    public void What_cannot_be_answered_is_refused_by_its_field(string body, string field)
    {
        var refusal = Assert.Throws<RefusedException>(() => Read(body)).Refusal;

        Assert.Equal((400, field), (refusal.Status, Assert.Single(refusal.Errors!).Key));
        var failure = AnthropicErrors.Body(refusal);
        Assert.Equal(("error", "invalid_request_error"), (failure.Type, failure.Error.Type));
        Assert.Contains(field, failure.Error.Message, StringComparison.Ordinal);
    }

    private static Send Send(string members) => Read($$"""{"model": "m", "max_tokens": 9, {{members}} }""");

    private static Send Read(string json) => Messages.ToSend(JsonSerializer.Deserialize<MessagesRequest>(json, PlainJson.Options)!, null);

    private static IEnumerable<(string, string)> Told(Send send) => send.Messages.Select(message => (message.Role, message.Content));
}
