using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Doors;

/// <summary>The wire formats of other APIs, and two simple forms: other doors to the same turn; models that embed and rank, and batches of both.</summary>
public static class DoorsModule
{
    public static IServiceCollection AddDoors(this IServiceCollection services) => services.AddValidation().AddBatches();

    /// <summary>A place for rooms whose routes are OpenAI's too: models and files tell errors in both shapes.</summary>
    public static IEndpointRouteBuilder WithOpenAIErrors(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("");
        ((IEndpointConventionBuilder)group).Add(endpoint =>
        {
            var path = (endpoint as RouteEndpointBuilder)?.RoutePattern.RawText ?? "";
            if (path.StartsWith("/v1/models", StringComparison.Ordinal) || path.StartsWith("/v1/files", StringComparison.Ordinal))
            {
                endpoint.Metadata.Add(OpenAIErrors.Beside);
            }
        });
        return group;
    }

    public static void MapDoors(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Doors").Allow(Scopes.Chat).CountAs(RouteClass.Turn);
        ChatCompletions.Map(group);
        ShortChat.Map(group);
        SimpleChat.Map(group);
        Messages.Map(group);
        CountTokens.Map(group);
        Embeddings.Map(group);
        Moderations.Map(group);
        Rerank.Map(group);
        DeleteModel.Map(group);
        routes.MapBatches();
    }
}
