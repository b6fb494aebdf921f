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
    /// <param name="EndUser">The caller's own id of the person whom the conversation belongs to; for keys.</param>
    /// <param name="Temporary">True to keep it out of all lists, and have its texts erased with its deletion or some time after its last turn.</param>
    public sealed record Request([MaxLength(200)] string? Title, [MaxLength(128)] string? EndUser, bool? Temporary);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/", HandleAsync).WithSummary("Start a conversation");

    internal static async Task<Created<Conversation>> HandleAsync(
        Request? request, Caller caller, ConversationStore conversations, PassingConversations passing, IEndUsers endUsers, ITextScreen screen,
        CancellationToken cancellationToken)
    {
        var owner = request?.EndUser is { } endUser ? await ActForAsync(caller, endUser, endUsers, cancellationToken) : caller;
        var title = await screen.ScreenAsync(owner.Tenant, "title", request?.Title?.Trim() ?? "", cancellationToken);
        var created = request?.Temporary is true
            ? await passing.CreateAsync(owner, title, cancellationToken)
            : await conversations.CreateAsync(owner, title, cancellationToken);
        return TypedResults.Created($"/v1/conversations/{created.Id}", created);
    }

    /// <summary>A key starts a conversation of a person whom its owner's systems know; to go on with it, later calls name that person too.</summary>
    private static async Task<Caller> ActForAsync(Caller caller, string endUser, IEndUsers endUsers, CancellationToken cancellationToken)
    {
        if (caller.Key is null)
        {
            throw new RefusedException(Refusal.Invalid("end_user", "Only an API key can name an end user; you are signed in as yourself."));
        }

        var subject = await endUsers.SubjectOfAsync(caller.Tenant, endUser, cancellationToken);
        return caller.Role is not null || caller.Subject == subject
            ? caller with { Subject = subject }
            : throw new RefusedException(Refusal.Invalid("end_user", "The header Parley-End-User names another person than end_user."));
    }
}
