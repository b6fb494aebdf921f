using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;
using Parley.Safety;

namespace Parley.Orchestration;

/// <param name="MessageId">Whose text is wanted as it was sent.</param>
/// <param name="DocumentId">In its stead: the document whose text is wanted as it was read.</param>
public sealed record RestoreRequest(MessageId? MessageId = null, DocumentId? DocumentId = null);

/// <summary>POST /v1/safety/restore — a text with what placeholders took the place of. Each call that restores something is on the audit trail.</summary>
internal static class RestoreRoute
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/safety/restore", HandleAsync).WithSummary("Put back what placeholders stand for").WithTags("Safety");

    internal static async Task<Ok<RestoredText>> HandleAsync(
        RestoreRequest request, Caller caller, Actor actor, [FromServices] Restoration restoration, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(request switch
        {
            { MessageId: { } message, DocumentId: null } => await restoration.OfMessageAsync(caller, actor, message, context.RequestAborted),
            { MessageId: null, DocumentId: { } document } => await restoration.OfDocumentAsync(caller, actor, document, context.RequestAborted),
            _ => throw new RefusedException(Refusal.Invalid("message_id", "Give either message_id or document_id: whose text you want as it was.")),
        });
    }
}
