using Parley.Accounts;
using Parley.Knowledge;
using Parley.Models;
using Parley.Sources;
using Parley.Storage;

namespace Parley.Host.Composition;

/// <summary>What must be in place before anything else of the server starts, in order.</summary>
internal sealed class Preparation(
    IServiceProvider services, Settings settings, AccountsStartup accounts, EnvironmentTenants environment, AllowedPlaces places, ModelSeed models, DemoKnowledge demo, ILogger<Preparation> logger)
    : IHostedLifecycleService
{
    /// <summary>Null until the server has started.</summary>
    public AccountsReady? Accounts { get; private set; }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await PrepareDatabaseAsync(cancellationToken);
        if ((await PrepareModelsAsync(cancellationToken)).IsFirstStart && settings.PlantsDocumentation)
        {
            await SeedAsync(cancellationToken);
        }
    }

    /// <summary>Brings the database to this program's schema; all that a verb beside a stopped server needs.</summary>
    /// <exception cref="StorageSetupException">The database or the master key may not be used.</exception>
    /// <exception cref="MigrationException">The database is newer than the program, or was changed by other hands.</exception>
    public async Task PrepareDatabaseAsync(CancellationToken cancellationToken)
    {
        await services.PrepareStorageAsync(cancellationToken);
        logger.DatabasePrepared(services.GetRequiredService<SystemDatabase>().Technology);
    }

    /// <summary>Gives the default tenant what the environment and the configuration name. Needs the database.</summary>
    public async Task<AccountsReady> PrepareModelsAsync(CancellationToken cancellationToken)
    {
        Accounts = await accounts.PrepareAsync(cancellationToken);
        environment.Grant(Accounts.DefaultTenant.Id);
        places.Grant(Accounts.DefaultTenant);
        await models.PlantAsync(Accounts.DefaultTenant, cancellationToken);
        return Accounts;
    }

    /// <summary>Gives the default tenant the product's documentation; a job makes it searchable.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        Accounts ??= await accounts.PrepareAsync(cancellationToken);
        await demo.SeedAsync(Accounts.DefaultTenant, ProductDocuments.All, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
