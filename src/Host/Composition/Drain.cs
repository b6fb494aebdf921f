using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Host.Composition;

/// <summary>How the server stops. Bound from the section "Drain".</summary>
public sealed record DrainOptions
{
    /// <summary>How long it goes on serving while readiness says 503, so that balancers turn away first, in seconds. Default 0.</summary>
    [Range(0, 600)]
    public double Seconds { get; init; }
}

[OptionsValidator]
internal sealed partial class DrainOptionsValidator : IValidateOptions<DrainOptions>;

/// <summary>Holds the stop up for as long as balancers need to notice it.</summary>
internal sealed class Drain(IOptions<DrainOptions> options, TimeProvider time) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Seconds > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(options.Value.Seconds), time, cancellationToken);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class DrainRegistration
{
    private static readonly TimeSpan Beyond = TimeSpan.FromSeconds(25);

    /// <summary>Gives the stop the time that balancers and running turns were promised.</summary>
    public static IServiceCollection AddDrain(this IServiceCollection services)
    {
        services.AddOptions<DrainOptions>().BindConfiguration("Drain").ValidateOnStart();
        services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>, IOptions<Orchestration.RunOptions>>((host, drain, runs) =>
            host.ShutdownTimeout = Beyond + TimeSpan.FromSeconds(drain.Value.Seconds + runs.Value.DrainSeconds));
        return services.AddSingleton<IValidateOptions<DrainOptions>, DrainOptionsValidator>().AddHostedService<Drain>();
    }
}
