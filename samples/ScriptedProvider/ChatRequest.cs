using System.Text.Json;

namespace Parley.ScriptedProvider;

/// <summary>One message as far as an answer depends on it.</summary>
internal sealed record ChatMessage(string Role, string Text);

/// <summary>What of a request to <c>/v1/chat/completions</c> has a say in its answer.</summary>
internal sealed record ChatRequest(string Model, IReadOnlyList<ChatMessage> Messages)
{
    public bool Stream { get; init; }

    public bool IncludeUsage { get; init; }

    public bool ContinueFinalMessage { get; init; }

    public bool ForbidsTools { get; init; }

    public int? MaxTokens { get; init; }

    public string LastUserText => Messages.LastOrDefault(message => message.Role == "user")?.Text ?? "";

    /// <exception cref="ScriptException">The body is not a request for a chat completion.</exception>
    public static ChatRequest Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("messages", out var messages)
            || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
        {
            throw new ScriptException("'messages' must be a list with at least one message.");
        }

        return new(Text(body, "model") ?? "scripted", [.. messages.EnumerateArray().Select(Message)])
        {
            Stream = IsTrue(body, "stream"),
            IncludeUsage = body.TryGetProperty("stream_options", out var options) && IsTrue(options, "include_usage"),
            ContinueFinalMessage = IsTrue(body, "continue_final_message"),
            ForbidsTools = Text(body, "tool_choice") == "none",
            MaxTokens = Number(body, "max_completion_tokens") ?? Number(body, "max_tokens"),
        };
    }

    private static ChatMessage Message(JsonElement message) =>
        Text(message, "role") is { } role
            ? new(role, message.TryGetProperty("content", out var content) ? Content(content) : "")
            : throw new ScriptException("Every message needs a 'role'.");

    /// <summary>The text of a message, whether it is one string or a list of parts.</summary>
    internal static string Content(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => Text(part, "text"))),
        _ => "",
    };

    internal static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    internal static int? Number(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;

    private static bool IsTrue(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
