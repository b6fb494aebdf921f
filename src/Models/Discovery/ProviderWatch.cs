using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.Models;

/// <summary>
/// Looks for providers at the start and from time to time, so that one that starts later is found and one on loopback that ends is let
/// go. A start waits for it no longer than for the servers of this machine; who asks for models waits for what is named to be looked for once.
/// </summary>
internal sealed class ProviderWatch : BackgroundService, IHostedLifecycleService
{
    private readonly ModelCatalogue _catalogue;
    private readonly ModelsOptions _options;
    private readonly TimeProvider _time;
    private readonly List<SoughtProvider> _sought = [];
    private readonly HashSet<string> _names = [ExtractiveModel.Name];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task? _first;

    public ProviderWatch(
        IEnumerable<IModelProvider> providers, IConfiguration configuration, ModelCatalogue catalogue, DeploymentFactory factory,
        IOptions<ModelsOptions> options, TimeProvider time, ILogger<ProviderWatch> logger)
    {
        (_catalogue, _options, _time) = (catalogue, options.Value, time);
        var kinds = providers.ToDictionary(provider => provider.Provider);
        var named = Places.OfEnvironment(configuration, _options);
        _sought.AddRange(named.Where(place => kinds.ContainsKey(place.Provider))
            .Select(place => new SoughtProvider(kinds[place.Provider], place.Endpoint, place.Variables, factory, logger)));
        if (kinds.TryGetValue("openai", out var openai))
        {
            _sought.AddRange(Places.OnLoopback(configuration, _options, named)
                .Select(place => new SoughtProvider(openai, place, named: null, factory, logger)));
        }
    }

    /// <summary>Whether everything that the environment names answers.</summary>
    public bool NamedAnswer => _sought.All(sought => sought.Failure is null);

    /// <summary>What the environment names and does not answer, by the beginning of its variables' names, with the reason.</summary>
    public IEnumerable<(string Variables, string Failure)> Failures =>
        from sought in _sought
        where sought.Failure is not null
        select (sought.Named!, sought.Failure!);

    public Task LookAsync(CancellationToken cancellationToken) => Task.WhenAll(_sought.Select(sought => LookAsync(sought, cancellationToken)));

    /// <summary>When the database is ready and before anything else of the server starts: work that was left lying is taken up at once then, and needs models.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Begin();
        return Task.CompletedTask;
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var first = Begin();
        await base.StartAsync(cancellationToken);
        if (_sought.Count > 0)
        {
            await Task.WhenAny(first, Task.Delay(_options.DiscoveryPatience, _time, cancellationToken));
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        // After a start that failed nobody stops it. It may be disposed more than once.
        _stopping.Cancel();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_sought.Count == 0)
        {
            return;
        }

        try
        {
            await Begin();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }

        using var timer = new PeriodicTimer(_options.ProbeEvery, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(stoppingToken);
        }
    }

    private Task Begin()
    {
        if (_first is null)
        {
            Show();
            var looks = _sought.Select(sought => (IsNamed: sought.Named is not null, Look: LookAsync(sought, _stopping.Token))).ToList();
            _catalogue.Await(OverAsync(looks.Where(one => one.IsNamed).Select(one => one.Look)));
            _first = Task.WhenAll(looks.Select(one => one.Look));
        }

        return _first;
    }

    private async Task OverAsync(IEnumerable<Task> looks)
    {
        await Task.WhenAll(looks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_stopping.IsCancellationRequested)
        {
            // Nothing was learnt. Who waits stops too, and is not to go on with less than there is.
            await new TaskCompletionSource().Task;
        }
    }

    private async Task LookAsync(SoughtProvider sought, CancellationToken cancellationToken)
    {
        await sought.LookAsync(NameFor, cancellationToken);
        Show();
    }

    private void Show()
    {
        lock (_gate)
        {
            _catalogue.Show(
                [.. _sought.Select(one => one.Found).OfType<Deployment>()],
                [.. _sought.Where(one => one is { Named: not null, Found: null, Refuses: false }).Select(one => one.Named!)]);
        }
    }

    private string NameFor(string model)
    {
        lock (_gate)
        {
            var name = model;
            for (var number = 2; !_names.Add(name); number++)
            {
                name = $"{model}-{number}";
            }

            return name;
        }
    }
}
