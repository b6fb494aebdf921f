using System.Text;
using System.Text.Json;
using Parley.Conversations;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>Turns the messages of a wire format into those that a conversation keeps.</summary>
internal static class ChatHistory
{
    public const int MostMessages = 2_000;

    /// <summary>All messages, the system's in front and as one: that is how a conversation keeps them.</summary>
    /// <exception cref="RefusedException">A message makes no sense where it stands.</exception>
    public static IReadOnlyList<SentMessage> Read(IReadOnlyList<ChatCompletionMessage>? messages)
    {
        if (messages is not { Count: > 0 and <= MostMessages })
        {
            throw Invalid("messages", $"'messages' must be a list of 1 to {MostMessages:N0} messages.");
        }

        var system = new StringBuilder();
        var told = new List<SentMessage>(messages.Count);
        var open = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < messages.Count; i++)
        {
            var message = Read(messages[i], $"messages[{i}]", open);
            if (message.Role == "system")
            {
                system.Append(system.Length > 0 ? "\n\n" : "").Append(message.Content);
            }
            else
            {
                told.Add(message);
            }
        }

        return Join(system.ToString(), told);
    }

    /// <summary>What a conversation that goes on does not have yet: the messages after the last answer.</summary>
    public static IReadOnlyList<SentMessage> AfterLastAnswer(IReadOnlyList<ChatCompletionMessage>? messages)
    {
        var last = messages?.ToList().FindLastIndex(message => message?.Role == "assistant") ?? -1;
        if (last < 0 || last == messages!.Count - 1)
        {
            return Read(messages);
        }

        // The answer before them is read along, so that results of tools find the calls that they belong to.
        var read = Read([.. messages.Skip(last)]);
        return [.. read.Where(message => message.Role != "assistant")];
    }

    /// <summary>Messages as a conversation keeps them, the system's text in front.</summary>
    /// <exception cref="RefusedException">They end with an answer.</exception>
    public static List<SentMessage> Join(string system, List<SentMessage> told)
    {
        if (told.Count == 0)
        {
            return [new("user", system)];
        }

        if (told[^1].Role == "assistant")
        {
            throw Invalid("messages", "The last message is the assistant's. End with a message of the user, or with results of tools.");
        }

        return system.Length == 0 ? told : [new("system", system), .. told];
    }

    private static SentMessage Read(ChatCompletionMessage? message, string path, HashSet<string> open)
    {
        CheckMembers(message, path);
        switch (message?.Role)
        {
            case "system" or "developer":
                return new("system", Text(message.Content, path, required: true));
            case "user":
                return new("user", Text(message.Content, path, required: true), Named(message, path) is { } name ? new() { Name = name } : null)
                {
                    Files = ChatFiles.Read(message.Content, $"{path}.content"),
                };
            case "assistant":
                var calls = (message.ToolCalls ?? []).Select((call, index) => ToCall(call, $"{path}.tool_calls[{index}]")).ToList();
                open.UnionWith(calls.Select(call => call.CallId));
                var text = Text(message.Content, path, required: calls.Count == 0 && message.Refusal is null);
                var speaker = Named(message, path);
                return new(
                    "assistant", text.Length == 0 ? message.Refusal ?? "" : text,
                    calls.Count == 0 && speaker is null ? null : new() { ToolCalls = calls.Count == 0 ? null : calls, Name = speaker });
            case "tool":
                return message.ToolCallId is { Length: > 0 } id && open.Contains(id)
                    ? new("tool", Text(message.Content, path, required: true), new() { CallId = id })
                    : throw Invalid($"{path}.tool_call_id", "A message of the role tool answers a call: 'tool_call_id' must be the id of a tool call of an assistant message before it.");
            default:
                throw Invalid(
                    message is null ? path : $"{path}.role",
                    message is null ? "A message is an object with a role and a content." : "The role must be system, developer, user, assistant or tool; function has been replaced by tool.");
        }
    }

    private static string? Named(ChatCompletionMessage message, string path) => ChatAsks.Name(message.Name, $"{path}.name");

    private static void CheckMembers(ChatCompletionMessage? message, string path)
    {
        ChatFields.All.Check(message?.Others, "messages[]", path);
        if (message?.Role is "system" or "developer" or "user" or "assistant" or "tool")
        {
            foreach (var (name, isGiven) in (ReadOnlySpan<(string, bool)>)
                [("tool_calls", message.ToolCalls is not null), ("tool_call_id", message.ToolCallId is not null), ("refusal", message.Refusal is not null),
                    ("name", message.Name is not null), .. (message.Others ?? []).Select(other => (other.Key, other.Value.ValueKind != JsonValueKind.Null))])
            {
                ChatFields.All.CheckType("messages[]", path, message.Role, name, isGiven);
            }
        }
    }

    private static ToolCall ToCall(ChatToolCall? call, string path)
    {
        ChatFields.All.Check(call?.Others, "messages[].tool_calls[]", path);
        ChatFields.All.Check(call?.Function?.Others, "messages[].tool_calls[].function", $"{path}.function");
        if (call is not { Type: "function", Id.Length: > 0, Function.Name.Length: > 0 })
        {
            throw Invalid(path, "A tool call has an id, the type function, and a function with a name and arguments.");
        }

        try
        {
            var arguments = JsonElement.Parse(call.Function.Arguments.Length == 0 ? "{}" : call.Function.Arguments);
            if (arguments.ValueKind == JsonValueKind.Object)
            {
                return new(call.Id, call.Function.Name, arguments);
            }
        }
        catch (JsonException)
        {
            // Said below, with the place where it stands.
        }

        throw Invalid($"{path}.function.arguments", "The arguments of a call are a JSON object, written as a text.");
    }

    private static string Text(JsonElement content, string path, bool required)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                return TurnRequests.ReadText(content, $"{path}.content");
            case JsonValueKind.Array:
                return string.Join('\n', content.EnumerateArray().Index().Where(part => !ChatFiles.IsOne(part.Item))
                    .Select(part => Part(part.Item, $"{path}.content[{part.Index}]")));
            case JsonValueKind.Null or JsonValueKind.Undefined when !required:
                return "";
            default:
                throw Invalid($"{path}.content", "The content must be a text, or a list of parts of the type text.");
        }
    }

    private static string Part(JsonElement part, string path)
    {
        var type = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var named) && named.ValueKind == JsonValueKind.String ? TurnRequests.ReadText(named, path) : null;
        var name = type == "refusal" ? "refusal" : "text";
        return type is "text" or "refusal" && part.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? Checked(part, text, path, type)
            : throw Invalid(path, type is null or "text" or "refusal"
                ? "A part is an object such as {\"type\": \"text\", \"text\": \"…\"}."
                : "Only parts of the types text, image_url and file can be answered here.");
    }

    private static string Checked(JsonElement part, JsonElement text, string path, string type)
    {
        ChatFields.All.Check(part, "part", path, type);
        return TurnRequests.ReadText(text, path);
    }

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
