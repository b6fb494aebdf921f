using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>Plans, limits of requests, and budgets.</summary>
internal static class LimitsModule
{
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddOptions<LimitsOptions>().BindConfiguration("Limits").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<LimitsOptions>, LimitsOptionsValidator>()
            .AddSingleton<PlanStore>()
            .AddSingleton(all => new TenantPlans(all.GetRequiredService<PlanStore>()))
            .AddSingleton<BudgetStore>()
            .AddSingleton<MessageQuota>()
            .AddSingleton<DatabaseLimits>()
            .AddSingleton<ILimitStore>(all => all.GetRequiredService<DatabaseLimits>())
            .AddSingleton<TokenBuckets>()
            .AddSingleton<RequestLimits>()
            .AddHostedService<TokenReturns>();
    }

    public static void MapLimits(this IEndpointRouteBuilder routes)
    {
        var limits = routes.MapGroup("/v1").WithTags("Limits");
        ListPlans.Map(limits);
        PutPlan.Map(limits);
        PutTenantPlan.Map(limits);
        ListBudgets.Map(limits);
        CreateBudget.Map(limits);
        ChangeBudget.Map(limits);
        RemoveBudget.Map(limits);
        ShowLimits.Map(limits);
    }
}
