using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Conversations;

/// <summary>
/// GET /v1/conversations/{id}/messages — one branch, newest first, in pages: the one that ends at <c>leaf</c>, or the newest that passes
/// <c>through</c> a message, or the conversation's own.
/// </summary>
internal static class ListMessages
{
    /// <summary>A long conversation is to be opened in few requests.</summary>
    private const int Largest = 1_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id}/messages", HandleAsync).WithSummary("Walk one branch of a conversation");

    internal static async Task<Ok<Page<Message>>> HandleAsync(
        ConversationId id, Caller caller, MessageStore messages, BranchEnds ends, CancellationToken cancellationToken,
        MessageId? leaf = null, MessageId? through = null, MessageId? cursor = null, int? limit = null)
    {
        if (leaf is null && cursor is null && through is { } passed)
        {
            leaf = await ends.FindAsync(caller, id, passed, cancellationToken)
                ?? throw new RefusedException(Refusal.NotFound("conversation or message"));
        }

        return TypedResults.Ok(await messages.ReadBranchAsync(caller, id, leaf, cursor, PageLimit.Check(limit, Largest), cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("conversation or message")));
    }
}
