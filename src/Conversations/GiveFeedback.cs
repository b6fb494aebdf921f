using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Conversations;

/// <summary>PUT /v1/messages/{id}/feedback — says what one thinks of an answer; DELETE takes it back.</summary>
internal static class GiveFeedback
{
    private const int LongestComment = 2_000;

    /// <param name="Rating"><c>up</c> or <c>down</c>.</param>
    /// <param name="Reasons">
    /// Any of <c>correct helpful well_written good_sources incorrect incomplete irrelevant unclear bad_sources not_followed too_long
    /// too_short too_slow unsafe other</c>.
    /// </param>
    /// <param name="Comment">At most 2,000 characters.</param>
    public sealed record Request(string? Rating, IReadOnlyList<string>? Reasons, string? Comment);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/{id}/feedback", PutAsync).WithSummary("Judge an answer");
        routes.MapDelete("/{id}/feedback", DeleteAsync).WithSummary("Take a judgement back");
    }

    internal static async Task<Ok<Feedback>> PutAsync(
        MessageId id, Request request, Caller caller, FeedbackStore feedback, ITextScreen screen, TimeProvider time, CancellationToken cancellationToken)
    {
        var given = Read(request, time.GetUtcNow());
        if (given.Comment is { } comment)
        {
            given = given with { Comment = await screen.ScreenAsync(caller.Tenant, "comment", comment, cancellationToken) };
        }

        await feedback.PutAsync(caller, id, given, cancellationToken);
        return TypedResults.Ok(given);
    }

    internal static async Task<NoContent> DeleteAsync(MessageId id, Caller caller, FeedbackStore feedback, CancellationToken cancellationToken)
    {
        await feedback.PutAsync(caller, id, null, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Feedback Read(Request request, DateTimeOffset now)
    {
        if (request.Rating is not ("up" or "down"))
        {
            throw new RefusedException(Refusal.Invalid("rating", "The rating must be up or down."));
        }

        var reasons = (request.Reasons ?? []).Distinct().ToList();
        if (reasons.Find(reason => !Feedback.KnownReasons.Contains(reason)) is not null || reasons.Contains(null!))
        {
            throw new RefusedException(Refusal.Invalid("reasons", $"Reasons are any of: {string.Join(", ", Feedback.KnownReasons)}. Write all else as a comment."));
        }

        var comment = request.Comment?.Trim();
        if (comment?.Length > LongestComment)
        {
            throw new RefusedException(Refusal.Invalid("comment", $"The comment is longer than {LongestComment:N0} characters."));
        }

        return new(request.Rating, reasons, string.IsNullOrEmpty(comment) ? null : comment, now);
    }
}
