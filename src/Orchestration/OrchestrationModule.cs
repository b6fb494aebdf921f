using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Models;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>The durable turn: accept, runs under leases, steps, answer and log.</summary>
public static class OrchestrationModule
{
    /// <param name="worksOnRuns">False on a node that only serves requests: what it accepts is left for workers.</param>
    public static IServiceCollection AddOrchestration(this IServiceCollection services, bool worksOnRuns = true)
    {
        services.AddOptions<RunOptions>().BindConfiguration("Runs").ValidateOnStart();
        services.AddSingleton<IValidateOptions<RunOptions>, RunOptionsValidator>();
        services.AddMemory();
        services.AddMigrations("orchestration", typeof(OrchestrationModule).Assembly);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<NodeIdentity>().AddSingleton<FeedHub>().AddSingleton<RunLine>().AddSingleton<RunStore>().AddSingleton<TurnStore>().AddSingleton<WithdrawnLogs>();
        services.AddSingleton<TurnErasure>().AddSingleton<IConversationErasure>(provider => provider.GetRequiredService<TurnErasure>());
        services.AddSingleton<SentFiles>().AddSingleton<AttachmentErasure>();
        services.AddSingleton<IConversationErasure>(provider => provider.GetRequiredService<AttachmentErasure>());
        services.AddSingleton<IFileErasure>(provider => provider.GetRequiredService<AttachmentErasure>());
        services.AddSingleton<IMessageErasure>(provider => provider.GetRequiredService<TurnErasure>());
        services.AddSingleton<TurnFindings>().AddSingleton<IReviewNews, ReviewNews>();
        services.AddSingleton<IConversationErasure, ConversationVault>().AddSingleton<IConversationCopy, ConversationVault>().AddSingleton<IBranchRemains, ConversationVault>().AddSingleton<Restoration>().AddSingleton<ITextScreen, MarkScreen>();
        services.AddOptions<UnderstandingOptions>().BindConfiguration("Understanding").ValidateOnStart();
        services.AddSingleton<IValidateOptions<UnderstandingOptions>, UnderstandingOptionsValidator>();
        services.AddSingleton<Understand>().AddSingleton<PromptMeasure>().AddSingleton<ChooseModel>().AddSingleton<GuardInput>().AddSingleton<GuardMaterial>().AddSingleton<MessageGuard>().AddSingleton<GuardHistory>().AddSingleton<Remember>().AddSingleton<ReadAttachments>().AddSingleton<Retrieve>().AddSingleton<ComposePrompt>();
        services.AddSingleton<LastResort>().AddSingleton<AskModel>().AddSingleton<AskInForm>().AddSingleton<Cite>().AddSingleton<GuardOutput>().AddSingleton<TurnPipeline>().AddSingleton<RunWorker>();
        services.AddSingleton<IOpenTurns, OpenTurns>().AddSingleton<LogBatches>().AddSingleton<LogWriter>().AddSingleton<WaitingTurns>().AddSingleton<RunScheduler>();
        services.AddSingleton(provider => new NodeLoad(() => provider.GetRequiredService<RunScheduler>().Count));
        services.AddReuse();
        services.AddSingleton<DryRunStore>().AddJobHandler<WorkOnDryRun>().AddJobHandler<EraseDryRun>();
        services.AddLive().AddTitles().AddSingleton<ToolResultSender>().AddSingleton<ToolDecisions>();
        services.AddSingleton(provider => new LogReader(
            provider.GetRequiredService<TenantDatabase>(), provider.GetRequiredService<Sealer>(), provider.GetRequiredService<FeedHub>(),
            provider.GetRequiredService<LogBatches>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new TurnAccess(
            provider.GetRequiredService<TenantDatabase>(), provider.GetRequiredService<Sealer>(), provider.GetRequiredService<LogReader>(),
            provider.GetRequiredService<DocumentInquiry>()));
        services.AddSingleton(provider => new AcceptTurn(
            provider.GetRequiredService<TenantDatabase>(), provider.GetRequiredService<Sealer>(), provider.GetRequiredService<ConversationStore>(),
            provider.GetRequiredService<MessageStore>(), provider.GetRequiredService<ModelCatalogue>(), provider.GetRequiredService<MessageQuota>(),
            provider.GetRequiredService<PassingConversations>(), provider.GetRequiredService<SentFiles>(), provider.GetRequiredService<TextGuards>(),
            provider.GetRequiredService<Vault>(), provider.GetRequiredService<AbuseGate>(), provider.GetRequiredService<RunScheduler>(),
            provider.GetRequiredService<IOptions<RunOptions>>(), provider.GetRequiredService<Signals>(), provider.GetRequiredService<TimeProvider>()));

        // Stopped in reverse: runs are handed over while the log can still be written.
        services.AddHostedService(provider => provider.GetRequiredService<LogWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<RunScheduler>());
        return worksOnRuns ? services : services.Configure<RunOptions>(options => options.MostAtOnce = 0);
    }

    public static void MapOrchestration(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").Allow(Scopes.Chat);
        SendTurn.Map(group);
        GetTurn.Map(group);
        FollowTurn.Map(group);
        CancelTurn.Map(group);
        GetProvenance.Map(group);
        ToolResults.Map(group);
        Approvals.Map(group);
        CompactConversation.Map(group);
        ShowContext.Map(group);
        FollowEvents.Map(group);
        RestoreRoute.Map(group);
        var models = routes.MapGroup("/v1").WithTags("Models");
        ShowExperiment.Map(models);
        ShownCache.Map(models);
        DryRunRoutes.Map(routes.MapGroup("/v1").WithTags("Safety"));
    }

    private static void AddReuse(this IServiceCollection services)
    {
        services.AddOptions<AnswerCacheOptions>().BindConfiguration("Cache").ValidateOnStart();
        services.AddSingleton<IValidateOptions<AnswerCacheOptions>, AnswerCacheOptionsValidator>();
        services.TryAddSingleton(Random.Shared);
        services.AddSingleton<ExperimentSums>().AddSingleton<CacheSums>();
        services.AddSingleton<MemoryAnswers>().AddSingleton<DatabaseAnswers>().AddSingleton<AnswerCache>().AddSingleton<SameQuestions>().AddSingleton<EarlierAnswers>().AddSingleton<ReuseAnswer>();
    }

    private static IServiceCollection AddTitles(this IServiceCollection services)
    {
        services.AddOptions<TitleOptions>().BindConfiguration("Titles").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<TitleOptions>, TitleOptionsValidator>()
            .AddSingleton<TitleJobs>()
            .AddJobHandler<WriteTitle>();
    }

    private static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddOptions<LiveOptions>().BindConfiguration("Live").ValidateOnStart();
        services.AddSingleton<IValidateOptions<LiveOptions>, LiveOptionsValidator>();
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<FeedReader>();
        services.AddSingleton<INews, ConversationNews>().AddSingleton<INews, TurnNews>().AddSingleton<INews, FolderNews>();
        return services.AddSingleton<INews, DocumentNews>().AddSingleton<LiveReaders>().AddSingleton<LiveStream>();
    }
}
