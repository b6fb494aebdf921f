using System.Text.RegularExpressions;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>What one model was learned to refuse, so that it is asked only once.</summary>
internal sealed partial class WireDialect(RefusedParameters refused)
{
    /// <summary>What an answer can do without.</summary>
    private static readonly string[] Optional =
        ["stream_options", "temperature", "top_p", "frequency_penalty", "presence_penalty", "max_completion_tokens", "max_tokens", "seed", "parallel_tool_calls"];

    private volatile bool _newTokenLimit;

    /// <summary>The name of the limit on an answer's tokens; null when the model takes none.</summary>
    public string? TokenLimit => refused.Contains("max_tokens") ? null : _newTokenLimit ? "max_completion_tokens" : "max_tokens";

    public bool Takes(string parameter) => !refused.Contains(parameter);

    /// <summary>Learns from a refusal.</summary>
    /// <returns>True when the same call is worth another try.</returns>
    public bool Learn(WireError error)
    {
        if (error.Message is not { } message || !IsUnsupported(error))
        {
            return false;
        }

        var named = error.Param is { } param ? Optional.FirstOrDefault(name => name == param) : null;
        named ??= Quoted().Matches(message).Select(match => match.Groups[1].Value).FirstOrDefault(name => Optional.Contains(name))
            ?? Optional.FirstOrDefault(name => message.Contains(name, StringComparison.Ordinal));
        switch (named)
        {
            case null:
                return false;
            case "max_tokens" when !_newTokenLimit:
                return _newTokenLimit = true;
            case "max_tokens" or "max_completion_tokens":
                return refused.Add("max_tokens");
            default:
                return refused.Add(named);
        }
    }

    /// <summary>Whether a refusal is one of something that was given, and not of a wrong value.</summary>
    public static bool IsUnsupported(WireError error) => Unsupported().IsMatch($"{error.Message} {error.Code}");

    [GeneratedRegex(
        "unsupported|not supported|does not support|unrecognized|unknown (?:parameter|field|argument|name)|extra inputs|extra_forbidden|not permitted|not allowed",
        RegexOptions.IgnoreCase)]
    private static partial Regex Unsupported();

    [GeneratedRegex("""['"`](\w+)['"`]""")]
    private static partial Regex Quoted();
}
