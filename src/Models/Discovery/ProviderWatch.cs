using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.Models;

/// <summary>
/// Looks for providers at the start and from time to time, so that one that starts later is found and one on loopback that ends is let
/// go. A start waits for it no longer than for the servers of this machine.
/// </summary>
internal sealed class ProviderWatch : BackgroundService
{
    private readonly ModelCatalogue _catalogue;
    private readonly ModelsOptions _options;
    private readonly TimeProvider _time;
    private readonly List<SoughtProvider> _sought = [];
    private readonly HashSet<string> _names = [ExtractiveModel.Name];
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProviderWatch(
        IEnumerable<IModelProvider> providers, IConfiguration configuration, ModelCatalogue catalogue, DeploymentFactory factory,
        IOptions<ModelsOptions> options, TimeProvider time, ILogger<ProviderWatch> logger)
    {
        (_catalogue, _options, _time) = (catalogue, options.Value, time);
        if (providers.FirstOrDefault(provider => provider.Provider == "openai") is { } openai)
        {
            var named = Places.OfEnvironment(configuration, _options);
            if (named is not null)
            {
                _sought.Add(new(openai, named, isNamed: true, factory, logger));
            }

            _sought.AddRange(Places.OnLoopback(configuration, _options, named)
                .Select(place => new SoughtProvider(openai, place, isNamed: false, factory, logger)));
        }
    }

    /// <summary>Whether everything that the environment names answers.</summary>
    public bool NamedAnswer => _sought.All(sought => sought.Failure is null);

    /// <summary>Why what the environment names does not answer; null when it does.</summary>
    public string? Failure => _sought.Select(sought => sought.Failure).FirstOrDefault(failure => failure is not null);

    public Task LookAsync(CancellationToken cancellationToken) => Task.WhenAll(_sought.Select(sought => LookAsync(sought, cancellationToken)));

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        if (_sought.Count > 0)
        {
            await Task.WhenAny(_looked.Task, Task.Delay(_options.DiscoveryPatience, _time, cancellationToken));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_sought.Count == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(_options.ProbeEvery, _time);
        do
        {
            await LookAsync(stoppingToken);
            _looked.TrySetResult();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(SoughtProvider sought, CancellationToken cancellationToken)
    {
        await sought.LookAsync(NameFor, cancellationToken);
        lock (_gate)
        {
            _catalogue.Show([.. _sought.Select(one => one.Found).OfType<Deployment>()]);
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
