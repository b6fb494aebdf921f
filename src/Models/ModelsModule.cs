using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Outgoing;

namespace Parley.Models;

/// <summary>The models that can answer, how they are found, and the meter around every call.</summary>
public static class ModelsModule
{
    /// <summary>Needs Accounts. Each kind of provider is registered beside it as an <see cref="IModelProvider"/>.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.AddOptions<ModelsOptions>().BindConfiguration("Models").ValidateOnStart();
        services.AddOptions<LoadOptions>().BindConfiguration("Models:Load").ValidateOnStart();
        services.AddOptions<FailoverOptions>().BindConfiguration("Models:Failover").ValidateOnStart();
        services.AddOptions<EmbeddingOptions>().BindConfiguration("Embedding").ValidateOnStart();
        services.AddOptions<RerankOptions>().BindConfiguration("Rerank").ValidateOnStart();
        return services
            .AddOutgoing()
            .AddMigrations("models", typeof(ModelsModule).Assembly)
            .AddSingleton<IValidateOptions<ModelsOptions>, ModelsOptionsValidator>()
            .AddSingleton<IValidateOptions<EmbeddingOptions>, EmbeddingOptionsValidator>()
            .AddSingleton<IValidateOptions<RerankOptions>, RerankOptionsValidator>()
            .AddSingleton<IValidateOptions<FailoverOptions>, FailoverOptionsValidator>()
            .AddSingleton<IValidateOptions<LoadOptions>, LoadOptionsValidator>()
            .AddSingleton(provider => new ModelGateway(
                provider.GetRequiredService<IOptions<FailoverOptions>>(),
                provider.GetRequiredService<TenantWeights>(),
                provider.GetRequiredService<HealthProbe>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Random>(),
                provider.GetRequiredService<ILogger<ModelGateway>>(), provider.GetService<RolloutWatch>()))
            .AddSingleton(provider => new TenantWeights(provider.GetRequiredService<IOptions<LoadOptions>>().Value, provider.GetService<TenantPlans>()))
            .AddSingleton<HealthProbe>()
            .AddSingleton(provider => new ModelProbe(provider.GetRequiredService<ModelGateway>()))
            .AddSingleton<EnvironmentTenants>()
            .AddSingleton<DeploymentFactory>()
            .AddSingleton(Catalogue)
            .AddSingleton<EncoderFactory>()
            .AddSingleton(provider => new EncoderCatalogue(
                provider.GetRequiredService<EncoderFactory>(), provider.GetServices<IEncoderProvider>(), provider.GetRequiredService<IConfiguration>(),
                provider.GetRequiredService<IOptions<EmbeddingOptions>>(), provider.GetRequiredService<IOptions<RerankOptions>>(),
                provider.GetRequiredService<EnvironmentTenants>(), provider.GetRequiredService<ModelCatalogue>()))
            .AddSingleton<ProviderWatch>()
            .AddSingleton(provider => new ModelReadiness(
                provider.GetRequiredService<ProviderWatch>(), provider.GetRequiredService<ModelCatalogue>()))
            .AddHostedService(provider => provider.GetRequiredService<ProviderWatch>());
    }

    /// <summary>What tenants configure themselves. Needs the models, and the whole of Accounts and Storage.</summary>
    public static IServiceCollection AddModelAdministration(this IServiceCollection services) => services
        .AddSingleton(all => new NodeShares(
            all.GetRequiredService<SystemDatabase>(), all.GetRequiredService<Signals>(), all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<NodeShares>>()))
        .AddHostedService(all => all.GetRequiredService<NodeShares>())
        .AddHostedService<ShareSweep>()
        .AddSingleton<CatalogueWrites>()
        .AddSingleton<PlaceCheck>()
        .AddSingleton<AccessCheck>()
        .AddSingleton<DeploymentDesk>()
        .AddSingleton<DeploymentViews>()
        .AddSingleton<RouteDesk>()
        .AddSingleton<RollBack>()
        .AddSingleton(all => new RolloutWatch(new Lazy<RollBack>(all.GetRequiredService<RollBack>), all.GetRequiredService<ILogger<RolloutWatch>>()))
        .AddSingleton(all => new ModelSeed(
            all.GetRequiredService<IOptions<ModelsOptions>>(), all.GetRequiredService<ModelCatalogue>(), all.GetRequiredService<DeploymentDesk>(),
            all.GetRequiredService<RouteDesk>(), all.GetRequiredService<ILogger<ModelSeed>>()));

    // Without a database there is what the environment gives.
    private static ModelCatalogue Catalogue(IServiceProvider all)
    {
        var database = all.GetService<TenantDatabase>();
        return new(
            all.GetRequiredService<DeploymentFactory>(), all.GetRequiredService<EnvironmentTenants>(), all.GetServices<IModelProvider>(),
            all.GetRequiredService<TimeProvider>(),
            database is null ? null : new(database, new Lazy<Sealer>(all.GetRequiredService<Sealer>), all.GetRequiredService<ILogger<CatalogueReader>>()),
            all.GetService<Signals>(), all.GetService<TenantPlans>());
    }

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/v1").WithTags("Models");
        ListModels.Map(models);
        ShowModelAccess.Map(models);
        ReadDeployments.Map(models);
        CreateDeployment.Map(models);
        ChangeDeployment.Map(models);
        DeleteDeployment.Map(models);
        DeploymentPrices.Map(models);
        DeploymentStanding.Map(models);
        RouteRoutes.Map(models);
    }
}
