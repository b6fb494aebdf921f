using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.Anthropic;

/// <summary>What is asked for beyond the knobs, as the wire has it; none of it is left out where a server refuses it.</summary>
internal static partial class AskedFields
{
    /// <summary>The fewest tokens that the wire lets a model think.</summary>
    private const int LeastThinking = 1_024;

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

    /// <summary>Of what was asked, what a refusal says that it is not taken; a wrong value of it is none of that.</summary>
    public static ModelFields NamedIn(WireError error, ModelFields asked)
    {
        var message = error.Message ?? "";
        foreach (Match name in Named().Matches(message))
        {
            var field = name.Value switch { "top_k" => ModelFields.TopK, "effort" => ModelFields.Effort, _ => ModelFields.Thinking };
            if (asked.HasFlag(field) && (NotTaken().IsMatch(message[(name.Index + name.Length)..]) || TakesNo().IsMatch(message[..name.Index])))
            {
                return field;
            }
        }

        return ModelFields.None;
    }

    /// <summary>The tokens that may be thought: where the answer may not be as long as was asked for, what is left is for its words, too.</summary>
    /// <param name="mostTokens">The limit of the answer, which thinking is a part of.</param>
    /// <returns>Null where nothing is asked about it.</returns>
    /// <exception cref="ProviderException">The limit holds no thinking.</exception>
    public static int? ThinkingTokens(ThinkingAsk? thinking, int mostTokens) =>
        thinking?.BudgetTokens is not { } asked ? null
        : Math.Min(asked, mostTokens / 4 * 3) is >= LeastThinking and var most ? most
        : asked < mostTokens ? Math.Min(asked, LeastThinking)
        : throw new ProviderException(
            ProviderFailure.BadRequest,
            $"thinking: the answer may have {mostTokens} tokens here, by the model's limit or by what is left of a budget, and thinking takes at least {LeastThinking} of them. "
            + "Leave thinking out, or have the budget raised.");

    /// <summary>Whether a refusal holds for every request: of one kind of thinking, a model that has another says the same.</summary>
    public static bool IsForGood(WireError error, ModelFields field) => field == ModelFields.TopK && SamplingDialect.IsUnsupported(error);

    private static void WriteThinking(Utf8JsonWriter json, ThinkingAsk thinking, int mostTokens)
    {
        json.WriteStartObject("thinking"u8);
        json.WriteString("type"u8, thinking.Type);
        if (ThinkingTokens(thinking, mostTokens) is { } budget)
        {
            json.WriteNumber("budget_tokens"u8, budget);
        }

        if (thinking.Display is { } display)
        {
            json.WriteString("display"u8, display);
        }

        json.WriteEndObject();
    }

    [GeneratedRegex(@"\b(?:top_k|effort|[Tt]hinking)\b")]
    private static partial Regex Named();

    // In the same sentence: what it says of other things, such as what goes with thinking, is no word about the field.
    [GeneratedRegex(
        @"^\S*[^.;]*?(?:not supported|no longer|does not support|does not take|unsupported|not available|unknown|unrecognized|extra inputs|not permitted)", RegexOptions.IgnoreCase)]
    private static partial Regex NotTaken();

    [GeneratedRegex(@"(?:does not (?:support|take|have)|unsupported|unknown|unrecognized)(?:(?!\b(?:when|while|with)\b)[^.;])*$", RegexOptions.IgnoreCase)]
    private static partial Regex TakesNo();
}
