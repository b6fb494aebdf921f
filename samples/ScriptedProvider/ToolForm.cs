using System.Text.Json;

namespace Parley.ScriptedProvider;

/// <summary>A function that a request offers, in the form of either wire.</summary>
internal sealed record ToolForm(string Name, IReadOnlyList<string> Parameters)
{
    public static IReadOnlyList<ToolForm> Of(JsonElement body) =>
        body.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array
            ? [.. tools.EnumerateArray().Select(tool => tool.TryGetProperty("function", out var function) ? One(function, "parameters") : One(tool, "input_schema"))]
            : [];

    private static ToolForm One(JsonElement tool, string schema) => new(
        ChatRequest.Text(tool, "name") ?? "",
        tool.TryGetProperty(schema, out var form) && form.ValueKind == JsonValueKind.Object && form.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? [.. properties.EnumerateObject().Select(property => property.Name)]
            : []);
}
