using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;

namespace Parley.Safety;

/// <summary>/v1/reviews — what a person is to decide, and what was decided.</summary>
internal static class ReviewRoutes
{
    private const int LongestWords = 2_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reviews", ListAsync).WithSummary("List cases for review").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapGet("/reviews/{id}", ShowAsync).WithSummary("Show a case with its texts").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapPost("/reviews/{id}/claim", ClaimAsync).WithSummary("Take a case").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapPost("/reviews/{id}/decision", DecideAsync).WithSummary("Decide a case").Allow(Scopes.SafetyAdmin, Role.Admin);
    }

    /// <param name="state"><c>open</c>, <c>automatic</c> or <c>decided</c>.</param>
    internal static async Task<Ok<SafetyPage<ReviewView>>> ListAsync(
        int? limit, string? cursor, string? state, string? guard, string? kind, string? source, string? action, TenantScope tenant, ReviewStore reviews,
        CancellationToken cancellationToken)
    {
        if (state is not (null or "open" or "automatic" or "decided"))
        {
            throw PolicyRules.Invalid("state", "It is open, automatic or decided.");
        }

        var page = await reviews.ListAsync(tenant, new(state, guard, kind, source, action), SafetyPaging.Read(limit, cursor), cancellationToken);
        return TypedResults.Ok(new SafetyPage<ReviewView>([.. page.Data.Select(ReviewView.Of)], page.NextCursor));
    }

    internal static async Task<Ok<ReviewDetail>> ShowAsync(
        ReviewId id, TenantScope tenant, Actor reader, ReviewStore reviews, Marking marking, AuditNames names, CancellationToken cancellationToken)
    {
        var review = await reviews.OpenAsync(tenant, id, reader, cancellationToken);
        var marks = await marking.FindAsync(tenant, review, cancellationToken);
        ReviewedText[] texts = [.. review.Context.Texts.Zip(marks, (text, found) => new ReviewedText(text.Source, text.Text, text.IsCut, found))];
        string[] sayings = [.. texts.SelectMany(text => text.Marks.Where(mark => mark.Guard is "rule" or "term" or "pattern").Select(mark => text.Text[mark.Start..mark.End]))];
        return TypedResults.Ok(new ReviewDetail(
            ReviewView.Of(review.Row), texts, review.Context.Findings, review.Appeal, review.Verdict?.Reason, review.Verdict?.Reply,
            review.Row.State == "decided" ? [] : [.. Offers("allow"), .. Offers("block")],
            await names.FindAsync(tenant, new[] { review.Row.ClaimedBy, review.Row.DecidedBy }.OfType<string>(), cancellationToken)));

        IEnumerable<OfferedEffect> Offers(string decision) =>
            PolicyEffect.Offer(decision, review.Context.Findings, sayings).Select(effect => new OfferedEffect(decision, effect));
    }

    internal static async Task<Ok<ReviewView>> ClaimAsync(ReviewId id, TenantScope tenant, Actor actor, ReviewStore reviews, CancellationToken cancellationToken) =>
        TypedResults.Ok(ReviewView.Of(await reviews.ClaimAsync(tenant, id, actor, cancellationToken)));

    internal static async Task<Ok<DecisionAnswer>> DecideAsync(
        ReviewId id, DecisionRequest request, TenantScope tenant, Actor actor, ReviewDecisions decisions, CancellationToken cancellationToken)
    {
        var decision = request.Decision is "allow" or "block" ? request.Decision : throw PolicyRules.Invalid("decision", "It is allow or block.");
        var reply = string.IsNullOrWhiteSpace(request.Reply) ? null : Words("reply", request.Reply);
        var decided = await decisions.DecideAsync(tenant, id, new(decision, Words("reason", request.Reason), reply), request.Effect, actor, cancellationToken);
        return TypedResults.Ok(new DecisionAnswer(ReviewView.Of(decided.Row), decided.Policy?.Value));
    }

    /// <exception cref="RefusedException">There are none, or too many.</exception>
    internal static string Words(string field, string? words) => !string.IsNullOrWhiteSpace(words) && words.Length <= LongestWords
        ? words.Trim()
        : throw PolicyRules.Invalid(field, $"Give 1 to {LongestWords} characters.");
}
