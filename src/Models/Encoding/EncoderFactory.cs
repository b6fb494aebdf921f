using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Embedding;

namespace Parley.Models;

/// <summary>Makes deployments that embed and rank: the one place where the meter is put around their clients.</summary>
/// <param name="shares">Null in a house without a database.</param>
internal sealed class EncoderFactory(
    Ledger ledger, IOptions<LoadOptions> load, TenantWeights weights, TimeProvider time, ILogger<Meter> logger, NodeShares? shares = null)
{
    /// <summary>What is agreed for a deployment and who waits for it. Both outlive its settings.</summary>
    /// <param name="of">The tenant and the id of the deployment; null where nobody can set limits.</param>
    public EncoderStanding Standing(DeploymentTerms terms, (TenantId Tenant, string Id)? of = null)
    {
        var agreed = new AgreedTerms(terms);
        return new(agreed, new(load.Value, () => agreed.Now.Limits, time, of is { } kept ? shares?.Of(kept.Tenant, kept.Id) : null));
    }

    /// <param name="standing">Null for the usual terms: free, unlimited and open to everybody.</param>
    /// <param name="vectors">What its vectors are named by; null for its name.</param>
    public EmbeddingDeployment Embedder(
        string provider, string name, EmbeddingOptions options, IEmbeddingGenerator<string, Embedding<float>> client, EncoderStanding? standing = null,
        string? vectors = null)
    {
        standing ??= Standing(DeploymentTerms.Usual);
        return new(standing, time)
        {
            Name = name,
            VectorName = vectors ?? name,
            Provider = provider,
            Model = options.Model ?? name,
            Options = options,
            Since = time.GetUtcNow(),
            Client = new(client, MeterOf(provider, name, options.Model ?? name, standing)),
        };
    }

    /// <inheritdoc cref="Embedder" path="/param[@name='standing']"/>
    public RerankDeployment Reranker(string provider, string name, string model, IRerankClient client, EncoderStanding? standing = null)
    {
        standing ??= Standing(DeploymentTerms.Usual);
        return new(client, MeterOf(provider, name, model, standing), standing)
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

    private InputMeter MeterOf(string provider, string name, string model, EncoderStanding standing) => new(
        new(provider, name, model, 0, standing.Terms, 1),
        // What is built in has all the room that this machine has.
        provider == BuiltInEncoders.Provider ? null : new(name, standing.Queue, standing.Terms, weights, time), ledger, time, logger);
}

/// <summary>What is agreed for a deployment that embeds or ranks, and who waits for it.</summary>
internal sealed record EncoderStanding(AgreedTerms Terms, FairQueue Queue);
