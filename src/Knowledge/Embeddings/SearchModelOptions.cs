using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Knowledge;

/// <summary>What connected models do for searches. Bound from the "Search" section.</summary>
public sealed record SearchModelOptions
{
    /// <summary>Longest wait for a question's embedding by a connected model; then words answer. Default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan EmbeddingTimeLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a model that failed or was late is left alone before it is asked again, whether to embed, to rank or to write. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan EmbeddingRest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Questions whose embeddings by connected models are kept in memory. Default 2,000.</summary>
    [Range(0, 1_000_000)]
    public int EmbeddingsKept { get; init; } = 2_000;

    /// <summary>What a connected embedding model counts beside the built-in ranker where passages are ordered, 0 to 1. Default 0.5.</summary>
    [Range(0.0, 1.0)]
    public double EmbeddingWeight { get; init; } = 0.5;

    /// <summary>Who reads the best passages again: a connected reranker or language model, by its name, or <c>off</c>; null for the connected reranker, where there is one.</summary>
    public string? Reranker { get; init; }

    /// <summary>Passages that are read again. Default 20.</summary>
    [Range(2, 50)]
    public int RerankReads { get; init; } = 20;

    /// <summary>Longest wait for whoever reads them again; then the built-in order stands. Default 3 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RerankTimeLimit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The language model that says a follow-up so that it can stand alone; null for none.</summary>
    public string? Rewriter { get; init; }

    /// <summary>The language model that makes up an answer to look for what resembles it; null for none.</summary>
    public string? Hyde { get; init; }

    /// <summary>Longest wait for each of the two. Default 3 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RewriteTimeLimit { get; init; } = TimeSpan.FromSeconds(3);
}

[OptionsValidator]
internal sealed partial class SearchModelOptionsValidator : IValidateOptions<SearchModelOptions>;
