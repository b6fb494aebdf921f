using Microsoft.Extensions.AI;

namespace Parley.Embedding;

/// <summary>The built-in embedding behind the interface that every provider has; works at once, without network or model.</summary>
public sealed class BuiltInEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int TextsBetweenLooks = 64;

    private static readonly EmbeddingGeneratorMetadata Metadata = new("parley", null, BuiltInEmbedder.Model, BuiltInEmbedder.Dimensions);

    /// <returns>One vector of length 1 a text, in their order; all zero for a text without words.</returns>
    /// <exception cref="NotSupportedException">Other dimensions or another model are asked for.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Dimensions is { } dimensions && dimensions != BuiltInEmbedder.Dimensions)
        {
            throw new NotSupportedException($"The built-in embedding has {BuiltInEmbedder.Dimensions} dimensions, not {dimensions}.");
        }

        if (options?.ModelId is { } model && model != BuiltInEmbedder.Model)
        {
            throw new NotSupportedException($"The built-in embedding is '{BuiltInEmbedder.Model}', not '{model}'.");
        }

        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var (i, text) in values.Index())
        {
            if (i % TextsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            embeddings.Add(new(BuiltInEmbedder.Embed(text)) { ModelId = BuiltInEmbedder.Model });
        }

        return Task.FromResult(embeddings);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? Metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // Holds nothing of its own: the word vectors belong to the process.
    }
}
