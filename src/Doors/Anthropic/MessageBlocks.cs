using System.Text.Json;
using Parley.Conversations;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>Reads the content of messages in Anthropic's format: a text, or a list of blocks.</summary>
internal static class MessageBlocks
{
    private const string Form = "block";

    /// <summary>A text, or blocks of text and nothing else.</summary>
    public static string Text(JsonElement content, string path, bool isRequired) => content.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null when !isRequired => "",
        JsonValueKind.String => TurnRequests.ReadText(content, path),
        JsonValueKind.Array => string.Join("\n", Blocks(content, path).Select(block =>
            block.Type == "text" ? TextOf(block) : throw Invalid(block.Path, $"A block of the type {block.Type} cannot stand here; only text can."))),
        _ => throw Invalid(path, $"{path} must be a text, or a list of blocks such as {{\"type\": \"text\", \"text\": \"…\"}}."),
    };

    /// <summary>What a user's message is here: the results of tools, each as a message of its own, and then what the user says.</summary>
    public static IEnumerable<SentMessage> OfUser(JsonElement content, string path, HashSet<string> open)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            return [new("user", Text(content, path, isRequired: true))];
        }

        var (results, texts, images) = (new List<SentMessage>(), new List<string>(), new List<SentFile>());
        foreach (var block in Blocks(content, path))
        {
            switch (block.Type)
            {
                case "text":
                    texts.Add(TextOf(block));
                    break;
                case "image":
                    images.Add(MessageImages.Read(block.Json, block.Path, images.Count));
                    break;
                case "tool_result":
                    results.Add(Result(block, open));
                    break;
                default:
                    throw Unfit(block);
            }
        }

        return texts.Count == 0 && images.Count == 0
            ? results.Count > 0 ? results : throw Invalid(path, $"{path} must have at least one block.")
            : [.. results, new("user", string.Join("\n", texts)) { Files = images }];
    }

    public static SentMessage OfAssistant(JsonElement content, string path, HashSet<string> open)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            return new("assistant", Text(content, path, isRequired: true));
        }

        var (texts, calls, thoughts) = (new List<string>(), new List<ToolCall>(), new List<Thought>());
        foreach (var block in Blocks(content, path))
        {
            switch (block.Type)
            {
                case "text":
                    texts.Add(TextOf(block));
                    break;
                case "tool_use":
                    calls.Add(Call(block));
                    break;
                case "thinking":
                    thoughts.Add(ThoughtOf(block));
                    break;
                case "redacted_thinking":
                    thoughts.Add(new("", null, Member(block, "data") ?? throw Invalid($"{block.Path}.data", "A block of the type redacted_thinking has its data.")));
                    break;
                default:
                    throw Unfit(block);
            }
        }

        open.UnionWith(calls.Select(call => call.CallId));
        return new("assistant", string.Join("\n", texts), calls.Count == 0 && thoughts.Count == 0 ? null : new()
        {
            ToolCalls = calls.Count == 0 ? null : calls,
            Thinking = thoughts.Count == 0 ? null : thoughts,
        });
    }

    private static Thought ThoughtOf(Block block) => Member(block, "thinking") is { } thought && Member(block, "signature") is { } signature
        ? new(thought, signature.Length == 0 ? null : signature)
        : throw Invalid(block.Path, "A block of the type thinking has a thinking and a signature, as they came.");

    private static ToolCall Call(Block block) =>
        Member(block, "id") is { Length: > 0 } id && Member(block, "name") is { Length: > 0 } name
            && block.Json.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Object
            ? new(id, name, input)
            : throw Invalid(block.Path, "A tool_use has an id, a name, and its input, an object.");

    private static SentMessage Result(Block block, HashSet<string> open)
    {
        if (Member(block, "tool_use_id") is not { } id || !open.Contains(id))
        {
            throw Invalid($"{block.Path}.tool_use_id", "A tool_result answers a call: its tool_use_id must be the id of a tool_use of an assistant message before it.");
        }

        var isError = block.Json.TryGetProperty("is_error", out var error) && error.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw Invalid($"{block.Path}.is_error", "is_error is true or false."),
        };
        var text = block.Json.TryGetProperty("content", out var content) ? Text(content, $"{block.Path}.content", isRequired: false) : "";
        return new("tool", isError ? $"Error: {text}" : text, new() { CallId = id });
    }

    private static IEnumerable<Block> Blocks(JsonElement content, string path)
    {
        foreach (var (i, json) in content.EnumerateArray().Index())
        {
            var block = new Block("", json, $"{path}.{i}");
            if (json.ValueKind != JsonValueKind.Object || Member(block, "type") is not { } type)
            {
                throw Invalid(block.Path, "A block is an object such as {\"type\": \"text\", \"text\": \"…\"}.");
            }

            // A block of a type that is not taken is refused by that, and not by what it is made of.
            yield return type is "text" or "image" or "tool_use" or "tool_result" or "thinking" or "redacted_thinking" ? Checked(block with { Type = type }) : throw Unfit(block with { Type = type });
        }
    }

    private static Block Checked(Block block)
    {
        MessageFields.All.Check(block.Json, Form, block.Path, block.Type);
        return block;
    }

    private static string TextOf(Block block) => Member(block, "text") ?? throw Invalid($"{block.Path}.text", "A block of the type text has a text.");

    private static string? Member(Block block, string name) =>
        block.Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? TurnRequests.ReadText(value, $"{block.Path}.{name}") : null;

    private static RefusedException Unfit(Block block) => Invalid(
        block.Path,
        $"A block of the type {(block.Type.Length <= 40 ? block.Type : "given")} cannot be read there: users send text, image and tool_result, and an assistant text, tool_use, thinking and redacted_thinking.");

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));

    private sealed record Block(string Type, JsonElement Json, string Path);
}
