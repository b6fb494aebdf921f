using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Conversations;

namespace Parley.Exchange;

/// <summary>POST /v1/shared — what a token shows, from the first message on; open to everybody who has it.</summary>
internal static class ReadShared
{
    /// <param name="Token">What stands after <c>#token=</c> in the link.</param>
    /// <param name="Limit">Messages of a page, 1 to 200.</param>
    public sealed record Request(string Token, string? Cursor = null, int? Limit = null);

    public sealed record SharedConversation(
        string Title, DateTimeOffset SharedAt, DateTimeOffset ExpiresAt, long Total, IReadOnlyList<SharedMessage> Messages, string? NextCursor);

    /// <param name="Role"><c>user assistant agent</c>: instructions and the results of tools are nobody else's.</param>
    public sealed record SharedMessage(
        string Role, string Content, string State, DateTimeOffset CreatedAt, string? Model, IReadOnlyList<SharedCitation> Citations);

    /// <summary>What an answer quotes; the way to the document stays inside.</summary>
    public sealed record SharedCitation(string Label, string? Title, string Quote);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/shared", HandleAsync).WithSummary("Read what was shared with you").AllowAnonymous();

    internal static async Task<Ok<SharedConversation>> HandleAsync(
        Request request, HttpContext context, [FromServices] SharedBranch shared, CancellationToken cancellationToken)
    {
        // Error handling clears the headers before it answers; these are set when the answer starts.
        context.Response.OnStarting(
            static response =>
            {
                ((HttpResponse)response).Headers.CacheControl = "no-store";
                ((HttpResponse)response).Headers["X-Robots-Tag"] = "noindex, nofollow";
                return Task.CompletedTask;
            },
            context.Response);
        var (from, limit) = (Place(request.Cursor), PageLimit.Check(request.Limit));
        if (await shared.ReadAsync(request.Token, from, limit, cancellationToken) is not var (share, title, messages))
        {
            throw new RefusedException(new(404, "not_found", "This link shows nothing: it is unknown, has expired or was revoked."));
        }

        var next = from + limit;
        return TypedResults.Ok(new SharedConversation(
            title,
            DateTimeOffset.FromUnixTimeMilliseconds(share.CreatedAt),
            DateTimeOffset.FromUnixTimeMilliseconds(share.ExpiresAt),
            share.Messages,
            [.. messages.Where(message => message.Role is "user" or "assistant" or "agent").Select(View)],
            next < share.Messages ? next.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static SharedMessage View(Message message) => new(
        message.Role, message.Content, message.State, message.CreatedAt, message.Model,
        [.. message.Citations.Select(citation => new SharedCitation(citation.Label, citation.Title, citation.Quote))]);

    private static int Place(string? cursor) =>
        string.IsNullOrEmpty(cursor) ? 0
        : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place
        : throw new RefusedException(Refusal.Invalid("cursor", "The cursor is not one that was given out here. Leave it away to start at the first page."));
}
