using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Conversations;

/// <summary>GET /v1/messages/search — the caller's messages that speak of what is looked for, the best first.</summary>
internal static class SearchMessages
{
    private static readonly string[] States = ["complete", "interrupted", "cancelled", "failed"];
    private static readonly string[] Roles = ["user", "assistant", "agent"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/search", HandleAsync).WithSummary("Search your messages");

    /// <param name="query">Words, at most 500 characters; what stands in quotation marks has to stand there so.</param>
    /// <param name="conversation">Only messages of one conversation.</param>
    /// <param name="from">The first moment or day; RFC 3339, or <c>2026-01-31</c>, which is UTC's.</param>
    /// <param name="to">The moment after the last, or the last day.</param>
    /// <param name="model">Only answers of a deployment, by its name.</param>
    /// <param name="state"><c>complete interrupted cancelled failed</c>.</param>
    /// <param name="role"><c>user assistant agent</c>.</param>
    /// <param name="archived">Only messages of archived conversations, or only those of others.</param>
    /// <param name="limit">1 to 50; 20 by default. A page may be shorter though another follows.</param>
    internal static async Task<Ok<Page<FoundMessage>>> HandleAsync(
        Caller caller, MessageSearch search, CancellationToken cancellationToken, string? query = null,
        [FromQuery(Name = "conversation_id")] ConversationId? conversation = null, string? from = null, string? to = null, string? model = null,
        string? state = null, string? role = null, bool? archived = null, int? limit = null, string? cursor = null)
    {
        var filter = new MessageFilter(
            conversation, Moment("from", from, days: 0), Moment("to", to, days: 1), model, OneOf("state", state, States), OneOf("role", role, Roles), archived);
        return filter is { From: { } first, To: { } last } && first >= last
            ? throw new RefusedException(Refusal.Invalid("to", "The time ends before it begins. Give a later to, or an earlier from."))
            : TypedResults.Ok(await search.FindAsync(caller, query, filter, cursor, SearchLimit.Check(limit), cancellationToken));
    }

    private static string? OneOf(string field, string? value, string[] known) =>
        value is null || known.Contains(value) ? value
        : throw new RefusedException(Refusal.Invalid(field, $"The {field} is unknown; it must be one of {string.Join(", ", known)}."));

    private static long? Moment(string field, string? text, int days)
    {
        if (text is null)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue)
        {
            return new DateTimeOffset(day.AddDays(days), TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();
        }

        return text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUnixTimeMilliseconds()
            : throw new RefusedException(Refusal.Invalid(field, $"The {field} is no time. Give a day such as 2026-01-31, or a moment such as 2026-01-31T12:00:00Z."));
    }
}

/// <summary>How many hits a page has.</summary>
internal static class SearchLimit
{
    private const int Default = 20;
    private const int Largest = 50;

    /// <exception cref="RefusedException">The limit is not from 1 to 50.</exception>
    public static int Check(int? limit) =>
        limit is null ? Default
        : limit is >= 1 and <= Largest ? limit.Value
        : throw new RefusedException(Refusal.Invalid("limit", $"The limit is {limit}; it must be from 1 to {Largest}."));
}
