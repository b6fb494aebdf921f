using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>Conversations as trees of messages that belong to a subject.</summary>
public static class ConversationsModule
{
    public static IServiceCollection AddConversations(this IServiceCollection services) =>
        services.AddValidation()
            .AddMigrations("conversations", typeof(ConversationsModule).Assembly)
            .AddSingleton<ConversationStore>()
            .AddSingleton<ConversationGlances>()
            .AddSingleton<ConversationTitles>()
            .AddSingleton<FolderStore>()
            .AddSingleton<TenantMessages>()
            .AddPassing()
            .AddFiles()
            .AddSingleton<IndexFolding>()
            .AddSingleton(all => new MessageStore(
                all.GetRequiredService<TenantDatabase>(), all.GetRequiredService<Sealer>(), all.GetRequiredService<IndexFolding>(), all.GetRequiredService<TimeProvider>()))
            .AddSingleton(all => new MessageSearch(
                all.GetRequiredService<TenantDatabase>(), all.GetRequiredService<Sealer>(), all.GetRequiredService<IndexFolding>()))
            .AddSingleton<ConversationSearch>()
            .AddSingleton<OldMessages>()
            .AddJobHandler<IndexOldMessages>()
            .AddHostedService<MessageIndexing>()
            .AddSingleton<BranchEnds>()
            .AddSingleton<BranchDeletion>()
            .AddSingleton<ConversationDeletion>()
            .AddJobHandler<EraseLongConversation>()
            .AddSingleton<BranchFork>()
            .AddJobHandler<EraseUnfinishedFork>()
            .AddSingleton<MessagePins>()
            .AddSingleton<SummaryStore>()
            .AddSingleton<IConversationErasure>(provider => provider.GetRequiredService<SummaryStore>())
            .AddSingleton<IMessageErasure>(provider => provider.GetRequiredService<SummaryStore>())
            .AddSingleton<FeedbackStore>()
            .AddSingleton<BranchReader>()
            .AddSingleton<ConversationArchive>();

    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/conversations").WithTags("Conversations").Allow(Scopes.Chat);
        CreateConversation.Map(group);
        ListConversations.Map(group);
        GetConversation.Map(group);
        UpdateConversation.Map(group);
        DeleteConversation.Map(group);
        ForkConversation.Map(group);
        ListMessages.Map(group);

        var folders = routes.MapGroup("/v1/folders").WithTags("Folders").Allow(Scopes.Chat);
        ListFolders.Map(folders);
        CreateFolder.Map(folders);
        RenameFolder.Map(folders);
        DeleteFolder.Map(folders);

        routes.MapFiles();

        var messages = routes.MapGroup("/v1/messages").WithTags("Messages").Allow(Scopes.Chat);
        DeleteMessage.Map(messages);
        GiveFeedback.Map(messages);
        SearchMessages.Map(messages);
        PinMessage.Map(messages);
    }

    private static IServiceCollection AddPassing(this IServiceCollection services)
    {
        services.AddOptions<PassingOptions>().BindConfiguration("Runs").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<PassingOptions>, PassingOptionsValidator>()
            .AddSingleton<PassingConversations>()
            .AddJobHandler<ErasePassingSpan>()
            .AddJobHandler<ErasePassingConversation>();
    }
}
