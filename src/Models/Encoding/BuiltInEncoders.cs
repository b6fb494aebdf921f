using Parley.Embedding;

namespace Parley.Models;

/// <summary>What embeds and ranks without any provider. It costs nothing and is always there.</summary>
public static class BuiltInEncoders
{
    public const string Provider = "parley";

    /// <summary>The built-in embedding.</summary>
    public const string Embedder = BuiltInEmbedder.Model;

    /// <summary>Numbers in one of its vectors.</summary>
    public const int Dimensions = BuiltInEmbedder.Dimensions;

    /// <summary>The built-in ranker.</summary>
    public const string Reranker = "parley-rerank-1";

    /// <summary>Tokens of a text that it reads, about.</summary>
    internal const int MostTokens = 8_000;
}
