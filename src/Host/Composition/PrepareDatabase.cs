using Parley.Storage;

namespace Parley.Host.Composition;

/// <summary>Brings the database to this program's schema before anything else of the server starts.</summary>
internal sealed class PrepareDatabase(IServiceProvider services, ILogger<PrepareDatabase> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    /// <exception cref="StorageSetupException">The database or the master key may not be used.</exception>
    /// <exception cref="MigrationException">The database is newer than the program, or was changed by other hands.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await services.PrepareStorageAsync(cancellationToken);
        logger.DatabasePrepared(services.GetRequiredService<SystemDatabase>().Technology);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
