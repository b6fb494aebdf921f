using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Conversations;

/// <summary>DELETE /v1/messages/{id} — erases a message and everything below it, with its turns.</summary>
internal static class DeleteMessage
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/{id}", HandleAsync).WithSummary("Delete a message and all that follows it");

    internal static async Task<Ok<DeletedBranch>> HandleAsync(
        MessageId id, Caller caller, BranchDeletion deletion, CancellationToken cancellationToken) =>
        TypedResults.Ok(await deletion.DeleteAsync(caller, id, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("message")));
}
