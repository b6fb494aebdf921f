using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>Reads <c>tool_choice</c>: how tools may be called, and which of them.</summary>
internal static class ChatToolChoice
{
    private const string Field = "tool_choice";

    /// <returns>The choice in our words, and the tools that the model is told of.</returns>
    /// <exception cref="RefusedException">It is no choice, or one of a tool that is not there.</exception>
    public static (string? Choice, List<ToolDeclaration>? Tools) Read(JsonElement choice, List<ToolDeclaration>? tools)
    {
        ChatFields.All.Check(choice, Field, Field, choice.ValueKind == JsonValueKind.Object ? Word(choice, "type") ?? "function" : null);
        if (choice.ValueKind == JsonValueKind.Object && Word(choice, "type") == "allowed_tools")
        {
            return Allowed(choice, tools);
        }

        var name = choice.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String when TurnRequests.ReadText(choice, Field) is "none" or "auto" or "required" => choice.GetString(),
            JsonValueKind.Object when Named(choice, Field) is { } named && tools?.Any(tool => tool.Name == named) == true => named,
            _ => throw Invalid("tool_choice must be none, auto, required, allowed_tools, or name one of the tools: {\"type\": \"function\", \"function\": {\"name\": …}}."),
        };
        return name == "required" && tools is null
            ? throw Invalid("tool_choice is required, but there are no tools.")
            : (tools is null ? null : name, tools);
    }

    // The model is told of the allowed tools alone, which comes to the same.
    private static (string? Choice, List<ToolDeclaration>? Tools) Allowed(JsonElement choice, List<ToolDeclaration>? tools)
    {
        var allowed = choice.TryGetProperty("allowed_tools", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : default;
        ChatFields.All.Check(allowed, $"{Field}.allowed_tools", $"{Field}.allowed_tools");
        var mode = Word(allowed, "mode");
        if (mode is not ("auto" or "required") || !allowed.TryGetProperty("tools", out var listed) || listed.ValueKind != JsonValueKind.Array)
        {
            throw Invalid("allowed_tools has a mode, auto or required, and a list of tools: {\"mode\": \"auto\", \"tools\": [{\"type\": \"function\", \"function\": {\"name\": …}}]}.");
        }

        var names = listed.EnumerateArray().Select((tool, i) => NamedIn(tool, $"{Field}.allowed_tools.tools[{i}]")).ToList();
        var known = tools?.Where(tool => names.Contains(tool.Name)).ToList();
        return known is { Count: > 0 } && known.Count == names.Distinct().Count()
            ? (mode, known)
            : throw Invalid("allowed_tools must name at least one of the tools, and no other.");
    }

    private static string? NamedIn(JsonElement tool, string path)
    {
        ChatFields.All.Check(tool, $"{Field}.allowed_tools.tools[]", path);
        return Named(tool, path);
    }

    private static string? Named(JsonElement choice, string path)
    {
        if (choice.ValueKind != JsonValueKind.Object || !choice.TryGetProperty("function", out var function)
            || (choice.TryGetProperty("type", out var type) && !WireField.Word("function")(type)))
        {
            return null;
        }

        ChatFields.All.Check(function, $"{Field}.function", $"{path}.function");
        return Word(function, "name");
    }

    private static string? Word(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var word) && word.ValueKind == JsonValueKind.String
            ? TurnRequests.ReadText(word, Field)
            : null;

    private static RefusedException Invalid(string sentence) => new(Refusal.Invalid(Field, sentence));
}
