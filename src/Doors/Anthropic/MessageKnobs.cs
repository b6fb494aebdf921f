using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>Reads how a request in Anthropic's format wants to be answered: its knobs, in its own ranges, its tools and its format.</summary>
internal static class MessageKnobs
{
    private const int MostStops = 16;

    /// <exception cref="RefusedException">A value is out of range, or asks for what no answer here could give.</exception>
    public static TurnOptions Read(MessagesRequest request)
    {
        MessageFields.All.Check(request.Others);
        if (string.IsNullOrEmpty(request.Model))
        {
            throw Invalid("model", "'model' is required. GET /v1/models lists what there is.");
        }

        if (request.StopSequences is { } stops && (stops.Count > MostStops || stops.Any(string.IsNullOrWhiteSpace)))
        {
            throw Invalid("stop_sequences", $"stop_sequences are up to {MostStops} texts, each with a visible character.");
        }

        WireRange.Check("temperature", request.Temperature, 0, 1);
        WireRange.Check("top_p", request.TopP, 0, 1);
        var tools = ReadTools(request.Tools);
        var schema = ReadFormat(request.OutputConfig);
        return new()
        {
            Model = request.Model,
            Temperature = request.Temperature,
            TopP = request.TopP,
            MaxTokens = request.MaxTokens,
            Asks = MessageAsks.Read(request),
            Stop = request.StopSequences is { Count: > 0 } ? request.StopSequences : null,
            OwnRanges = true,
            Adaptive = false,
            Tools = tools,
            ToolChoice = ReadToolChoice(request.ToolChoice, tools),
            Retrieval = TurnRequests.ReadRetrieval(request.Retrieval, isOnByDefault: false),
            Format = schema is null ? "text" : "json_schema",
            Schema = schema,
            Door = "anthropic",
        };
    }

    /// <exception cref="RefusedException">It is missing or too small.</exception>
    public static void CheckMaxTokens(MessagesRequest request)
    {
        if (request.MaxTokens is null)
        {
            throw Invalid("max_tokens", "'max_tokens' is required: the most tokens that the answer may have.");
        }

        WireRange.Check("max_tokens", request.MaxTokens, 1, int.MaxValue);
    }

    private static List<ToolDeclaration>? ReadTools(IReadOnlyList<MessageTool>? tools)
    {
        if (tools is not { Count: > 0 })
        {
            return null;
        }

        var read = new List<ToolDeclaration>(tools.Count);
        foreach (var (i, tool) in tools.Index())
        {
            if (tool.Type is not (null or "custom"))
            {
                throw Invalid($"tools.{i}.type", $"tools.{i}.type must be left out or custom: tools that a provider runs itself are not available.");
            }

            MessageFields.All.Check(tool.Others, "tools[]", $"tools.{i}");
            read.Add(tool.InputSchema is { ValueKind: JsonValueKind.Object } schema
                ? new(tool.Name ?? "", tool.Description, schema)
                : throw Invalid($"tools.{i}.input_schema", $"tools.{i}.input_schema must be a JSON Schema, an object."));
        }

        TurnRequests.CheckTools(read);
        return read;
    }

    private static string? ReadToolChoice(MessageToolChoice? choice, List<ToolDeclaration>? tools)
    {
        MessageFields.All.Check(choice?.Others, "tool_choice", "tool_choice");
        MessageFields.All.CheckType("tool_choice", "tool_choice", choice?.Type, "name", choice?.Name is not null);
        MessageFields.All.CheckType("tool_choice", "tool_choice", choice?.Type, "disable_parallel_tool_use", choice?.DisableParallelToolUse is not null);
        return choice?.Type switch
        {
            null => null,
            "any" or "tool" when tools is null => throw Invalid("tool_choice", "tool_choice asks for a call, but there are no tools."),
            "auto" or "none" => tools is null ? null : choice.Type,
            "any" => "required",
            "tool" when tools!.Any(tool => tool.Name == choice.Name) => choice.Name,
            "tool" => throw Invalid("tool_choice.name", "tool_choice.name must be the name of one of the tools."),
            _ => throw Invalid("tool_choice.type", "tool_choice.type must be auto, any, tool or none."),
        };
    }

    private static JsonElement? ReadFormat(MessageOutput? output)
    {
        MessageFields.All.Check(output?.Others, "output_config", "output_config");
        MessageFields.All.Check(output?.Format?.Others, "output_config.format", "output_config.format");
        JsonElement? schema = output?.Format switch
        {
            null => null,
            { Type: "json_schema", Schema: { ValueKind: JsonValueKind.Object } given } => given,
            _ => throw Invalid("output_config.format", "output_config.format must be {\"type\": \"json_schema\", \"schema\": {…}}."),
        };
        TurnRequests.CheckSchema(schema, "output_config.format.schema");
        return schema;
    }

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
