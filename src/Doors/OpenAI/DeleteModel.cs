using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Doors;

/// <summary>DELETE /v1/models/{id} — refused: models are the server's, and not made by its callers.</summary>
internal static class DeleteModel
{
    /// <summary>As that API would say that it is gone.</summary>
    public sealed record Answer(string Id, string Object, bool Deleted);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/v1/models/{**model}", Handle).WithSummary("Refused: models are not deleted").WithMetadata(OpenAIErrors.Beside);

    internal static Ok<Answer> Handle(string model) =>
        throw new RefusedException(Refusal.Forbidden("A model is a part of the server's configuration and cannot be deleted by a request."));
}
