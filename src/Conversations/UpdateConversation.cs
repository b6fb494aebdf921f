using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Conversations;

/// <summary>PATCH /v1/conversations/{id} — renames, pins, archives, moves or marks as read; what is left out stays.</summary>
internal static class UpdateConversation
{
    /// <param name="FolderId">A folder of the caller; null or empty to take it out of its folder.</param>
    /// <param name="Unread">False once it was seen; true to mark it again.</param>
    public sealed record Request([MaxLength(200)] string? Title, bool? Pinned, bool? Archived, bool? Unread, JsonElement FolderId);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/{id}", HandleAsync).WithSummary("Rename, pin, archive or move a conversation, or mark it as read");

    internal static async Task<Ok<Conversation>> HandleAsync(
        ConversationId id, Request request, Caller caller, ConversationStore conversations, ITextScreen screen, CancellationToken cancellationToken)
    {
        if (request.Title is not null && string.IsNullOrWhiteSpace(request.Title))
        {
            throw new RefusedException(Refusal.Invalid("title", "The title is empty. Give at least one visible character, or leave the field away."));
        }

        var title = request.Title is null ? null : await screen.ScreenAsync(caller.Tenant, "title", request.Title.Trim(), cancellationToken);
        var change = new ConversationChange(title, request.Pinned, request.Archived, request.Unread, ReadFolder(request.FolderId));
        return TypedResults.Ok(
            await conversations.UpdateAsync(caller, id, change, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("conversation")));
    }

    private static FolderChoice ReadFolder(JsonElement folder) => folder.ValueKind switch
    {
        JsonValueKind.Undefined => default,
        JsonValueKind.Null => new(true, null),
        JsonValueKind.String when folder.ValueEquals("") => new(true, null),
        JsonValueKind.String when FolderId.TryParse(ReadText(folder), null, out var id) => new(true, id),
        _ => throw new RefusedException(Refusal.Invalid("folder_id", "The folder is a folder's id, or null for none.")),
    };

    /// <returns>Null where the text has escapes that stand for no character.</returns>
    private static string? ReadText(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
