namespace Parley.Safety;

/// <summary>A case, without its texts.</summary>
/// <param name="State"><c>open</c>: somebody is to decide; <c>automatic</c>: refused, and nobody has objected; <c>decided</c>.</param>
/// <param name="Action">Of the gravest finding, as are guard, kind, source and score.</param>
/// <param name="ClaimedBy">Who looks at it: the id of a user or key; null for nobody.</param>
/// <param name="Decision"><c>allow</c> or <c>block</c>; null before it is decided.</param>
public sealed record ReviewView(
    string Id, string State, string Action, string Guard, string Kind, string Source, double Score, string? SubjectId, string? ConversationId, string? TurnId,
    string? MessageId, string? DocumentId, string? PolicyId, long? PolicyVersion, DateTimeOffset CreatedAt, string? ClaimedBy, DateTimeOffset? ClaimedAt,
    DateTimeOffset? AppealedAt, string? Decision, string? DecidedBy, DateTimeOffset? DecidedAt)
{
    internal static ReviewView Of(ReviewRow row) => new(
        row.Id, row.State, row.Action, row.Guard, row.Kind, row.Source, row.Score / 1_000d, row.SubjectId, row.ConversationId, row.TurnId, row.MessageId,
        row.DocumentId, row.PolicyId, row.PolicyVersion, At(row.CreatedAt)!.Value, row.ClaimedBy, At(row.ClaimedAt), At(row.AppealedAt), row.Decision, row.DecidedBy, At(row.DecidedAt));

    internal static DateTimeOffset? At(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}

/// <summary>A text of a case, with the places of what was found in it.</summary>
/// <param name="Source"><c>user document tool output</c>.</param>
/// <param name="IsCut">Whether its end is missing, for it was too long to be kept twice.</param>
public sealed record ReviewedText(string Source, string Text, bool IsCut, IReadOnlyList<Mark> Marks);

/// <summary>What a decision could change in the policy.</summary>
/// <param name="Decision">With which of them it makes sense: <c>allow</c> or <c>block</c>.</param>
public sealed record OfferedEffect(string Decision, PolicyEffect Effect);

/// <summary>A case with all that a decision needs.</summary>
/// <param name="Appeal">What the sender says against it; null when nobody appealed.</param>
/// <param name="Reason">Why it was decided so; null before.</param>
/// <param name="Reply">What the sender was told; null for nothing.</param>
/// <param name="Names">What the people and keys are called whose ids stand in it; whoever is gone has none.</param>
public sealed record ReviewDetail(
    ReviewView Review, IReadOnlyList<ReviewedText> Texts, IReadOnlyList<ReviewFinding> Findings, string? Appeal, string? Reason, string? Reply,
    IReadOnlyList<OfferedEffect> Offers, IReadOnlyDictionary<string, string> Names);

/// <summary>What somebody decides.</summary>
/// <param name="Decision"><c>allow</c>: it was harmless; <c>block</c>: it was not.</param>
/// <param name="Reason">1 to 2,000 characters, for those who review.</param>
/// <param name="Reply">At most 2,000 characters that the sender reads where they appealed.</param>
/// <param name="Effect">What changes in the policy; left out, nothing does.</param>
public sealed record DecisionRequest(string? Decision = null, string? Reason = null, string? Reply = null, PolicyEffect? Effect = null);

/// <summary>A case that is decided.</summary>
/// <param name="ChangedPolicyId">The policy that has a new version by it; null for none.</param>
public sealed record DecisionAnswer(ReviewView Review, string? ChangedPolicyId);
