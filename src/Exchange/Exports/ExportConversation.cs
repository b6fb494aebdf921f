using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Conversations;

namespace Parley.Exchange;

/// <summary>
/// GET /v1/conversations/{id}/export — a conversation as a file: <c>format=markdown</c> has one branch to read, <c>format=json</c> all of
/// them, or one where <c>leaf</c> names its end, to be kept or imported.
/// </summary>
internal static class ExportConversation
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/conversations/{id}/export", HandleAsync).Allow(Scopes.Chat).WithMetadata(new DisableRequestTimeoutAttribute())
            .Produces<string>(200, "text/markdown", "application/json").WithSummary("Export a conversation");

    internal static async Task<PushStreamHttpResult> HandleAsync(
        ConversationId id, [FromServices] Caller caller, [FromServices] ConversationStore conversations, [FromServices] BranchReader branches,
        [FromServices] TimeProvider time, CancellationToken cancellationToken, string? format = null, MessageId? leaf = null)
    {
        if (format is not (null or "markdown" or "json"))
        {
            throw new RefusedException(Refusal.Invalid("format", "The format is `markdown` or `json`."));
        }

        var isMarkdown = format is not "json";
        var conversation = await conversations.FindAsync(caller, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("conversation"));
        var end = leaf ?? (isMarkdown ? conversation.LeafMessageId : null);
        var map = end is null ? null
            : await branches.MapAsync(caller.Tenant, caller.Subject, id, end.Value, cancellationToken)
                ?? throw new RefusedException(Refusal.NotFound("conversation or message"));
        var pages = map is not null ? Branch(branches, caller, id, map, cancellationToken)
            : isMarkdown ? AsyncEnumerable.Empty<IReadOnlyList<Message>>()
            : Whole(branches, caller, id, cancellationToken);
        var at = time.GetUtcNow();
        return isMarkdown
            ? TypedResults.Stream(
                body => MarkdownDocument.WriteAsync(body, conversation, at, pages, cancellationToken), "text/markdown; charset=utf-8",
                FileName.Of(conversation.Title, ".md"))
            : TypedResults.Stream(
                body => JsonExport.WriteAsync(body, conversation, end, at, pages, cancellationToken), "application/json", FileName.Of(conversation.Title, ".json"));
    }

    private static async IAsyncEnumerable<IReadOnlyList<Message>> Branch(
        BranchReader branches, Caller caller, ConversationId id, BranchMap map,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var from = 0; from < map.Messages; from += BranchReader.Step)
        {
            yield return await branches.ReadAsync(caller.Tenant, caller.Subject, id, map, from, BranchReader.Step, cancellationToken);
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<Message>> Whole(
        BranchReader branches, Caller caller, ConversationId id,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = await branches.ListAsync(caller.Tenant, caller.Subject, id, cancellationToken);
        foreach (var some in ids.Chunk(BranchReader.Step))
        {
            yield return await branches.ReadAsync(caller.Tenant, caller.Subject, id, some, cancellationToken);
        }
    }
}
