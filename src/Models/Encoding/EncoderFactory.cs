using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Parley.Accounts;
using Parley.Embedding;

namespace Parley.Models;

/// <summary>Makes deployments that embed and rank: the one place where the meter is put around their clients.</summary>
internal sealed class EncoderFactory(Ledger ledger, TimeProvider time, ILogger<Meter> logger)
{
    /// <param name="terms">Null for the usual ones: free and open to everybody.</param>
    /// <param name="vectors">What its vectors are named by; null for its name.</param>
    public EmbeddingDeployment Embedder(
        string provider, string name, EmbeddingOptions options, IEmbeddingGenerator<string, Embedding<float>> client, AgreedTerms? terms = null,
        string? vectors = null)
    {
        terms ??= new(DeploymentTerms.Usual);
        return new(terms, time)
        {
            Name = name,
            VectorName = vectors ?? name,
            Provider = provider,
            Model = options.Model ?? name,
            Options = options,
            Since = time.GetUtcNow(),
            Client = new(client, MeterOf(provider, name, options.Model ?? name, terms)),
        };
    }

    /// <inheritdoc cref="Embedder" path="/param[@name='terms']"/>
    public RerankDeployment Reranker(string provider, string name, string model, IRerankClient client, AgreedTerms? terms = null)
    {
        terms ??= new(DeploymentTerms.Usual);
        return new(client, MeterOf(provider, name, model, terms), terms)
        {
            Name = name,
            Provider = provider,
            Model = model,
            Since = time.GetUtcNow(),
        };
    }

    public EmbeddingDeployment BuiltInEmbedder() => Embedder(
        BuiltInEncoders.Provider, BuiltInEncoders.Embedder,
        new() { Model = BuiltInEncoders.Embedder, MostTokens = BuiltInEncoders.MostTokens, Attempts = 1 }, new BuiltInEmbeddingGenerator());

    public RerankDeployment BuiltInReranker() => Reranker(BuiltInEncoders.Provider, BuiltInEncoders.Reranker, BuiltInEncoders.Reranker, new BuiltInReranker());

    private InputMeter MeterOf(string provider, string name, string model, AgreedTerms terms) => new(new(provider, name, model, 0, terms, 1), ledger, time, logger);
}
