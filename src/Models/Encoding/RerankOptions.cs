using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Models;

/// <summary>How a server of rerankers wants to be asked.</summary>
public enum RerankWire
{
    /// <summary><c>{model, query, documents}</c>, as Cohere, Jina, vLLM and most others.</summary>
    Cohere,

    /// <summary><c>{query, texts}</c>, as Text Embeddings Inference.</summary>
    Tei,
}

/// <summary>A model that ranks texts by a question, and how it is called. Bound from the "Rerank" section.</summary>
public sealed record RerankOptions
{
    /// <summary>The model's name at its server; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>A server with <c>/rerank</c> under this address; null for that of <c>OPENAI_BASE_URL</c>.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Its key; null for that of OpenAI where it is OpenAI's server.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The shape of requests. Default <see cref="RerankWire.Cohere"/>.</summary>
    public RerankWire Wire { get; init; } = RerankWire.Cohere;

    /// <summary>Longest wait for one call. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class RerankOptionsValidator : IValidateOptions<RerankOptions>;
