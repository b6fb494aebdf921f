using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>Files that people attach to their messages.</summary>
internal static class FilesModule
{
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddOptions<FilesOptions>().BindConfiguration("Files").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<FilesOptions>, FilesOptionsValidator>()
            .AddSingleton<FileStore>()
            .AddSingleton<FileUploads>()
            .AddSingleton<FileLinks>()
            .AddSingleton<IConversationErasure>(provider => provider.GetRequiredService<FileLinks>())
            .AddSingleton<IMessageErasure>(provider => provider.GetRequiredService<FileLinks>())
            .AddJobHandler<SweepFile>();
    }

    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/files").WithTags("Files").Allow(Scopes.Chat);
        UploadFile.Map(group);
        ListFiles.Map(group);
        GetFile.Map(group);
        DownloadFile.Map(group);
        DeleteFile.Map(group);
    }
}
