using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.RedTeam;

/// <summary>Attacks on the running assistant, and reports of what came of them.</summary>
public static class RedTeamModule
{
    /// <summary>Needs the whole of Orchestration.</summary>
    public static IServiceCollection AddRedTeam(this IServiceCollection services)
    {
        services.AddOptions<RedTeamOptions>().BindConfiguration("RedTeam").ValidateOnStart();
        services.TryAddSingleton(Random.Shared);
        return services
            .AddSingleton<IValidateOptions<RedTeamOptions>, RedTeamOptionsValidator>()
            .AddMigrations("redteam", typeof(RedTeamModule).Assembly)
            .AddSingleton<RunStore>()
            .AddSingleton<CaseStore>()
            .AddSingleton<RunDeletion>()
            .AddSingleton<RunPlan>()
            .AddSingleton<RunReports>()
            .AddSingleton<CaseDocuments>()
            .AddSingleton<JudgeModel>()
            .AddSingleton<AttackTurns>()
            .AddSingleton(all => new RedTeamDesk(
                all.GetRequiredService<RunStore>(), all.GetRequiredService<RunPlan>(), all.GetRequiredService<RunReports>(), all.GetRequiredService<RunDeletion>()))
            .AddJobHandler<WorkOnRun>();
    }

    public static void MapRedTeam(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/redteam").WithTags("Red team");
        RunRoutes.Map(group);
        CaseRoutes.Map(group);
    }
}
