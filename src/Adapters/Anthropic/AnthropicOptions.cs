using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Anthropic;

/// <summary>How servers that speak Anthropic's API are called. Bound from the "Models:Anthropic" section.</summary>
public sealed record AnthropicOptions
{
    /// <summary>Whether the model continues a given answer; null means: where it is known to.</summary>
    public bool? Continue { get; init; }

    /// <summary>Whether the model sees images; null means: what the server says, else known of Claude.</summary>
    public bool? Vision { get; init; }

    /// <summary>Whether the provider is asked to keep the stable beginning of prompts in its cache. Default true.</summary>
    public bool PromptCache { get; init; } = true;

    /// <summary>Tokens of context; null means what the server says, else 200,000.</summary>
    [Range(512, 100_000_000)]
    public int? ContextTokens { get; init; }

    /// <summary>Longest answer in tokens; null means what the server says, else 8,192.</summary>
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

    /// <summary>Longest single event of a stream, and longest answer that is none, in bytes. Default 1 MiB.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int LongestFrame { get; init; } = 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class AnthropicOptionsValidator : IValidateOptions<AnthropicOptions>;
