using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>Reads how a request in OpenAI's format wants to be answered: its knobs, in its own ranges, its tools and its format.</summary>
internal static class ChatKnobs
{
    private const int MostStops = 4;

    /// <exception cref="RefusedException">A value is out of range, or asks for what no answer here could give.</exception>
    public static TurnOptions Read(ChatCompletionRequest request)
    {
        RefuseWhatCannotBe(request);
        WireRange.Check("temperature", request.Temperature, 0, 2);
        WireRange.Check("top_p", request.TopP, 0, 1);
        WireRange.Check("frequency_penalty", request.FrequencyPenalty, -2, 2);
        WireRange.Check("presence_penalty", request.PresencePenalty, -2, 2);
        WireRange.Check("max_tokens", request.MaxTokens, 1, int.MaxValue);
        WireRange.Check("max_completion_tokens", request.MaxCompletionTokens, 1, int.MaxValue);
        var tools = ReadTools(request.Tools);
        TurnRequests.CheckTools(tools);
        var (format, schema) = ReadFormat(request.ResponseFormat);
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
            Tools = tools,
            ToolChoice = ReadToolChoice(request.ToolChoice, tools),
            Retrieval = TurnRequests.ReadRetrieval(request.Retrieval, isOnByDefault: false),
            Format = format,
            Schema = schema,
            Door = "openai",
        };
    }

    private static void RefuseWhatCannotBe(ChatCompletionRequest request)
    {
        if (request.N is { } n and not 1)
        {
            throw Invalid("n", $"n is {n}; each request gets exactly one answer here. Send it several times for several.");
        }

        if (request.Logprobs == true)
        {
            throw Invalid("logprobs", "Log probabilities are not available.");
        }

        if (request.LogitBias is { ValueKind: JsonValueKind.Object } bias && bias.EnumerateObject().Any())
        {
            throw Invalid("logit_bias", "logit_bias is not supported.");
        }

        if (request.Functions.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            throw Invalid("functions", "functions has been replaced by tools. Send each function as {\"type\": \"function\", \"function\": {…}} in tools.");
        }

        if (request.Audio.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            throw Invalid("audio", "Answers are text; audio is not available.");
        }
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
            read.Add(tools[i] is { Type: "function", Function: { } function }
                ? new(function.Name, function.Description, function.Parameters)
                : throw Invalid($"tools[{i}]", "A tool is an object {\"type\": \"function\", \"function\": {\"name\": …, \"parameters\": {…}}}."));
        }

        return read;
    }

    private static string? ReadToolChoice(JsonElement choice, List<ToolDeclaration>? tools)
    {
        var name = choice.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String when TurnRequests.ReadText(choice, "tool_choice") is "none" or "auto" or "required" => choice.GetString(),
            JsonValueKind.Object when choice.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object
                && function.TryGetProperty("name", out var named) && named.ValueKind == JsonValueKind.String
                && tools?.Any(tool => tool.Name == TurnRequests.ReadText(named, "tool_choice")) == true => named.GetString(),
            _ => throw Invalid("tool_choice", "tool_choice must be none, auto, required, or name one of the tools: {\"type\": \"function\", \"function\": {\"name\": …}}."),
        };
        return name == "required" && tools is null
            ? throw Invalid("tool_choice", "tool_choice is required, but there are no tools.")
            : tools is null ? null : name;
    }

    private static (string Format, JsonElement? Schema) ReadFormat(ChatResponseFormat? format) => format?.Type switch
    {
        null or "text" => ("text", null),
        "json_object" => ("json", null),
        "json_schema" when format.JsonSchema?.Schema is { ValueKind: JsonValueKind.Object } schema => ("json_schema", schema),
        "json_schema" => throw Invalid("response_format.json_schema", "The format json_schema needs the JSON Schema, an object, in json_schema.schema."),
        _ => throw Invalid("response_format.type", "The type of response_format must be text, json_object or json_schema."),
    };

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
