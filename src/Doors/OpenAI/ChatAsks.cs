using System.Globalization;
using Parley.Models;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>Reads what a request in OpenAI's format asks of the model beyond the knobs.</summary>
internal static class ChatAsks
{
    private const int MostBiases = 1_024;
    private const double LargestBias = 100;
    private const int MostAlternatives = 20;
    private const int LongestName = 64;

    private static readonly string[] Efforts = ["none", "minimal", "low", "medium", "high", "xhigh"];
    private static readonly string[] Verbosities = ["low", "medium", "high"];

    /// <param name="messages">Those that are sent.</param>
    /// <returns>Null when nothing is asked.</returns>
    /// <exception cref="RefusedException">A value is none of that API's.</exception>
    public static ModelAsks? Read(ChatCompletionRequest request, IReadOnlyList<SentMessage> messages)
    {
        CheckWord("reasoning_effort", request.ReasoningEffort, Efforts);
        CheckWord("verbosity", request.Verbosity, Verbosities);
        WireRange.Check("top_logprobs", request.TopLogprobs, 0, MostAlternatives);
        if (request.TopLogprobs > 0 && request.Logprobs != true)
        {
            throw Invalid("top_logprobs", "top_logprobs goes with logprobs: true.");
        }

        return new ModelAsks
        {
            Effort = request.ReasoningEffort,
            Verbosity = request.Verbosity,
            LogitBias = Biases(request.LogitBias),
            Logprobs = request.Logprobs == true ? request.TopLogprobs ?? 0 : null,
            ImageDetail = messages.Any(message => message.Files.Any(file => file.Detail is not null)),
            Names = messages.Any(message => message.Details?.Name is not null),
            StrictSchema = request.ResponseFormat is { Type: "json_schema" } format ? format.JsonSchema?.Strict : null,
        }.OrNull();
    }

    /// <summary>Whether somebody may be called so.</summary>
    /// <exception cref="RefusedException">Nobody may.</exception>
    public static string? Name(string? name, string path) =>
        name is null || (name.Length is > 0 and <= LongestName && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or '|' or '\\' or '/'))
            ? name
            : throw Invalid(path, $"{path} must have 1 to {LongestName} characters, without blanks and without < > | \\ and /.");

    private static SortedDictionary<string, double>? Biases(IReadOnlyDictionary<string, double>? biases)
    {
        if (biases is not { Count: > 0 })
        {
            return null;
        }

        if (biases.Count > MostBiases)
        {
            throw Invalid("logit_bias", $"logit_bias names {biases.Count} tokens; at most {MostBiases} can be given.");
        }

        foreach (var (token, bias) in biases)
        {
            if (!uint.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out _) || !(Math.Abs(bias) <= LargestBias))
            {
                throw Invalid("logit_bias", "logit_bias has the numbers of tokens, each with a number from -100 to 100: {\"1734\": -100}.");
            }
        }

        return new(biases.ToDictionary(), StringComparer.Ordinal);
    }

    private static void CheckWord(string field, string? word, string[] words)
    {
        if (word is not null && !words.Contains(word))
        {
            throw Invalid(field, $"{field} must be one of {string.Join(", ", words)}.");
        }
    }

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
