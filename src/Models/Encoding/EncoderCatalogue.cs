using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Parley.Models;

/// <summary>
/// The deployments that embed and rank, and which tenant may use which. Those of the environment serve whom its chat models serve; beside
/// them are those that a tenant keeps.
/// </summary>
public sealed class EncoderCatalogue
{
    private const string Provider = "openai";
    private const int MostStandings = 20_000;

    private readonly EncoderFactory _factory;
    private readonly IEncoderProvider? _provider;
    private readonly ModelCatalogue _models;
    private readonly EmbeddingOptions _embedding;
    private readonly RerankOptions _rerank;
    private readonly EnvironmentTenants _environment;
    private readonly ImmutableArray<EmbeddingDeployment> _embedders = [];
    private readonly ImmutableArray<RerankDeployment> _rerankers = [];
    private readonly ConditionalWeakTable<KeptModels, TenantEncoders> _made = [];
    private readonly ConcurrentDictionary<(TenantId Tenant, string Id), EncoderStanding> _standings = new();

    internal EncoderCatalogue(
        EncoderFactory factory, IEnumerable<IEncoderProvider> providers, IConfiguration configuration, IOptions<EmbeddingOptions> embedding,
        IOptions<RerankOptions> rerank, EnvironmentTenants environment, ModelCatalogue models)
    {
        (_factory, _environment, _models, _embedding, _rerank) = (factory, environment, models, embedding.Value, rerank.Value);
        (BuiltInEmbedder, BuiltInReranker) = (factory.BuiltInEmbedder(), factory.BuiltInReranker());
        _provider = providers.FirstOrDefault(one => one.Provider == Provider);
        if (_provider is null)
        {
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal) { BuiltInEncoders.Embedder, BuiltInEncoders.Reranker, "builtin" };
        _embedders = [.. EncoderPlaces.Embedders(configuration, _embedding).Select(
            place => factory.Embedder(Provider, FreeName(place.Endpoint.Model, names), place.Options, _provider.Embedder(place.Endpoint)))];
        _rerankers = EncoderPlaces.Reranker(configuration, _rerank) is { } endpoint
            ? [factory.Reranker(Provider, FreeName(endpoint.Model, names), endpoint.Model, _provider.Reranker(endpoint, _rerank.Wire))]
            : [];
    }

    public EmbeddingDeployment BuiltInEmbedder { get; }

    public RerankDeployment BuiltInReranker { get; }

    /// <summary>What this tenant has now.</summary>
    public async ValueTask<TenantEncoders> ForAsync(TenantScope tenant, CancellationToken cancellationToken = default)
    {
        var own = Own(tenant, await _models.KeptAsync(tenant, cancellationToken));
        var given = Given(tenant);
        return new([.. given.Embedders, .. own.Embedders, BuiltInEmbedder], [.. given.Rerankers, .. own.Rerankers, BuiltInReranker]);
    }

    /// <summary>Whether the environment or the program has a name for this tenant.</summary>
    internal bool HasGiven(TenantScope tenant, string name) =>
        name is BuiltInEncoders.Embedder or BuiltInEncoders.Reranker or "builtin"
        || Given(tenant) is var given && (given.Embedders.Any(one => one.Name == name) || given.Rerankers.Any(one => one.Name == name));

    private TenantEncoders Given(TenantScope tenant) => _environment.Serves(tenant) ? new(_embedders, _rerankers) : new([], []);

    private TenantEncoders Own(TenantScope tenant, KeptModels kept)
    {
        if (_provider is null || kept.Deployments.Count == 0)
        {
            return new([], []);
        }

        return _made.GetValue(kept, all =>
        {
            var on = all.Deployments.Where(one => one.Settings is { Enabled: true, Provider: Provider }).ToList();
            return new(
                [.. on.Where(one => Can(one, ModelAbilities.Embed)).Select(one => Embedder(one, StandingOf(tenant, one, all)))],
                [.. on.Where(one => Can(one, ModelAbilities.Rerank)).Select(one => Reranker(one, StandingOf(tenant, one, all)))]);
        });
    }

    // Whoever waits goes on waiting when a setting changes, and what was let through this minute stays counted.
    private EncoderStanding StandingOf(TenantScope tenant, KeptDeployment kept, KeptModels all)
    {
        var terms = kept.TermsAt(all.PricesOf(kept.Id));
        if (_standings.Count >= MostStandings)
        {
            _standings.Clear();
        }

        var standing = _standings.GetOrAdd((tenant.Id, kept.Id), of => _factory.Standing(terms, of));
        standing.Terms.Now = terms;
        return standing;
    }

    private EmbeddingDeployment Embedder(KeptDeployment kept, EncoderStanding standing) => _factory.Embedder(
        Provider, kept.Name, new() { Model = kept.Settings.Model, MostTokens = kept.Settings.Known.ContextTokens ?? _embedding.MostTokens },
        _provider!.Embedder(Endpoint(kept, _embedding.TimeLimit)), standing, $"{kept.Name}={kept.Settings.Model}");

    private RerankDeployment Reranker(KeptDeployment kept, EncoderStanding standing) => _factory.Reranker(
        Provider, kept.Name, kept.Settings.Model, _provider!.Reranker(Endpoint(kept, _rerank.TimeLimit), RerankWire.Cohere), standing);

    private static EncoderEndpoint Endpoint(KeptDeployment kept, TimeSpan limit) =>
        new(new(kept.Settings.BaseUrl), kept.Settings.ApiKey, kept.Settings.Model, limit) { IsOfTenant = kept.IsOfTenant };

    private static bool Can(KeptDeployment kept, ModelAbilities ability) => kept.Settings.Known.Abilities?.HasFlag(ability) == true;

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
