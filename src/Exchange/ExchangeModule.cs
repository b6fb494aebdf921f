using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Exchange;

/// <summary>Conversations leave the house and come into it: files, links, and what others exported.</summary>
public static class ExchangeModule
{
    public static IServiceCollection AddExchange(this IServiceCollection services)
    {
        services.AddOptions<ImportOptions>().BindConfiguration("Imports").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<ImportOptions>, ImportOptionsValidator>()
            .AddSingleton<ImportStore>()
            .AddSingleton<ImportWriter>()
            .AddSingleton<LostImports>()
            .AddSingleton<ImportConversations>()
            .AddSingleton<IJobHandler>(provider => provider.GetRequiredService<ImportConversations>())
            .AddSharing();
    }

    public static void MapExchange(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Exchange");
        ExportConversation.Map(group);
        ShareRoutes.Map(group);
        ReadShared.Map(group);
        ImportRoutes.Map(group);
    }

    private static IServiceCollection AddSharing(this IServiceCollection services) => services
        .AddValidation()
        .AddMigrations("exchange", typeof(ExchangeModule).Assembly)
        .AddSingleton<ShareStore>()
        .AddSingleton<SharedBranch>()
        .AddSingleton<ExpiredShares>()
        .AddSingleton<ExchangeErasure>()
        .AddSingleton<IConversationErasure>(provider => provider.GetRequiredService<ExchangeErasure>())
        .AddSingleton<IMessageErasure>(provider => provider.GetRequiredService<ExchangeErasure>())
        .AddHostedService<Upkeep>();
}
