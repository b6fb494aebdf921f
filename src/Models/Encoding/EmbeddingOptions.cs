using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Models;

/// <summary>A model that embeds texts, and how it is called. Bound from the "Embedding" section.</summary>
public sealed record EmbeddingOptions
{
    /// <summary>The model's name at its server; null for none beside those that <c>OPENAI_EMBEDDING_MODEL</c> names.</summary>
    public string? Model { get; init; }

    /// <summary>A server with <c>/embeddings</c> in OpenAI's format; null for that of <c>OPENAI_BASE_URL</c>.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Its key; null for that of OpenAI where it is OpenAI's server.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Numbers in a vector, where the model can be asked for fewer than it has; null for as many as it has.</summary>
    [Range(1, 2000)]
    public int? Dimensions { get; init; }

    /// <summary>Texts of one call. Default 64.</summary>
    [Range(1, 2048)]
    public int BatchSize { get; init; } = 64;

    /// <summary>Tokens of a text that are sent, as estimated; what is longer is cut. Default 8,000.</summary>
    [Range(16, 1_000_000)]
    public int MostTokens { get; init; } = 8_000;

    /// <summary>What some models want before a question, such as <c>query: </c>.</summary>
    [MaxLength(500)]
    public string QueryPrefix { get; init; } = "";

    /// <summary>What some models want before a passage, such as <c>passage: </c>.</summary>
    [MaxLength(500)]
    public string PassagePrefix { get; init; } = "";

    /// <summary>Longest wait for one call. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls for the same texts, while the provider fails in a way that passes. Default 4.</summary>
    [Range(1, 10)]
    public int Attempts { get; init; } = 4;

    /// <summary>Pause before the second call; it doubles with each further one. Default half a second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest pause that a provider can ask for; who asks for more is left alone for now. Default 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(20);
}

[OptionsValidator]
internal sealed partial class EmbeddingOptionsValidator : IValidateOptions<EmbeddingOptions>;
