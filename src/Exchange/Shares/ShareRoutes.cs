using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;
using Parley.Conversations;

namespace Parley.Exchange;

/// <summary>POST and GET /v1/conversations/{id}/shares, GET and DELETE /v1/shares — shows one branch to whoever has its link.</summary>
internal static class ShareRoutes
{
    private const int LongestDays = 365;

    /// <param name="Leaf">The last message that is shown; left away, the conversation's own.</param>
    /// <param name="ExpiresInDays">1 to 365, by default 30.</param>
    public sealed record Request(MessageId? Leaf = null, int? ExpiresInDays = null);

    /// <param name="Url">With the token, in the answer that made it alone.</param>
    public sealed record Share(
        Id<ExchangeIds.Share> Id, ConversationId ConversationId, MessageId LeafMessageId, long Messages, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token = null);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/conversations/{id}/shares", MakeAsync).WithSummary("Share a branch by a link").Allow(Scopes.Chat);
        routes.MapGet("/conversations/{id}/shares", ListOfConversationAsync).WithSummary("List a conversation's shares").Allow(Scopes.Chat);
        routes.MapGet("/shares", ListAsync).WithSummary("List your shares").Allow(Scopes.Chat);
        routes.MapDelete("/shares/{id}", RevokeAsync).WithSummary("Revoke a share").Allow(Scopes.Chat);
    }

    internal static async Task<Created<Share>> MakeAsync(
        ConversationId id, [FromBody] Request? request, [FromServices] Caller caller, [FromServices] Actor actor, HttpContext context,
        [FromServices] ConversationStore conversations, [FromServices] ShareStore shares, [FromServices] Links links, CancellationToken cancellationToken)
    {
        var days = request?.ExpiresInDays ?? 30;
        if (days is < 1 or > LongestDays)
        {
            throw new RefusedException(Refusal.Invalid("expires_in_days", $"A share lasts 1 to {LongestDays} days; {days} were asked for."));
        }

        var conversation = await conversations.FindAsync(caller, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("conversation"));
        var leaf = request?.Leaf ?? conversation.LeafMessageId
            ?? throw new RefusedException(new(409, "conversation_empty", "The conversation has no message that could be shown."));
        var (row, token) = await shares.MakeAsync(caller, id, leaf, TimeSpan.FromDays(days), actor, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"/v1/shares/{row.Id}", View(row) with { Url = links.At(context, $"/shared#token={token}"), Token = token });
    }

    internal static async Task<Ok<Page<Share>>> ListOfConversationAsync(
        ConversationId id, [FromServices] Caller caller, [FromServices] ConversationStore conversations, [FromServices] ShareStore shares,
        CancellationToken cancellationToken, int? limit = null, string? cursor = null) =>
        await conversations.FindAsync(caller, id, cancellationToken) is null
            ? throw new RefusedException(Refusal.NotFound("conversation"))
            : TypedResults.Ok(await PageAsync(caller, id, limit, cursor, shares, cancellationToken));

    internal static async Task<Ok<Page<Share>>> ListAsync(
        [FromServices] Caller caller, [FromServices] ShareStore shares, CancellationToken cancellationToken, int? limit = null, string? cursor = null) =>
        TypedResults.Ok(await PageAsync(caller, null, limit, cursor, shares, cancellationToken));

    internal static async Task<NoContent> RevokeAsync(
        Id<ExchangeIds.Share> id, [FromServices] Caller caller, [FromServices] Actor actor, [FromServices] ShareStore shares,
        CancellationToken cancellationToken) =>
        await shares.RevokeAsync(caller, id.Value, actor, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("share"));

    private static async Task<Page<Share>> PageAsync(
        Caller caller, ConversationId? conversation, int? limit, string? cursor, ShareStore shares, CancellationToken cancellationToken)
    {
        var size = PageLimit.Check(limit);
        var rows = await shares.ListAsync(caller, conversation, Cursor.Read<ExchangeIds.Share>(cursor), size + 1, cancellationToken);
        return new([.. rows.Take(size).Select(View)], rows.Count > size ? rows[size - 1].Id : null);
    }

    private static Share View(ShareRow row) => new(
        new(row.Id), new(row.ConversationId), new(row.LeafMessageId), row.Messages, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt));
}

/// <summary>The place after which a list goes on: the last id of the page before.</summary>
internal static class Cursor
{
    /// <returns>Null on the first page.</returns>
    /// <exception cref="RefusedException">No list here gave it out.</exception>
    public static string? Read<TKind>(string? cursor)
        where TKind : IIdKind =>
        string.IsNullOrEmpty(cursor) ? null
        : cursor.StartsWith(TKind.Prefix + "_", StringComparison.Ordinal) && Id<TKind>.TryParse(cursor, null, out var id) ? id.Value
        : throw new RefusedException(Refusal.Invalid("cursor", "The cursor is not one that this list gave out. Leave it away to start at the first page."));
}
