using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Doors.Tests;

/// <summary>One API that a door imitates: a request that has one of everything, and where in it the objects of its table stand.</summary>
internal sealed record WireForm(string Name, WireFields Fields, string Body, IReadOnlyDictionary<string, string> Places, Action<string> Read, Type Request)
{
    public static IReadOnlyList<WireForm> All { get; } =
    [
        new(
            "chat/completions",
            ChatFields.All,
            """
            {"model": "m", "stream_options": {}, "response_format": {"type": "json_schema", "json_schema": {"schema": {}}},
             "tools": [{"type": "function", "function": {"name": "f"}}],
             "tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [{"type": "function", "function": {"name": "f"}}]}},
             "messages": [{"role": "assistant", "content": null, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
              {"role": "tool", "tool_call_id": "c", "content": "x"},
              {"role": "user", "content": [{"type": "text", "text": "x"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
               {"type": "file", "file": {"file_id": "file_00000000000000000000000000000000"}}]}]}
            """,
            new Dictionary<string, string>
            {
                ["messages[]"] = "messages.0",
                ["messages[].tool_calls[]"] = "messages.0.tool_calls.0",
                ["messages[].tool_calls[].function"] = "messages.0.tool_calls.0.function",
                ["part"] = "messages.2.content.0",
                ["part.image_url"] = "messages.2.content.1.image_url",
                ["part.file"] = "messages.2.content.2.file",
                ["tools[]"] = "tools.0",
                ["tools[].function"] = "tools.0.function",
                ["tool_choice.allowed_tools.tools[]"] = "tool_choice.allowed_tools.tools.0",
                ["tool_choice.function"] = "tool_choice.allowed_tools.tools.0.function",
            },
            body => ChatCompletions.ToSend(JsonSerializer.Deserialize<ChatCompletionRequest>(body, PlainJson.Options)!, null),
            typeof(ChatCompletionRequest)),
        new(
            "embeddings",
            EmbeddingRequest.Fields,
            """{"input": "x"}""",
            new Dictionary<string, string>(),
            body => EmbeddingRequest.Fields.Check(JsonSerializer.Deserialize<EmbeddingRequest>(body, PlainJson.Options)!.Others),
            typeof(EmbeddingRequest)),
        new(
            "batches",
            BatchRequest.Fields,
            """{"input_file_id": "file_1", "endpoint": "/v1/embeddings", "completion_window": "24h"}""",
            new Dictionary<string, string>(),
            body => JsonSerializer.Deserialize<BatchRequest>(body, PlainJson.Options)!.Check(),
            typeof(BatchRequest)),
        new(
            "messages",
            MessageFields.All,
            """
            {"model": "m", "max_tokens": 2000, "thinking": {"type": "adaptive"}, "tool_choice": {"type": "auto"}, "output_config": {"format": {"type": "json_schema", "schema": {}}},
             "tools": [{"name": "f", "input_schema": {}}],
             "messages": [{"role": "assistant", "content": [{"type": "tool_use", "id": "c", "name": "f", "input": {}}]},
              {"role": "user", "content": [{"type": "text", "text": "x"}, {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}},
               {"type": "tool_result", "tool_use_id": "c"}]}]}
            """,
            new Dictionary<string, string>
            {
                ["messages[]"] = "messages.1",
                ["block"] = "messages.1.content.0",
                ["block.caller"] = "messages.0.content.0",
                ["block.source"] = "messages.1.content.1.source",
                ["tools[]"] = "tools.0",
            },
            body => Messages.ToSend(JsonSerializer.Deserialize<MessagesRequest>(body, PlainJson.Options)!, null),
            typeof(MessagesRequest)),
    ];

    /// <summary>The request with one more member, or another value of one.</summary>
    public string With(string field, string json)
    {
        var (form, name) = field.LastIndexOf('.') is var dot and > 0 ? (field[..dot], field[(dot + 1)..]) : ("", field);
        var body = JsonNode.Parse(Body)!;
        var at = body;
        foreach (var step in (Places.GetValueOrDefault(field) ?? Places.GetValueOrDefault(form, form)).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            at = int.TryParse(step, out var index) ? at![index] : at![step];
        }

        at![name] = JsonNode.Parse(json);
        return body.ToJsonString();
    }
}
