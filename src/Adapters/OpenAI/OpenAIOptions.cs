using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.OpenAI;

/// <summary>How OpenAI-compatible servers are called. Bound from the "Models:OpenAI" section.</summary>
public sealed record OpenAIOptions
{
    /// <summary>Whether the server continues a given answer; null means: where it is known to (vLLM).</summary>
    public bool? Continue { get; init; }

    /// <summary>Whether the model sees images; null means: known of OpenAI's larger models.</summary>
    public bool? Vision { get; init; }

    /// <summary>Tokens of context; null means what the server says, else a cautious guess.</summary>
    [Range(512, 100_000_000)]
    public int? ContextTokens { get; init; }

    /// <summary>Longest answer in tokens; null means what is known of the model, else its context.</summary>
    [Range(1, 100_000_000)]
    public int? MaxOutputTokens { get; init; }

    /// <summary>Longest wait for a connection. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:02:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait from the request to the first token. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:30:00")]
    public TimeSpan FirstTokenTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest silence between two tokens. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:30:00")]
    public TimeSpan BetweenTokensTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest single frame of a stream, in bytes. Default 1 MiB.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int LongestFrame { get; init; } = 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class OpenAIOptionsValidator : IValidateOptions<OpenAIOptions>;
