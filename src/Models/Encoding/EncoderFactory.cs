using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Parley.Accounts;
using Parley.Embedding;

namespace Parley.Models;

/// <summary>Makes deployments that embed and rank: the one place where the meter is put around their clients.</summary>
internal sealed class EncoderFactory(Ledger ledger, TimeProvider time, ILogger<Meter> logger)
{
    public EmbeddingDeployment Embedder(string provider, string name, EmbeddingOptions options, IEmbeddingGenerator<string, Embedding<float>> client) => new(time)
    {
        Name = name,
        Provider = provider,
        Model = options.Model ?? name,
        Options = options,
        Since = time.GetUtcNow(),
        Client = new(client, MeterOf(provider, name, options.Model ?? name)),
    };

    public RerankDeployment Reranker(string provider, string name, string model, IRerankClient client) => new(client, MeterOf(provider, name, model))
    {
        Name = name,
        Provider = provider,
        Model = model,
        Since = time.GetUtcNow(),
    };

    public EmbeddingDeployment BuiltInEmbedder() => Embedder(
        BuiltInEncoders.Provider, BuiltInEncoders.Embedder,
        new() { Model = BuiltInEncoders.Embedder, MostTokens = BuiltInEncoders.MostTokens, Attempts = 1 }, new BuiltInEmbeddingGenerator());

    public RerankDeployment BuiltInReranker() => Reranker(BuiltInEncoders.Provider, BuiltInEncoders.Reranker, BuiltInEncoders.Reranker, new BuiltInReranker());

    private InputMeter MeterOf(string provider, string name, string model) => new(new(provider, name, model, 0, Price.Zero), ledger, time, logger);
}
