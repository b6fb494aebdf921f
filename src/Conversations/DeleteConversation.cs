using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Conversations;

/// <summary>DELETE /v1/conversations/{id} — erases the conversation, its messages and its turns.</summary>
internal static class DeleteConversation
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/{id}", HandleAsync).WithSummary("Delete a conversation");

    internal static async Task<NoContent> HandleAsync(
        ConversationId id, Caller caller, ConversationDeletion deletion, CancellationToken cancellationToken) =>
        await deletion.DeleteAsync(caller.Tenant, caller.Subject, id, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("conversation"));
}
