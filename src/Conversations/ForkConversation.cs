using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Conversations;

/// <summary>POST /v1/conversations/{id}/fork — copies the branch that ends at a message into a conversation of its own.</summary>
internal static class ForkConversation
{
    /// <param name="MessageId">The last message that is copied.</param>
    /// <param name="Title">Left out, the copy has the title of its origin.</param>
    public sealed record Request(MessageId? MessageId, [MaxLength(200)] string? Title);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{id}/fork", HandleAsync).WithSummary("Copy a branch into a new conversation");

    internal static async Task<Created<Conversation>> HandleAsync(
        ConversationId id, Request request, Caller caller, BranchFork fork, ITextScreen screen, CancellationToken cancellationToken)
    {
        if (request.MessageId is not { } through)
        {
            throw new RefusedException(Refusal.Invalid("message_id", "Give the id of the last message that is to be copied."));
        }

        var title = string.IsNullOrWhiteSpace(request.Title) ? null : await screen.ScreenAsync(caller.Tenant, "title", request.Title.Trim(), cancellationToken);
        var made = await fork.ForkAsync(caller, id, through, title, cancellationToken);
        return TypedResults.Created($"/v1/conversations/{made.Id}", made);
    }
}
