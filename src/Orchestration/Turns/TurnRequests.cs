using System.Text.Json;

namespace Parley.Orchestration;

/// <summary>Reads what a request says about how to answer, and refuses what cannot be meant.</summary>
public static class TurnRequests
{
    private const int MostTools = 128;
    private const int MostPassages = 50;

    internal static TurnOptions ToOptions(SendTurn.Request request)
    {
        var format = request.Response?.Format ?? "text";
        if (format is not ("text" or "json" or "json_schema"))
        {
            throw Invalid("response.format", $"The format is '{format}'; it must be text, json or json_schema.");
        }

        if (format == "json_schema" && request.Response?.Schema is not { ValueKind: JsonValueKind.Object })
        {
            throw Invalid("response.schema", "The format json_schema needs the JSON Schema, an object, in response.schema.");
        }

        CheckSchema(format == "json_schema" ? request.Response?.Schema : null, "response.schema");
        CheckFinite("temperature", request.Temperature);
        CheckFinite("top_p", request.TopP);
        CheckFinite("frequency_penalty", request.FrequencyPenalty);
        CheckTools(request.Tools);
        return new TurnOptions
        {
            Model = request.Model,
            Preset = request.Preset,
            Task = request.Task,
            Temperature = request.Temperature,
            TopP = request.TopP,
            FrequencyPenalty = request.FrequencyPenalty,
            MaxTokens = request.MaxTokens,
            Adaptive = request.Adaptive ?? true,
            Tools = request.Tools is { Count: > 0 } ? request.Tools : null,
            Retrieval = ReadRetrieval(request.Retrieval),
            Format = format,
            Schema = request.Response?.Schema,
        };
    }

    /// <summary>Reads the member <c>retrieval</c>: an object, true, false, or nothing for the default.</summary>
    /// <param name="isOnByDefault">Whether nothing said means to look everywhere, or nowhere.</param>
    /// <exception cref="RefusedException">It is none of these, or a member of it makes no sense.</exception>
    public static RetrievalOptions? ReadRetrieval(JsonElement retrieval, bool isOnByDefault = true)
    {
        switch (retrieval.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return isOnByDefault ? new() : null;
            case JsonValueKind.True:
                return new();
            case JsonValueKind.False:
                return null;
            case JsonValueKind.Object:
                break;
            default:
                throw Invalid("retrieval", "Retrieval is an object such as {\"namespaces\": [\"docs\"], \"top_k\": 6}, or false.");
        }

        var topK = 6;
        if (retrieval.TryGetProperty("top_k", out var asked) && asked.ValueKind != JsonValueKind.Null
            && !(asked.ValueKind == JsonValueKind.Number && asked.TryGetInt32(out topK) && topK is >= 1 and <= MostPassages))
        {
            throw Invalid("retrieval.top_k", $"top_k must be a whole number from 1 to {MostPassages}.");
        }

        return new(ReadNamespaces(retrieval), topK, ReadHybrid(retrieval), ReadGrounding(retrieval));
    }

    /// <summary>The text of a member that may be of several kinds, and so was not read as a text yet.</summary>
    /// <exception cref="RefusedException">It is no text: its bytes are not UTF-8, half a surrogate pair stands in it, or U+0000.</exception>
    public static string ReadText(JsonElement text, string field)
    {
        try
        {
            return text.GetString() is { } read && !read.Contains('\0', StringComparison.Ordinal)
                ? read
                : throw Invalid(field, "The text contains the character U+0000, which no text may.");
        }
        catch (InvalidOperationException)
        {
            throw Invalid(field, "This is not a text of valid characters.");
        }
    }

    /// <summary>Refuses a schema that no answer could be held against.</summary>
    /// <param name="schema">Null for none.</param>
    /// <param name="field">The member of the request that it is.</param>
    /// <exception cref="RefusedException">It is no schema; the sentence says where in it, as a JSON pointer, and what would be one.</exception>
    public static void CheckSchema(JsonElement? schema, string field)
    {
        if (schema is { } given)
        {
            AnswerForm.Compile(given, field);
        }
    }

    /// <summary>Refuses tools that no model could be given.</summary>
    public static void CheckTools(IReadOnlyList<ToolDeclaration>? tools)
    {
        if (tools is null)
        {
            return;
        }

        if (tools.Count > MostTools)
        {
            throw Invalid("tools", $"There are {tools.Count} tools; at most {MostTools} can be given.");
        }

        foreach (var tool in tools)
        {
            if (string.IsNullOrEmpty(tool?.Name) || tool.Name.Length > 64 || tool.Name.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '_' or '-')))
            {
                throw Invalid("tools", "Each tool needs a name of 1 to 64 letters, digits, _ or -.");
            }

            if (tool.Schema is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
            {
                throw Invalid("tools", $"The schema of the tool {tool.Name} must be a JSON Schema, an object.");
            }
        }

        if (tools.Select(tool => tool.Name).Distinct(StringComparer.Ordinal).Count() != tools.Count)
        {
            throw Invalid("tools", "Two tools have the same name.");
        }
    }

    private static IReadOnlyList<string>? ReadNamespaces(JsonElement retrieval)
    {
        var named = retrieval.TryGetProperty("namespaces", out var many) ? many
            : retrieval.TryGetProperty("namespace", out var one) ? one
            : default;
        return named.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String => [ReadText(named, "retrieval.namespaces")],
            JsonValueKind.Array when named.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                [.. named.EnumerateArray().Select(item => ReadText(item, "retrieval.namespaces"))],
            _ => throw Invalid("retrieval.namespaces", "Namespaces are a list of names."),
        };
    }

    private static bool? ReadHybrid(JsonElement retrieval) =>
        !retrieval.TryGetProperty("hybrid", out var hybrid) || hybrid.ValueKind == JsonValueKind.Null ? null
        : hybrid.ValueKind is JsonValueKind.True or JsonValueKind.False ? hybrid.GetBoolean()
        : throw Invalid("retrieval.hybrid", "hybrid is true or false.");

    private static string ReadGrounding(JsonElement retrieval) =>
        !retrieval.TryGetProperty("grounding", out var grounding) || grounding.ValueKind == JsonValueKind.Null ? "preferred"
        : grounding.ValueKind == JsonValueKind.String && ReadText(grounding, "retrieval.grounding") is "preferred" or "required" ? grounding.GetString()!
        : throw Invalid("retrieval.grounding", "grounding is preferred or required.");

    private static void CheckFinite(string field, double? value)
    {
        if (value is { } number && !double.IsFinite(number))
        {
            throw Invalid(field, "The value must be a finite number.");
        }
    }

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
