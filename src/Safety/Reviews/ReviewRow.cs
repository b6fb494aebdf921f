using System.Text.Json;

namespace Parley.Safety;

/// <summary>A review as it is kept.</summary>
internal sealed record ReviewRow(
    string Id, string Owner, string? SubjectId, string? ConversationId, string? TurnId, string? MessageId, string? DocumentId, string State, string Action, string Guard,
    string Kind, string Source, long Score, string? PolicyId, long? PolicyVersion, long CreatedAt, string? ClaimedBy, long? ClaimedAt, long? AppealedAt, string? Decision,
    string? DecidedBy, long? DecidedAt)
{
    public const string Columns =
        """
        id as Id, owner as Owner, subject_id as SubjectId, conversation_id as ConversationId, turn_id as TurnId, message_id as MessageId, document_id as DocumentId,
        state as State, action as Action, guard as Guard, kind as Kind, source as Source, score as Score, policy_id as PolicyId, policy_version as PolicyVersion,
        created_at as CreatedAt, claimed_by as ClaimedBy, claimed_at as ClaimedAt, appealed_at as AppealedAt, decision as Decision, decided_by as DecidedBy,
        decided_at as DecidedAt
        """;
}

/// <summary>What of a review is sealed.</summary>
internal sealed record SealedParts(byte[] Context, byte[]? Appeal, byte[]? Verdict)
{
    public const string Columns = "context as Context, appeal as Appeal, verdict as Verdict";
}

/// <summary>What somebody decided, in their words.</summary>
/// <param name="Reason">For those who review.</param>
/// <param name="Reply">For the sender; null for none.</param>
internal sealed record Verdict(string Decision, string Reason, string? Reply);

/// <summary>A review with its texts.</summary>
internal sealed record OpenedReview(ReviewRow Row, ReviewContext Context, string? Appeal, Verdict? Verdict)
{
    public static OpenedReview Of(ReviewRow row, SealedParts parts, DataKey key) => new(
        row,
        JsonSerializer.Deserialize<ReviewContext>(key.OpenBytes(ReviewStore.Table, $"{row.Id}/context", parts.Context), Reviews.Json)!,
        parts.Appeal is { } appeal ? key.Open(ReviewStore.Table, $"{row.Id}/appeal", appeal) : null,
        parts.Verdict is { } verdict ? JsonSerializer.Deserialize<Verdict>(key.OpenBytes(ReviewStore.Table, $"{row.Id}/verdict", verdict), Reviews.Json) : null);

    /// <summary>The same with the passages of documents that are still there.</summary>
    public OpenedReview With(IReadOnlyList<PassageRow> passages, DataKey key) =>
        this with { Context = Context with { Texts = ReviewPassages.Among(Context.Texts, Row.Id, passages, key) } };

    public static byte[] Seal(Verdict verdict, string id, DataKey key) =>
        key.Seal(ReviewStore.Table, $"{id}/verdict", JsonSerializer.SerializeToUtf8Bytes(verdict, Reviews.Json));
}
