using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Conversations;

/// <summary>POST /v1/conversations — starts an empty conversation.</summary>
internal static class CreateConversation
{
    /// <param name="Title">Left empty, the first message gives the conversation its title.</param>
    public sealed record Request([MaxLength(200)] string? Title);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/", HandleAsync).WithSummary("Start a conversation");

    internal static async Task<Created<Conversation>> HandleAsync(
        Request? request, Caller caller, ConversationStore conversations, CancellationToken cancellationToken)
    {
        var created = await conversations.CreateAsync(caller, request?.Title?.Trim() ?? "", cancellationToken);
        return TypedResults.Created($"/v1/conversations/{created.Id}", created);
    }
}
