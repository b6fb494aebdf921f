using System.Collections.Concurrent;
using System.Collections.Immutable;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>
/// The models of all tenants: what the environment gives, and what tenants keep in the database. A change is in force at once on the
/// node that made it and on the others as soon as they hear of it; a node that heard nothing looks by itself after some seconds.
/// </summary>
public sealed class ModelCatalogue : IDisposable
{
    /// <summary>After this long a tenant's version is looked at, in case word of a change was lost.</summary>
    internal static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(5);

    private const int MostShelves = 20_000;
    private static readonly GivenModels Nothing = new([], []);

    private readonly Deployment _extractive;
    private readonly EnvironmentTenants _environment;
    private readonly DeploymentFactory _factory;
    private readonly IReadOnlyDictionary<string, IModelProvider> _providers;
    private readonly CatalogueReader? _reader;
    private readonly TenantPlans? _plans;
    private readonly TimeProvider _time;
    private readonly IDisposable? _subscription;
    private readonly ConcurrentDictionary<TenantId, TenantShelf> _shelves = new();
    private volatile GivenModels _given = Nothing;
    private volatile Task _looked = Task.CompletedTask;

    /// <summary>The built-in model, which is always there.</summary>
    public Deployment Extractive => _extractive;

    /// <param name="reader">Null in a house without a database: then there is what the environment gives.</param>
    internal ModelCatalogue(
        DeploymentFactory factory, EnvironmentTenants environment, IEnumerable<IModelProvider> providers, TimeProvider time,
        CatalogueReader? reader = null, Signals? signals = null, TenantPlans? plans = null)
    {
        (_factory, _environment, _time, _reader, _plans) = (factory, environment, time, reader, plans);
        _extractive = ExtractiveModel.Deploy(factory);
        _providers = providers.ToDictionary(provider => provider.Provider, StringComparer.Ordinal);
        _subscription = signals?.Subscribe(CatalogueWrites.Topic, HearOfChange);
    }

    /// <summary>
    /// What a tenant has now. It reads the database only when something changed, or once in some seconds. After a start it waits until the
    /// providers that the environment names have been looked for once.
    /// </summary>
    public ValueTask<TenantModels> ForAsync(TenantScope tenant, CancellationToken cancellationToken = default)
    {
        var shelf = ShelfOf(tenant);
        return IsLooked(tenant) && IsFresh(shelf) && !shelf.Kept.AskForPlan ? new(Show(tenant, shelf, null)) : FilledAsync(tenant, shelf, cancellationToken);
    }

    /// <summary>What a tenant keeps, as it is now.</summary>
    internal async ValueTask<KeptModels> KeptAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        var shelf = ShelfOf(tenant);
        await FillAsync(tenant, shelf, cancellationToken);
        return shelf.Kept;
    }

    /// <summary>The deployments that a tenant has without having made them, as the environment has them; the extractive model last.</summary>
    internal async ValueTask<IReadOnlyList<Deployment>> GivenAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        await LookedAsync(tenant, cancellationToken);
        return [.. EnvironmentOf(tenant).Found, _extractive];
    }

    /// <summary>The kinds of providers there are.</summary>
    internal IReadOnlyDictionary<string, IModelProvider> Providers => _providers;

    /// <summary>Every deployment that no tenant made, whomever it serves.</summary>
    internal IReadOnlyList<Deployment> All => [.. _given.Found, _extractive];

    /// <summary>Sets what was found, the first to be the default.</summary>
    /// <param name="silent">What the environment names and has not answered since this process started, so that nobody knows its models.</param>
    internal void Show(ImmutableList<Deployment> found, ImmutableList<string>? silent = null) => _given = new(found, silent ?? []);

    /// <summary>Until then nobody knows what the environment gives, and who asks waits.</summary>
    internal void Await(Task looked) => _looked = looked;

    /// <summary>Something of a tenant's was changed; an empty key says that word of any may have been lost.</summary>
    internal void HearOfChange(string tenant)
    {
        foreach (var (of, shelf) in _shelves)
        {
            if (tenant.Length == 0 || of.Value == tenant)
            {
                shelf.HearOfChange();
            }
        }
    }

    public void Dispose() => _subscription?.Dispose();

    private GivenModels EnvironmentOf(TenantScope tenant) => _environment.Serves(tenant) ? _given : Nothing;

    private TenantModels Show(TenantScope tenant, TenantShelf shelf, string? plan) => shelf.Show(EnvironmentOf(tenant), _extractive, plan);

    private TenantShelf ShelfOf(TenantScope tenant)
    {
        if (_shelves.TryGetValue(tenant.Id, out var shelf))
        {
            return shelf;
        }

        if (_shelves.Count >= MostShelves)
        {
            _shelves.Clear();
        }

        return _shelves.GetOrAdd(tenant.Id, _ => new(tenant.Id, _factory, _providers));
    }

    private bool IsFresh(TenantShelf shelf) =>
        _reader is null || (shelf.Filled is { } filled && filled.Changes == shelf.Changes && _time.GetElapsedTime(filled.At) < LongestUnseen);

    private bool IsLooked(TenantScope tenant) => _looked.IsCompleted || !_environment.Serves(tenant);

    private Task LookedAsync(TenantScope tenant, CancellationToken cancellationToken) =>
        IsLooked(tenant) ? Task.CompletedTask : _looked.WaitAsync(cancellationToken);

    private async ValueTask<TenantModels> FilledAsync(TenantScope tenant, TenantShelf shelf, CancellationToken cancellationToken)
    {
        await LookedAsync(tenant, cancellationToken);
        await FillAsync(tenant, shelf, cancellationToken);
        var plan = shelf.Kept.AskForPlan && _plans is not null ? await _plans.NameOfAsync(tenant, cancellationToken) : null;
        return Show(tenant, shelf, plan);
    }

    private async ValueTask FillAsync(TenantScope tenant, TenantShelf shelf, CancellationToken cancellationToken)
    {
        if (IsFresh(shelf))
        {
            return;
        }

        await shelf.Turn.WaitAsync(cancellationToken);
        try
        {
            if (!IsFresh(shelf))
            {
                await ReadAsync(tenant, shelf, cancellationToken);
            }
        }
        finally
        {
            shelf.Turn.Release();
        }
    }

    private async Task ReadAsync(TenantScope tenant, TenantShelf shelf, CancellationToken cancellationToken)
    {
        // Read before the database is: what changes meanwhile is looked at the next time.
        var (changes, at) = (shelf.Changes, _time.GetTimestamp());
        var kept = shelf.Filled?.Changes == changes && await _reader!.VersionAsync(tenant, cancellationToken) == shelf.Kept.Version
            ? shelf.Kept
            : await _reader!.ReadAsync(tenant, cancellationToken);
        shelf.Fill(new(kept, changes, at));
    }
}

/// <summary>What the environment gives.</summary>
/// <param name="Silent">What it names and has not answered since this process started: the beginnings of variables' names, such as <c>OPENAI</c>.</param>
internal sealed record GivenModels(ImmutableList<Deployment> Found, ImmutableList<string> Silent);
