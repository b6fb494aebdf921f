using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Sources.Feed;
using Parley.Sources.Folder;
using Parley.Sources.Git;
using Parley.Sources.Push;
using Parley.Sources.Routes;
using Parley.Sources.Running;
using Parley.Sources.Store;
using Parley.Sources.Web;
using Parley.Storage;

namespace Parley.Sources;

/// <summary>Where documents come from, and how they stay fresh.</summary>
public static class SourcesModule
{
    public static IServiceCollection AddSources(this IServiceCollection services)
    {
        services.AddOptions<SourcesOptions>().BindConfiguration("Parley:Sources").ValidateOnStart();
        return services.AddValidation()
            .AddMigrations("sources", typeof(SourcesModule).Assembly)
            .AddSingleton<IValidateOptions<SourcesOptions>, SourcesOptionsValidator>()
            .AddSingleton<AllowedPlaces>()
            .AddSingleton<SettingsCheck>()
            .AddSingleton<SourceStore>()
            .AddSingleton<ItemStore>()
            .AddSingleton<EventStore>()
            .AddSingleton<Starting>()
            .AddSingleton<RunStore>()
            .AddSingleton<RunGuard>()
            .AddSingleton<NarrowAccess>()
            .AddSingleton<SourceWatchStore>()
            .AddSingleton<DueSources>()
            .AddHostedService(provider => provider.GetRequiredService<DueSources>())
            .AddReaders()
            .AddSingleton<FolderWatch>()
            .AddHostedService(provider => provider.GetRequiredService<FolderWatch>())
            .AddJobHandler<RunSource>()
            .AddJobHandler<EraseSource>()
            .AddJobHandler<NarrowLater>();
    }

    public static void MapSources(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/knowledge").WithTags("Sources");
        ReadSources.Map(group);
        CreateSource.Map(group);
        ChangeSource.Map(group);
        DeleteSource.Map(group);
        RunNow.Map(group);
        PushChanges.Map(group);
    }

    private static IServiceCollection AddReaders(this IServiceCollection services) => services
        .AddSingleton<PageFetcher>()
        .AddSingleton<ISourceReader, SyndicationReader>()
        .AddSingleton<ISourceReader, FolderReader>()
        .AddSingleton<ISourceReader, GitReader>()
        .AddSingleton<ISourceReader, PushReader>()
        .AddSingleton<ISourceReader, WebsiteReader>();
}
