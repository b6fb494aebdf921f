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

    /// <summary>The functions that may be called.</summary>
    public IReadOnlyList<ToolForm> Tools { get; init; } = [];

    public int? MaxTokens { get; init; }

    /// <summary>How many alternatives are told for each token; null when nothing of the kind is asked for.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>Texts that end the answer.</summary>
    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>Whether blocks of thinking come before the text.</summary>
    public bool Thinks { get; init; }

    /// <summary>Whether such a block has its signature alone.</summary>
    public bool OmitsThinking { get; init; }

    /// <summary>The words with which the answer is to begin, where it was asked to go on with what the assistant said last.</summary>
    public string? TakesUp { get; init; }

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
            Tools = ToolForm.Of(body),
            MaxTokens = Number(body, "max_completion_tokens") ?? Number(body, "max_tokens"),
            TopLogprobs = IsTrue(body, "logprobs") ? Number(body, "top_logprobs") ?? 0 : null,
            Stops = Stop(body, "stop"),
        };
    }

    /// <summary>One text, or a list of them.</summary>
    internal static IReadOnlyList<string> Stop(JsonElement body, string name) =>
        Text(body, name) is { } one ? [one]
        : body.TryGetProperty(name, out var several) && several.ValueKind == JsonValueKind.Array
            ? [.. several.EnumerateArray().Select(item => item.GetString()).OfType<string>()]
            : [];

    /// <summary>
    /// The request without its last message, where that asks the model to go on: it is the user's, follows the assistant's, and lines of it
    /// are the end of what the assistant said.
    /// </summary>
    public ChatRequest AskedToGoOn()
    {
        if (Messages is not [.., { Role: "assistant" } begun, { Role: "user" } asked])
        {
            return this;
        }

        var end = begun.Text.TrimEnd();
        var lines = asked.Text.Split('\n');
        var quoted = from last in Enumerable.Range(0, lines.Length)
                     where lines[last].Length > 0
                     from first in Enumerable.Range(0, last + 1)
                     let said = string.Join('\n', lines[first..(last + 1)])
                     where end.EndsWith(said, StringComparison.Ordinal)
                     select said;
        return quoted.MaxBy(words => words.Length) is { } words
            ? this with { Messages = [.. Messages.Take(Messages.Count - 1)], TakesUp = words + begun.Text[end.Length..] }
            : this;
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
