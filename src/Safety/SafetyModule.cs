using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.Safety;

/// <summary>What guards find in texts, and what tenants want done about it.</summary>
public static class SafetyModule
{
    /// <summary>Needs the whole of Accounts and Storage.</summary>
    public static IServiceCollection AddSafety(this IServiceCollection services) => services
        .AddAbuse()
        .AddMigrations("safety", typeof(SafetyModule).Assembly)
        .AddSingleton<PolicyStore>()
        .AddSingleton<PolicyBook>()
        .AddSingleton<Vault>()
        .AddSingleton(all => new PolicyTrials(all.GetRequiredService<PolicyStore>(), all.GetRequiredService<PolicyBook>()))
        .AddSingleton(all => new ProviderLayer(all.GetServices<IModerationProvider>(), all.GetRequiredService<TimeProvider>(), all.GetService<Ledger>()))
        .AddSingleton(all => new TextGuards(all.GetRequiredService<PolicyBook>(), all.GetRequiredService<ProviderLayer>()))
        .AddSingleton(all => new PromptGuards(all.GetRequiredService<PolicyBook>(), all.GetRequiredService<TextGuards>()))
        .AddReviews();

    public static void MapSafety(this IEndpointRouteBuilder routes)
    {
        var safety = routes.MapGroup("/v1").WithTags("Safety");
        PolicyRoutes.Map(safety);
        CaseRoutes.Map(safety);
        RedactRoute.Map(safety);
        AbuseRoutes.Map(safety);
        ReviewRoutes.Map(safety);
        AppealRoutes.Map(safety);
        FindingRoutes.Map(safety);
        TrainingRoutes.Map(safety);
    }

    private static IServiceCollection AddAbuse(this IServiceCollection services)
    {
        services.AddOptions<AbuseOptions>().BindConfiguration("Abuse").ValidateOnStart();
        return services.AddSingleton<IValidateOptions<AbuseOptions>, AbuseOptionsValidator>()
            .AddSingleton<AbuseStore>()
            .AddSingleton(all => new AbuseGate(
                all.GetRequiredService<AbuseStore>(), all.GetRequiredService<IOptions<AbuseOptions>>(), all.GetRequiredService<Signals>(), all.GetRequiredService<TimeProvider>()));
    }

    private static IServiceCollection AddReviews(this IServiceCollection services)
    {
        services.AddOptions<FindingOptions>().BindConfiguration("Findings").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<FindingOptions>, FindingOptionsValidator>()
            .AddSingleton(all => new Reviews(all.GetRequiredService<PolicyBook>(), all.GetRequiredService<IOptions<FindingOptions>>(), all.GetRequiredService<TimeProvider>()))
            .AddSingleton<ReviewStore>().AddSingleton<ReviewDecisions>().AddSingleton<Marking>().AddSingleton<Appeals>().AddSingleton<TrainingSet>();
    }
}
