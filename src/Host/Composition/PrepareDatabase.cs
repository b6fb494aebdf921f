using Parley.Storage;

namespace Parley.Host.Composition;

/// <summary>Brings the database to this program's schema before anything else of the server starts.</summary>
internal sealed class PrepareDatabase(IDatabaseAdapter adapter, IEnumerable<MigrationSource> sources, ILogger<PrepareDatabase> logger)
    : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await RunAsync(cancellationToken);
        logger.DatabasePrepared(adapter.Name);
    }

    /// <exception cref="MigrationException">The database is newer than the program, or was changed by other hands.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await adapter.CheckAsync(cancellationToken);
        await adapter.MigrateAsync([.. sources.SelectMany(source => source.Load())], cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
