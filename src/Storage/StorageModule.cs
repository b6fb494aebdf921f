using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.Storage;

/// <summary>Tenant connections, sealed text, migrations and jobs.</summary>
public static class StorageModule
{
    /// <summary>Adds everything but the database itself, which an adapter adds: <c>AddSqlite</c> or <c>AddPostgreSql</c>.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, StorageOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.AddOptions<JobWorkerOptions>().BindConfiguration("Parley:Jobs").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<JobWorkerOptions>, JobWorkerOptionsValidator>()
            .AddSingleton(options)
            .AddSingleton(provider => LoadMasterKey(options, provider.GetRequiredService<IDatabaseAdapter>()))
            .AddSingleton<Signals>()
            .AddSingleton<TenantDatabase>()
            .AddSingleton<SystemDatabase>()
            .AddSingleton<Sealer>()
            .AddSingleton<JobQueue>()
            .AddSingleton<StoragePreparation>()
            .AddSingleton(provider => new StorageLook(
                provider.GetRequiredService<IDatabaseAdapter>(), provider.GetRequiredService<SystemDatabase>(), options, provider.GetServices<MigrationSource>()))
            .AddMigrations("storage", typeof(StorageModule).Assembly)
            .AddHostedService<JobWorker>();
    }

    /// <summary>
    /// Checks the database, migrates it and proves that the master key is the one it was made with. To be awaited before anything else starts.
    /// </summary>
    /// <exception cref="StorageSetupException">The database or the key may not be used; the message says why.</exception>
    /// <exception cref="MigrationException">The database cannot be brought to this program's schema.</exception>
    public static Task PrepareStorageAsync(this IServiceProvider services, CancellationToken cancellationToken = default) =>
        services.GetRequiredService<StoragePreparation>().RunAsync(cancellationToken);

    public static void MapStorage(this IEndpointRouteBuilder routes) =>
        ShowJob.Map(routes.MapGroup("/v1").WithTags("Jobs"));

    private static MasterKey LoadMasterKey(StorageOptions options, IDatabaseAdapter adapter) =>
        FindMasterKey(options, adapter) ?? MasterKey.LoadOrCreate(options.DataFolder);

    /// <returns>Null where it would have to be made.</returns>
    internal static MasterKey? FindMasterKey(StorageOptions options, IDatabaseAdapter adapter)
    {
        if (options.MasterKey.Length > 0)
        {
            return MasterKey.Parse(options.MasterKey);
        }

        return adapter.IsShared
            ? throw new StorageSetupException(
                "With this database PARLEY_MASTER_KEY is required: 32 bytes in base64, the same on every node. "
                + "`openssl rand -base64 32` makes one.")
            : MasterKey.IsIn(options.DataFolder) ? MasterKey.LoadOrCreate(options.DataFolder)
            : null;
    }
}
