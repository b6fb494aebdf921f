using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>What is asked for beyond the knobs, as the wire has it; none of it is left out where a server refuses it.</summary>
internal static partial class AskedFields
{
    /// <summary>What the wire has a field for, whoever serves it.</summary>
    public const ModelFields OfTheWire =
        ModelFields.Effort | ModelFields.Verbosity | ModelFields.LogitBias | ModelFields.Logprobs | ModelFields.ImageDetail | ModelFields.Names | ModelFields.StrictSchema;

    private static readonly (string Name, ModelFields Field)[] Names =
    [
        ("reasoning_effort", ModelFields.Effort),
        ("verbosity", ModelFields.Verbosity),
        ("logit_bias", ModelFields.LogitBias),
        ("top_logprobs", ModelFields.Logprobs),
        ("logprobs", ModelFields.Logprobs),
        ("top_k", ModelFields.TopK),
        ("detail", ModelFields.ImageDetail),
        ("name", ModelFields.Names),
        ("strict", ModelFields.StrictSchema),
    ];

    public static IReadOnlyList<string> Efforts { get; } = ["none", "minimal", "low", "medium", "high", "xhigh"];

    public static void Write(Utf8JsonWriter json, ChatOptions? options)
    {
        if (options?.TopK is { } most)
        {
            json.WriteNumber("top_k"u8, most);
        }

        if (options.Asks() is not { } asks)
        {
            return;
        }

        if (asks.Effort is { } effort)
        {
            json.WriteString("reasoning_effort"u8, effort);
        }

        if (asks.Verbosity is { } verbosity)
        {
            json.WriteString("verbosity"u8, verbosity);
        }

        if (asks.LogitBias is { } biases)
        {
            json.WriteStartObject("logit_bias"u8);
            foreach (var (token, bias) in biases)
            {
                json.WriteNumber(token, bias);
            }

            json.WriteEndObject();
        }

        if (asks.Logprobs is { } alternatives)
        {
            json.WriteBoolean("logprobs"u8, true);
            json.WriteNumber("top_logprobs"u8, alternatives);
        }
    }

    /// <summary>Of what was asked, what a refusal names.</summary>
    public static ModelFields NamedIn(WireError error, ModelFields asked)
    {
        // A parameter is named by its path; in a sentence, short words stand for other things as well.
        var last = error.Param?.Split('.')[^1];
        foreach (var (name, field) in Names)
        {
            if (asked.HasFlag(field) && (last == name || (name.Contains('_', StringComparison.Ordinal) && error.Message?.Contains(name, StringComparison.Ordinal) == true)
                || (name is "verbosity" or "logprobs" && error.Message?.Contains($"'{name}'", StringComparison.Ordinal) == true)))
            {
                return field;
            }
        }

        return ModelFields.None;
    }

    /// <summary>Whether a refusal is one of the field, and not of its value alone.</summary>
    public static bool IsForGood(WireError error) =>
        error.Code != "unsupported_value" && error.Message is { } message && !OfValue().IsMatch(message) && WireDialect.IsUnsupported(error);

    [GeneratedRegex("unsupported value|supported values|valid values|invalid value", RegexOptions.IgnoreCase)]
    private static partial Regex OfValue();
}
