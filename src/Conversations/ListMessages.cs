using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Conversations;

/// <summary>GET /v1/conversations/{id}/messages — one branch, newest first, in pages.</summary>
internal static class ListMessages
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id}/messages", HandleAsync).WithSummary("Walk one branch of a conversation");

    internal static async Task<Ok<Page<Message>>> HandleAsync(
        ConversationId id, Caller caller, MessageStore messages, CancellationToken cancellationToken,
        MessageId? leaf = null, MessageId? cursor = null, int? limit = null) =>
        TypedResults.Ok(await messages.ReadBranchAsync(caller, id, leaf, cursor, PageLimit.Check(limit), cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("conversation or message")));
}
