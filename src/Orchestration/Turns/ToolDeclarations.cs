using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Parley.Orchestration;

internal static class ToolDeclarations
{
    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <summary>The tool as a model is told of it. It is declared and never run here: its caller runs it.</summary>
    public static AITool ToAITool(this ToolDeclaration tool) =>
        AIFunctionFactory.CreateDeclaration(
            tool.Name, tool.Description ?? "", tool.Schema is { ValueKind: JsonValueKind.Object } schema ? schema : AnyObject);
}
