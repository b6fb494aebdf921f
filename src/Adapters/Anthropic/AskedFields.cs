using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.Anthropic;

/// <summary>What is asked for beyond the knobs, as the wire has it; none of it is left out where a server refuses it.</summary>
internal static partial class AskedFields
{
    public static IReadOnlyList<string> Efforts { get; } = ["low", "medium", "high", "xhigh", "max"];

    /// <summary>What the wire has fields for, less what this model is known not to take.</summary>
    public static ModelFields Of(ModelFacts model) =>
        ModelFields.TopK | (model.Thinks ? ModelFields.Thinking : 0) | (model.HasEffort ? ModelFields.Effort : 0)
        | (model.KeepsToSchemas ? ModelFields.StrictSchema : 0);

    /// <param name="mostTokens">The limit of the answer, which thinking is a part of.</param>
    public static void Write(Utf8JsonWriter json, ChatOptions options, int mostTokens, bool keepsToSchemas)
    {
        var asks = options.Asks();
        if (options.TopK is { } most)
        {
            json.WriteNumber("top_k"u8, most);
        }

        if (asks?.Thinking is { } thinking)
        {
            WriteThinking(json, thinking, mostTokens);
        }

        var schema = keepsToSchemas ? (options.ResponseFormat as ChatResponseFormatJson)?.Schema : null;
        if (asks?.Effort is null && schema is null)
        {
            return;
        }

        json.WriteStartObject("output_config"u8);
        if (asks?.Effort is { } effort)
        {
            json.WriteString("effort"u8, effort);
        }

        if (schema is { } form)
        {
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            json.WritePropertyName("schema"u8);
            form.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Of what was asked, what a refusal names.</summary>
    public static ModelFields NamedIn(WireError error, ModelFields asked) =>
        error.Message is not { } message ? ModelFields.None
        : asked.HasFlag(ModelFields.TopK) && message.Contains("top_k", StringComparison.Ordinal) ? ModelFields.TopK
        : asked.HasFlag(ModelFields.Effort) && Effort().IsMatch(message) ? ModelFields.Effort
        : asked.HasFlag(ModelFields.Thinking) && message.Contains("thinking", StringComparison.OrdinalIgnoreCase) ? ModelFields.Thinking
        : ModelFields.None;

    /// <summary>Whether a refusal holds for every request: of one kind of thinking, a model that has another says the same.</summary>
    public static bool IsForGood(WireError error, ModelFields field) => field == ModelFields.TopK && SamplingDialect.IsUnsupported(error);

    private static void WriteThinking(Utf8JsonWriter json, ThinkingAsk thinking, int mostTokens)
    {
        json.WriteStartObject("thinking"u8);
        json.WriteString("type"u8, thinking.Type);
        if (thinking.BudgetTokens is { } budget)
        {
            // A budget of the house may leave less for the answer than was asked for; the thinking must stay below it.
            json.WriteNumber("budget_tokens"u8, Math.Min(budget, Math.Max(1, mostTokens - 1)));
        }

        if (thinking.Display is { } display)
        {
            json.WriteString("display"u8, display);
        }

        json.WriteEndObject();
    }

    [GeneratedRegex(@"\beffort\b")]
    private static partial Regex Effort();
}
