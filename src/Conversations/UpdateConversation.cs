using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Conversations;

/// <summary>PATCH /v1/conversations/{id} — renames, pins or archives; what is left out stays.</summary>
internal static class UpdateConversation
{
    public sealed record Request([MaxLength(200)] string? Title, bool? Pinned, bool? Archived);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/{id}", HandleAsync).WithSummary("Rename, pin or archive a conversation");

    internal static async Task<Ok<Conversation>> HandleAsync(
        ConversationId id, Request request, Caller caller, ConversationStore conversations, CancellationToken cancellationToken)
    {
        if (request.Title is not null && string.IsNullOrWhiteSpace(request.Title))
        {
            throw new RefusedException(Refusal.Invalid("title", "The title is empty. Give at least one visible character, or leave the field away."));
        }

        return TypedResults.Ok(
            await conversations.UpdateAsync(caller, id, request.Title?.Trim(), request.Pinned, request.Archived, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("conversation")));
    }
}
