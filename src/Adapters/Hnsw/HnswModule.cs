using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Hnsw;

/// <summary>Vectors in the database's own rows, searched by graphs that each node keeps in files.</summary>
public static class HnswModule
{
    /// <summary>The folder of the graphs in the data folder.</summary>
    public const string Folder = "vectors";

    /// <summary>Adds the <see cref="IVectorIndex"/> that every database can have.</summary>
    public static IServiceCollection AddHnsw(this IServiceCollection services)
    {
        services.AddOptions<HnswOptions>().BindConfiguration("Parley:Vectors").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<HnswOptions>, HnswOptionsValidator>()
            .AddMigrations("vectors", typeof(HnswModule).Assembly)
            .AddSingleton(provider => new OpenSpaces(
                Path.Combine(provider.GetRequiredService<StorageOptions>().DataFolder, Folder),
                provider.GetRequiredService<IOptions<HnswOptions>>().Value,
                provider.GetRequiredService<TenantDatabase>()))
            .AddSingleton<SpaceFollower>()
            .AddHostedService(provider => provider.GetRequiredService<SpaceFollower>())
            .AddSingleton<IVectorIndex>(provider => new HnswVectorIndex(
                provider.GetRequiredService<TenantDatabase>(),
                provider.GetRequiredService<OpenSpaces>(),
                provider.GetRequiredService<SpaceFollower>(),
                provider.GetRequiredService<IOptions<HnswOptions>>().Value));
    }
}
