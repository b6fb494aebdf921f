using BatchId = Parley.Kernel.Id<Parley.Doors.BatchIds.Batch>;

namespace Parley.Doors;

/// <summary>A batch in OpenAI's shape; times in unix seconds.</summary>
/// <param name="Status"><c>validating failed in_progress finalizing completed expired cancelling cancelled</c>.</param>
/// <param name="OutputFileId">The answers; null until the end, and when no line was answered.</param>
/// <param name="ErrorFileId">The lines that were refused; null until the end, and when there are none.</param>
public sealed record BatchView(
    BatchId Id, string Object, string Endpoint, BatchErrors? Errors, FileId InputFileId, string CompletionWindow, string Status, FileId? OutputFileId,
    FileId? ErrorFileId, long CreatedAt, long? InProgressAt, long ExpiresAt, long? FinalizingAt, long? CompletedAt, long? FailedAt, long? ExpiredAt,
    long? CancellingAt, long? CancelledAt, BatchCounts RequestCounts, IReadOnlyDictionary<string, string>? Metadata)
{
    internal const string Window = "24h";

    internal static BatchView Of(Batch batch) => new(
        batch.Id, "batch", batch.Card.Endpoint, batch.Errors.Count == 0 ? null : new("list", batch.Errors), batch.Card.Input, Window, batch.State,
        batch.IsOver ? batch.Output : null, batch.ErrorOutput, batch.CreatedAt.ToUnixTimeSeconds(), At(batch, Batch.InProgress), batch.ExpiresAt.ToUnixTimeSeconds(), At(batch, Batch.Finalizing),
        At(batch, Batch.IsCompleted), At(batch, Batch.IsFailed), At(batch, Batch.Expired), At(batch, Batch.Cancelling), At(batch, Batch.Cancelled),
        new(batch.Total, batch.Completed, batch.Failed), batch.Card.Metadata);

    private static long? At(Batch batch, string state) => batch.Moments.TryGetValue(state, out var seconds) ? seconds : null;
}

/// <summary>Why a batch failed.</summary>
public sealed record BatchErrors(string Object, IReadOnlyList<BatchError> Data);

/// <summary>How many lines there are, were answered, and were refused.</summary>
public sealed record BatchCounts(long Total, long Completed, long Failed);

/// <summary>A list of batches in OpenAI's shape.</summary>
public sealed record BatchList(string Object, IReadOnlyList<BatchView> Data, BatchId? FirstId, BatchId? LastId, bool HasMore);
