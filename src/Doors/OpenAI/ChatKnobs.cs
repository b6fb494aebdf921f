using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>Reads how a request in OpenAI's format wants to be answered: its knobs, in its own ranges, its tools and its format.</summary>
internal static class ChatKnobs
{
    private const int MostStops = 4;
    private const int LongestName = 64;

    /// <exception cref="RefusedException">A value is out of range, or asks for what no answer here could give.</exception>
    public static TurnOptions Read(ChatCompletionRequest request)
    {
        ChatFields.All.Check(request.Others);
        ChatFields.All.Check(request.StreamOptions?.Others, "stream_options", "stream_options");
        WireRange.Check("temperature", request.Temperature, 0, 2);
        WireRange.Check("top_p", request.TopP, 0, 1);
        WireRange.Check("frequency_penalty", request.FrequencyPenalty, -2, 2);
        WireRange.Check("presence_penalty", request.PresencePenalty, -2, 2);
        WireRange.Check("max_tokens", request.MaxTokens, 1, int.MaxValue);
        WireRange.Check("max_completion_tokens", request.MaxCompletionTokens, 1, int.MaxValue);
        var tools = ReadTools(request.Tools);
        TurnRequests.CheckTools(tools);
        var (choice, allowed) = ChatToolChoice.Read(request.ToolChoice, tools);
        var (format, schema) = ReadFormat(request.ResponseFormat);
        var form = schema is null ? null : request.ResponseFormat!.JsonSchema;
        return new()
        {
            Model = request.Model,
            Temperature = request.Temperature,
            TopP = request.TopP,
            FrequencyPenalty = request.FrequencyPenalty,
            PresencePenalty = request.PresencePenalty,
            MaxTokens = request.MaxCompletionTokens ?? request.MaxTokens,
            Seed = request.Seed,
            Stop = ReadStop(request.Stop),
            OwnRanges = true,
            Adaptive = false,
            Tools = allowed,
            ToolChoice = choice,
            Retrieval = TurnRequests.ReadRetrieval(request.Retrieval, isOnByDefault: false),
            Format = format,
            Schema = schema,
            SchemaName = form?.Name,
            SchemaDescription = form?.Description,
            Door = "openai",
        };
    }

    private static List<ToolDeclaration>? ReadTools(IReadOnlyList<ChatTool>? tools)
    {
        if (tools is not { Count: > 0 })
        {
            return null;
        }

        var read = new List<ToolDeclaration>(tools.Count);
        for (var i = 0; i < tools.Count; i++)
        {
            var path = $"tools[{i}]";
            ChatFields.All.Check(tools[i].Others, "tools[]", path);
            ChatFields.All.Check(tools[i].Function?.Others, "tools[].function", $"{path}.function");
            read.Add(tools[i] is { Type: "function", Function: { } function }
                ? new(function.Name, function.Description, function.Parameters)
                : throw Invalid(path, "A tool is an object {\"type\": \"function\", \"function\": {\"name\": …, \"parameters\": {…}}}."));
        }

        return read;
    }

    private static (string Format, JsonElement? Schema) ReadFormat(ChatResponseFormat? format)
    {
        ChatFields.All.Check(format?.Others, "response_format", "response_format");
        ChatFields.All.Check(format?.JsonSchema?.Others, "response_format.json_schema", "response_format.json_schema");
        ChatFields.All.CheckType("response_format", "response_format", format?.Type, "json_schema", format?.JsonSchema is not null);
        CheckName("response_format.json_schema.name", format?.JsonSchema?.Name);
        TurnRequests.CheckSchema(format is { Type: "json_schema", JsonSchema.Schema: { ValueKind: JsonValueKind.Object } given } ? given : null, "response_format.json_schema.schema");
        return format?.Type switch
        {
            null or "text" => ("text", null),
            "json_object" => ("json", null),
            "json_schema" when format.JsonSchema?.Schema is { ValueKind: JsonValueKind.Object } schema => ("json_schema", schema),
            "json_schema" => throw Invalid("response_format.json_schema", "The format json_schema needs the JSON Schema, an object, in json_schema.schema."),
            _ => throw Invalid("response_format.type", "The type of response_format must be text, json_object or json_schema."),
        };
    }

    private static void CheckName(string field, string? name)
    {
        if (name is not null && (name.Length is 0 or > LongestName || name.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))))
        {
            throw Invalid(field, $"{field} must have 1 to {LongestName} letters, digits, _ or -.");
        }
    }

    private static List<string>? ReadStop(JsonElement stop)
    {
        var texts = stop.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            JsonValueKind.String => [TurnRequests.ReadText(stop, "stop")],
            JsonValueKind.Array when stop.GetArrayLength() <= MostStops && stop.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                stop.EnumerateArray().Select(item => TurnRequests.ReadText(item, "stop")).ToList(),
            _ => throw Invalid("stop", $"stop must be a text, or a list of up to {MostStops} texts."),
        };
        return texts.Contains("") ? throw Invalid("stop", "A text that ends the answer cannot be empty.") : texts.Count == 0 ? null : texts;
    }

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
