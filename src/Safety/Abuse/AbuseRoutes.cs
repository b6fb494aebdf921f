using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.Safety;

/// <summary>How somebody stands whose messages were refused.</summary>
/// <param name="Score">As it is now.</param>
/// <param name="State"><c>banned cooling slowed watched</c>.</param>
/// <param name="Until">When the ban or the pause ends; null for none, and for a ban without an end.</param>
/// <param name="Reason">Of the ban.</param>
public sealed record AbuseView(SubjectId Subject, double Score, string State, DateTimeOffset? Until, string? Reason, DateTimeOffset ScoredAt);

/// <summary>A page of those who have a score or a ban, by their ids.</summary>
public sealed record AbuseList(IReadOnlyList<AbuseView> Data, string? NextCursor);

/// <summary>A ban.</summary>
/// <param name="Reason">What the banned person reads; 1 to 500 characters.</param>
/// <param name="Until">When it ends; left out for a ban without an end.</param>
public sealed record BanRequest(string? Reason = null, DateTimeOffset? Until = null);

/// <summary>/v1/safety/abuse and /v1/safety/bans — who sends what is refused, and who may send nothing.</summary>
internal static class AbuseRoutes
{
    private const int Page = 50;
    private const int LargestPage = 200;
    private const int LongestReason = 500;
    private const int LongestSubject = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/safety/abuse", ListAsync).WithSummary("List those whose messages were refused").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapPut("/safety/bans/{subject}", BanAsync).WithSummary("Ban somebody from sending messages").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapDelete("/safety/bans/{subject}", LiftAsync).WithSummary("Lift a ban and forget the score").Allow(Scopes.SafetyAdmin, Role.Admin);
    }

    internal static async Task<Ok<AbuseList>> ListAsync(
        int? limit, string? cursor, TenantScope tenant, [FromServices] AbuseStore store, [FromServices] IOptions<AbuseOptions> options, [FromServices] TimeProvider time,
        CancellationToken cancellationToken)
    {
        var most = limit is null or (>= 1 and <= LargestPage) ? limit ?? Page : throw PolicyRules.Invalid("limit", $"The limit is {limit}; it must be 1 to {LargestPage}.");
        var rows = await store.ListAsync(tenant, most + 1, string.IsNullOrEmpty(cursor) ? null : Decode(cursor), cancellationToken);
        return TypedResults.Ok(new AbuseList(
            [.. rows.Take(most).Select(one => View(one, options.Value, time.GetUtcNow()))],
            rows.Count > most ? WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(rows[most - 1].Subject.Value)) : null));
    }

    internal static async Task<Ok<AbuseView>> BanAsync(
        string subject, BanRequest request, Caller caller, Actor actor, [FromServices] AbuseStore store, [FromServices] IOptions<AbuseOptions> options,
        [FromServices] TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var banned = Read(subject);
        if (banned == caller.Subject)
        {
            throw PolicyRules.Invalid("subject", "This is you. Somebody else has to ban you.");
        }

        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > LongestReason)
        {
            throw PolicyRules.Invalid("reason", $"Give a reason of 1 to {LongestReason} characters; the banned person reads it.");
        }

        if (request.Until is { } until && (until <= now || until >= AbuseStanding.Never))
        {
            throw PolicyRules.Invalid("until", "A ban ends in the future; leave it out for one without an end.");
        }

        return TypedResults.Ok(View(await store.BanAsync(caller.Tenant, banned, request.Reason.Trim(), request.Until, actor, cancellationToken), options.Value, now));
    }

    internal static async Task<NoContent> LiftAsync(string subject, TenantScope tenant, Actor actor, [FromServices] AbuseStore store, CancellationToken cancellationToken)
    {
        await store.LiftAsync(tenant, Read(subject), actor, cancellationToken);
        return TypedResults.NoContent();
    }

    private static AbuseView View(AbuseStanding standing, AbuseOptions options, DateTimeOffset now) => new(
        standing.Subject, Math.Round(standing.ScoreAt(now, options), 3), standing.StateAt(now, options), standing.EndAt(now),
        standing.BannedUntil > now ? standing.Reason : null, standing.ScoredAt);

    private static SubjectId Read(string subject) => IsSubject(subject) ? new(subject)
        : throw PolicyRules.Invalid("subject", "This is no subject's id; GET /v1/safety/abuse and the audit trail name them.");

    private static bool IsSubject(string subject) => subject.Length is > 0 and <= LongestSubject && subject.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    private static string Decode(string cursor)
    {
        try
        {
            var subject = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor));
            return IsSubject(subject) ? subject : throw Wrong();
        }
        catch (FormatException)
        {
            throw Wrong();
        }
    }

    private static RefusedException Wrong() => PolicyRules.Invalid("cursor", "The cursor is not one that a list here gave out; begin again without it.");
}
