using System.Text.Json;

namespace Parley.ScriptedProvider;

/// <summary>Anthropic's API: <c>/v1/messages</c>.</summary>
internal sealed class AnthropicWire : IWire
{
    /// <exception cref="ScriptException">The body is no request of this API, or one that it refuses.</exception>
    public ChatRequest Read(JsonElement body)
    {
        var request = ChatRequest.Read(body);
        if (request.MaxTokens is null)
        {
            throw new ScriptException("max_tokens: Field required");
        }

        if (body.TryGetProperty("temperature", out _) && body.TryGetProperty("top_p", out _))
        {
            throw new ScriptException("`temperature` and `top_p` cannot both be specified for this model. Please use only one.");
        }

        var messages = body.GetProperty("messages").EnumerateArray().SelectMany(Messages).ToList();
        if (messages[0].Role != "user" || messages.Exists(message => message.Role is "system"))
        {
            throw new ScriptException("messages: the first message must use the user role, and none the system role");
        }

        Thought.Check(body, request.MaxTokens.Value);
        var thinking = body.TryGetProperty("thinking", out var asked) && ChatRequest.Text(asked, "type") is "enabled" or "adaptive" ? asked : default;
        var system = body.TryGetProperty("system", out var said) ? ChatRequest.Content(said) : "";
        return request with
        {
            Messages = system.Length > 0 ? [new("system", system), .. messages] : messages,

            Stops = ChatRequest.Stop(body, "stop_sequences"),
            Thinks = thinking.ValueKind == JsonValueKind.Object,
            OmitsThinking = ChatRequest.Text(thinking, "display") == "omitted",

            // A trailing assistant message is always continued.
            ContinueFinalMessage = true,
            ForbidsTools = body.TryGetProperty("tool_choice", out var choice) && ChatRequest.Text(choice, "type") == "none",
        };
    }

    public string Whole(RecordedRequest record, ChatRequest request, Script script, Answer answer, DateTimeOffset now)
    {
        var thoughts = answer.Thinking is not { } thinking ? []
            : new[]
            {
                script.HidesThinking == true
                    ? $$"""{"type":"redacted_thinking","data":{{ScriptedProvider.Frames.Quoted(Thought.Hide(thinking))}}}"""
                    : $$"""{"type":"thinking","thinking":{{ScriptedProvider.Frames.Quoted(request.OmitsThinking ? "" : thinking)}},"signature":"{{Thought.Sign(thinking)}}"}""",
            };
        var text = answer.Pieces.Count == 0 ? [] : new[] { $$"""{"type":"text","text":{{ScriptedProvider.Frames.Quoted(answer.Text)}}}""" };
        var calls = answer.Calls.Select((call, index) =>
            $$"""{"type":"tool_use","id":"toolu_{{record.Id}}_{{index}}","name":{{ScriptedProvider.Frames.Quoted(call.Name)}},"input":{{call.Arguments}}}""");
        return $$"""
            {"id":"msg_{{record.Id}}","type":"message","role":"assistant","model":{{ScriptedProvider.Frames.Quoted(request.Model)}},"content":[{{string.Join(',', thoughts.Concat(text).Concat(calls))}}],"stop_reason":"{{Reason(answer)}}","stop_sequence":{{Stop(answer)}},"usage":{{Usage(answer, answer.CompletionTokens)}}}
            """;
    }

    public IFrames Frames(RecordedRequest record, ChatRequest request, Script script, Answer answer, DateTimeOffset now) =>
        new AnthropicFrames($"msg_{record.Id}", request.Model, answer, script.HidesThinking == true, request.OmitsThinking);

    public Task RefuseAsync(HttpContext context, int status, string message)
    {
        var type = status switch
        {
            401 => "authentication_error",
            402 => "billing_error",
            403 => "permission_error",
            404 => "not_found_error",
            408 or 504 => "timeout_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            529 => "overloaded_error",
            >= 500 => "api_error",
            _ => "invalid_request_error",
        };
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { type = "error", error = new { type, message } }, context.RequestAborted);
    }

    internal static string Usage(Answer answer, int output) =>
        $$"""{"input_tokens":{{answer.PromptTokens - answer.CachedTokens}},"cache_creation_input_tokens":0,"cache_read_input_tokens":{{answer.CachedTokens}},"output_tokens":{{output}}}""";

    internal static string Stop(Answer answer) => answer.StopSequence is { } stop ? ScriptedProvider.Frames.Quoted(stop) : "null";

    internal static string Reason(Answer answer) => answer.FinishReason switch
    {
        "stop" => answer.StopSequence is null ? "end_turn" : "stop_sequence",
        "length" => "max_tokens",
        "tool_calls" => "tool_use",
        "content_filter" => "refusal",
        var other => other,
    };

    /// <summary>A user's message that brings results of tools counts as one of the role <c>tool</c> for each.</summary>
    private static IEnumerable<ChatMessage> Messages(JsonElement message)
    {
        var role = ChatRequest.Text(message, "role") ?? throw new ScriptException("Every message needs a 'role'.");
        var content = message.TryGetProperty("content", out var said) ? said : default;
        var results = content.ValueKind == JsonValueKind.Array
            ? content.EnumerateArray().Where(block => ChatRequest.Text(block, "type") == "tool_result").ToList()
            : [];
        foreach (var result in results)
        {
            yield return new("tool", result.TryGetProperty("content", out var text) ? ChatRequest.Content(text) : "");
        }

        var own = ChatRequest.Content(content);
        if (results.Count == 0 || own.Length > 0)
        {
            yield return new(role, own);
        }
    }
}
