using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Accounts;

namespace Parley.Safety;

/// <summary>What guards find in texts, and what tenants want done about it.</summary>
public static class SafetyModule
{
    /// <summary>Needs the whole of Accounts and Storage.</summary>
    public static IServiceCollection AddSafety(this IServiceCollection services) => services
        .AddMigrations("safety", typeof(SafetyModule).Assembly)
        .AddSingleton<PolicyStore>()
        .AddSingleton<PolicyBook>()
        .AddSingleton(all => new PolicyTrials(all.GetRequiredService<PolicyStore>(), all.GetRequiredService<PolicyBook>()))
        .AddSingleton(all => new ProviderLayer(all.GetServices<IModerationProvider>(), all.GetRequiredService<TimeProvider>(), all.GetService<Ledger>()))
        .AddSingleton(all => new TextGuards(all.GetRequiredService<PolicyBook>(), all.GetRequiredService<ProviderLayer>()));

    public static void MapSafety(this IEndpointRouteBuilder routes)
    {
        var safety = routes.MapGroup("/v1").WithTags("Safety");
        PolicyRoutes.Map(safety);
        CaseRoutes.Map(safety);
        RedactRoute.Map(safety);
    }
}
