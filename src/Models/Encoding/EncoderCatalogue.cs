using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Parley.Models;

/// <summary>The deployments that embed and rank, and which tenant may use which. Those of the environment serve whom its chat models serve.</summary>
public sealed class EncoderCatalogue
{
    private readonly EnvironmentTenants _environment;
    private readonly ImmutableArray<EmbeddingDeployment> _embedders;
    private readonly ImmutableArray<RerankDeployment> _rerankers;

    internal EncoderCatalogue(
        EncoderFactory factory, IEnumerable<IEncoderProvider> providers, IConfiguration configuration, IOptions<EmbeddingOptions> embedding,
        IOptions<RerankOptions> rerank, EnvironmentTenants environment)
    {
        _environment = environment;
        (BuiltInEmbedder, BuiltInReranker) = (factory.BuiltInEmbedder(), factory.BuiltInReranker());
        if (providers.FirstOrDefault(one => one.Provider == "openai") is not { } provider)
        {
            (_embedders, _rerankers) = ([], []);
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal) { BuiltInEncoders.Embedder, BuiltInEncoders.Reranker, "builtin" };
        _embedders = [.. EncoderPlaces.Embedders(configuration, embedding.Value).Select(
            place => factory.Embedder(provider.Provider, FreeName(place.Endpoint.Model, names), place.Options, provider.Embedder(place.Endpoint)))];
        _rerankers = EncoderPlaces.Reranker(configuration, rerank.Value) is { } endpoint
            ? [factory.Reranker(provider.Provider, FreeName(endpoint.Model, names), endpoint.Model, provider.Reranker(endpoint, rerank.Value.Wire))]
            : [];
    }

    public EmbeddingDeployment BuiltInEmbedder { get; }

    public RerankDeployment BuiltInReranker { get; }

    /// <summary>What this tenant may use, its default first.</summary>
    public IReadOnlyList<EmbeddingDeployment> EmbeddersFor(TenantScope tenant) =>
        _environment.Serves(tenant) ? [.. _embedders, BuiltInEmbedder] : [BuiltInEmbedder];

    /// <inheritdoc cref="EmbeddersFor"/>
    public IReadOnlyList<RerankDeployment> RerankersFor(TenantScope tenant) =>
        _environment.Serves(tenant) ? [.. _rerankers, BuiltInReranker] : [BuiltInReranker];

    /// <returns>Null when this tenant has none of that name.</returns>
    public EmbeddingDeployment? FindEmbedder(TenantScope tenant, string name) => EmbeddersFor(tenant).FirstOrDefault(one => one.Name == name);

    /// <inheritdoc cref="FindEmbedder"/>
    public RerankDeployment? FindReranker(TenantScope tenant, string name) => RerankersFor(tenant).FirstOrDefault(one => one.Name == name);

    /// <summary>The deployment that a request means.</summary>
    /// <param name="model">Its name; null for the tenant's default: the first provider's, else the built-in one.</param>
    /// <exception cref="RefusedException">404 <c>model_not_found</c>.</exception>
    public EmbeddingDeployment ChooseEmbedder(TenantScope tenant, string? model) =>
        string.IsNullOrEmpty(model) ? EmbeddersFor(tenant)[0]
        : FindEmbedder(tenant, model) ?? throw NotFound("embeds", model, EmbeddersFor(tenant).Select(one => one.Name));

    /// <inheritdoc cref="ChooseEmbedder"/>
    public RerankDeployment ChooseReranker(TenantScope tenant, string? model) =>
        string.IsNullOrEmpty(model) ? RerankersFor(tenant)[0]
        : FindReranker(tenant, model) ?? throw NotFound("ranks", model, RerankersFor(tenant).Select(one => one.Name));

    private static RefusedException NotFound(string does, string model, IEnumerable<string> offered) => new(new(
        404, "model_not_found",
        $"There is no model '{(model.Length <= 100 ? model : model[..100] + "…")}' here that {does} texts; there is {string.Join(", ", offered)}."));

    private static string FreeName(string model, HashSet<string> names)
    {
        var name = model;
        for (var number = 2; !names.Add(name); number++)
        {
            name = $"{model}-{number}";
        }

        return name;
    }
}
