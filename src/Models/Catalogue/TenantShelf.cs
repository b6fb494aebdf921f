namespace Parley.Models;

/// <summary>
/// What one tenant's models are made of, kept between changes. A deployment stays the same object as long as where it is and what it
/// can do stay the same, so that what others know about it lives on.
/// </summary>
internal sealed class TenantShelf(TenantId tenant, DeploymentFactory factory, IReadOnlyDictionary<string, IModelProvider> providers) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Made> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Deployment Of, Deployment Said)> _overlaid = new(StringComparer.Ordinal);
    private long _changes = 1;
    private volatile Filling? _filled;
    private View? _view;

    /// <summary>Held while the shelf is filled anew.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Rises with each change that this node hears of.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>What it was filled with last; null before the first time.</summary>
    public Filling? Filled => _filled;

    public KeptModels Kept => _filled?.Kept ?? KeptModels.None;

    public void HearOfChange() => Interlocked.Increment(ref _changes);

    public void Fill(Filling filling)
    {
        lock (_gate)
        {
            _view = ReferenceEquals(filling.Kept, Kept) ? _view : null;
            _filled = filling;
        }
    }

    /// <summary>What the tenant has now.</summary>
    /// <param name="environment">What the environment gives it.</param>
    public TenantModels Show(GivenModels environment, Deployment extractive, string? plan)
    {
        lock (_gate)
        {
            if (_view is { } view && ReferenceEquals(view.Environment, environment) && view.Plan == plan)
            {
                return view.Models;
            }

            var routes = Kept.Routes.Select(one => one.Route).ToList();
            _view = new(environment, plan, new(Compose(environment.Found, extractive), routes, plan) { Silent = environment.Silent });
            return _view.Models;
        }
    }

    public void Dispose() => Turn.Dispose();

    private List<Deployment> Compose(IReadOnlyList<Deployment> environment, Deployment extractive)
    {
        var said = Kept.Deployments.Where(one => one.Origin == DeploymentOrigins.Environment).ToDictionary(one => one.Name, StringComparer.Ordinal);
        var own = Kept.Deployments.Where(one => one.Origin != DeploymentOrigins.Environment).ToList();
        var names = own.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _own.Keys.Except(own.Select(one => one.Id)).ToList())
        {
            _own.Remove(gone);
        }

        return
        [
            .. from deployment in environment
               where !names.Contains(deployment.Name)
               let word = said.GetValueOrDefault(deployment.Name)
               where word?.Settings.Enabled ?? true
               select word is null ? deployment : Overlaid(deployment, word),
            .. from kept in own
               where kept.Settings.Enabled && kept.Chats
               let deployment = Live(kept)
               where deployment is not null
               select deployment,
            extractive,
        ];
    }

    private Deployment? Live(KeptDeployment kept)
    {
        if (!providers.TryGetValue(kept.Settings.Provider, out var provider))
        {
            return null;
        }

        var (place, terms) = (Place.Of(kept), kept.TermsAt(Kept.PricesOf(kept.Id)));
        if (_own.TryGetValue(kept.Id, out var made) && made.Place == place)
        {
            made.Deployment.Terms.Now = terms;
            return made.Deployment;
        }

        var deployment = factory.Make(
            kept.Settings.Provider, kept.Name, provider.Open(kept.Endpoint, kept.Settings.Known), new(terms), kept.Id, kept.CreatedAt, tenant);
        _own[kept.Id] = new(place, deployment);
        return deployment;
    }

    private Deployment Overlaid(Deployment deployment, KeptDeployment word)
    {
        var terms = word.TermsAt(Kept.PricesOf(word.Id));
        if (_overlaid.TryGetValue(deployment.Name, out var known) && ReferenceEquals(known.Of, deployment))
        {
            known.Said.Terms.Now = terms;
            return known.Said;
        }

        var said = factory.Make(deployment.Provider, deployment.Name, deployment.Connection!, new(terms), word.Id, deployment.Since, tenant);
        _overlaid[deployment.Name] = (deployment, said);
        return said;
    }

    /// <param name="Changes">The state of <see cref="TenantShelf.Changes"/> before the database was read.</param>
    /// <param name="At">When that was.</param>
    internal sealed record Filling(KeptModels Kept, long Changes, long At);

    private sealed record View(GivenModels Environment, string? Plan, TenantModels Models);

    private sealed record Made(Place Place, Deployment Deployment);

    /// <summary>What makes a deployment another one when it changes.</summary>
    private sealed record Place(string Provider, string BaseUrl, string? ApiKey, bool IsOfTenant, KnownModel Model)
    {
        public static Place Of(KeptDeployment kept) =>
            new(kept.Settings.Provider, kept.Settings.BaseUrl, kept.Settings.ApiKey, kept.IsOfTenant, kept.Settings.Known);
    }
}
