using System.Text;
using Microsoft.Extensions.AI;
using Parley.Text;

namespace Parley.Models;

/// <summary>The only generator of embeddings that leaves this project: every call of it is in the ledger.</summary>
public sealed class MeteredEmbeddingGenerator : DelegatingEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>Markers that a tokenizer puts around a text.</summary>
    private const int PerText = 8;

    private readonly InputMeter _meter;

    internal MeteredEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> innerGenerator, InputMeter meter)
        : base(innerGenerator) => _meter = meter;

    /// <exception cref="InvalidOperationException">The call does not say for whom and for what it is.</exception>
    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var context = options.Context() ?? throw new InvalidOperationException(
            $"This call carries no {nameof(CallContext)}; say for whom and for what it is by EmbeddingGenerationOptions.With(context).");
        var texts = values as IReadOnlyList<string> ?? [.. values];
        return _meter.CallAsync(
            context,
            texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text) + PerText),
            () => texts.Sum(text => (long)TokenEstimate.Of(text)),
            async token =>
            {
                var vectors = await base.GenerateAsync(texts, options, token);
                return (vectors, vectors.Usage?.InputTokenCount);
            },
            cancellationToken);
    }

    /// <summary>Never gives the generator inside away.</summary>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) ? base.GetService(serviceType, serviceKey)
        : serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : null;
}

/// <summary>What our own calls carry in <see cref="EmbeddingGenerationOptions"/>. None of it is sent to a provider.</summary>
public static class EmbeddingCalls
{
    private const string ContextKey = "parley.context";

    public static EmbeddingGenerationOptions With(this EmbeddingGenerationOptions options, CallContext context)
    {
        (options.AdditionalProperties ??= [])[ContextKey] = context;
        return options;
    }

    public static CallContext? Context(this EmbeddingGenerationOptions? options) =>
        options?.AdditionalProperties?.GetValueOrDefault(ContextKey) as CallContext;
}
