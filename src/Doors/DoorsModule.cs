using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Doors;

/// <summary>The wire formats of other APIs, and two simple forms: other doors to the same turn; models that embed and rank, and batches of both.</summary>
public static class DoorsModule
{
    public static IServiceCollection AddDoors(this IServiceCollection services) => services.AddValidation().AddBatches();

    public static void MapDoors(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Doors").Allow(Scopes.Chat).CountAs(RouteClass.Turn);
        ChatCompletions.Map(group);
        ShortChat.Map(group);
        SimpleChat.Map(group);
        Messages.Map(group);
        CountTokens.Map(group);
        Embeddings.Map(group);
        Rerank.Map(group);
        routes.MapBatches();
    }
}
