using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Conversations;

/// <summary>
/// GET /v1/conversations — the caller's conversations, the last used first: without the archived ones, or those alone; of one folder; only
/// the pinned ones, or only the others. With a <c>query</c> those of them that speak of it, the best first.
/// </summary>
internal static class ListConversations
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", HandleAsync).WithSummary("List conversations");

    internal static async Task<Ok<Page<Conversation>>> HandleAsync(
        Caller caller, ConversationStore conversations, ConversationSearch search, CancellationToken cancellationToken, string? query = null,
        bool? archived = null, [FromQuery(Name = "folder_id")] FolderId? folder = null, bool? pinned = null, int? limit = null, string? cursor = null)
    {
        var filter = new ConversationFilter(archived ?? false, folder, pinned);
        return TypedResults.Ok(query is null
            ? await conversations.ListAsync(caller, filter, cursor, PageLimit.Check(limit), cancellationToken)
            : await search.FindAsync(caller, query, filter, cursor, SearchLimit.Check(limit), cancellationToken));
    }
}

/// <summary>GET /v1/conversations/{id}.</summary>
internal static class GetConversation
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id}", HandleAsync).WithSummary("Get a conversation");

    internal static async Task<Ok<Conversation>> HandleAsync(
        ConversationId id, Caller caller, ConversationStore conversations, CancellationToken cancellationToken) =>
        TypedResults.Ok(await conversations.FindAsync(caller, id, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound("conversation")));
}

/// <summary>How many rows a page has.</summary>
public static class PageLimit
{
    private const int Default = 50;
    private const int Largest = 200;

    /// <param name="largest">The most that this list gives at once.</param>
    /// <returns>The limit asked for, or the default.</returns>
    /// <exception cref="RefusedException">The limit is not from 1 to the largest.</exception>
    public static int Check(int? limit, int largest = Largest) =>
        limit is null ? Default
        : limit >= 1 && limit <= largest ? limit.Value
        : throw new RefusedException(Refusal.Invalid("limit", $"The limit is {limit}; it must be from 1 to {largest}."));
}
