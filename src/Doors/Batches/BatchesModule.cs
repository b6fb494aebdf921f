using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Doors;

/// <summary>Batches: requests in a file, answered when there is time.</summary>
internal static class BatchesModule
{
    public static IServiceCollection AddBatches(this IServiceCollection services)
    {
        services.AddOptions<BatchOptions>().BindConfiguration("Batches").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<BatchOptions>, BatchOptionsValidator>()
            .AddMigrations("doors", typeof(BatchesModule).Assembly)
            .AddSingleton<BatchStore>()
            .AddSingleton<BatchAnswers>()
            .AddSingleton<BatchInput>()
            .AddSingleton<BatchFiles>()
            .AddSingleton<LineGate>()
            .AddSingleton<LineAnswers>()
            .AddJobHandler<WorkOnBatch>()
            .AddJobHandler<EraseBatch>();
    }

    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/batches").WithTags("Batches").Allow(Scopes.Chat).WithMetadata(OpenAIErrors.Shape);
        CreateBatch.Map(group);
        ListBatches.Map(group);
        GetBatch.Map(group);
        CancelBatch.Map(group);
    }
}
