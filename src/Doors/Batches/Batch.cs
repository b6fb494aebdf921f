using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Accounts;
using Parley.Storage;
using BatchId = Parley.Kernel.Id<Parley.Doors.BatchIds.Batch>;

namespace Parley.Doors;

/// <summary>What a batch is asked to do, and by whom; kept sealed.</summary>
internal sealed record BatchCard(string Endpoint, FileId Input, Asker Asker, IReadOnlyDictionary<string, string>? Metadata);

/// <summary>What is wrong with a batch as a whole, or with a line of its file.</summary>
/// <param name="Line">From 1; null for the whole.</param>
public sealed record BatchError(string Code, string Message, string? Param = null, long? Line = null);

/// <summary>A batch as it is kept.</summary>
/// <param name="Moments">When it came into which state.</param>
internal sealed record Batch(
    BatchId Id, TenantScope Tenant, BatchCard Card, string State, IReadOnlyDictionary<string, long> Moments, IReadOnlyList<BatchError> Errors,
    FileId? Output, FileId? ErrorOutput, long Total, long Completed, long Failed, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public const string Validating = "validating";
    public const string InProgress = "in_progress";
    public const string Finalizing = "finalizing";
    public const string IsCompleted = "completed";
    public const string IsFailed = "failed";
    public const string Expired = "expired";
    public const string Cancelling = "cancelling";
    public const string Cancelled = "cancelled";

    public const string Chat = "/v1/chat/completions";
    public const string Embed = "/v1/embeddings";

    public bool IsOver => IsEnd(State);

    /// <summary>Whether a batch in this state stays in it.</summary>
    public static bool IsEnd(string state) => state is IsCompleted or IsFailed or Expired or Cancelled;

    public SubjectId Subject => Card.Asker.Subject;
}

internal sealed record BatchRow(
    string Id, byte[] Card, string State, string Moments, byte[]? Errors, string? OutputFileId, string? ErrorFileId, long Total, long Completed, long Failed,
    long CreatedAt, long ExpiresAt)
{
    private const string Table = "batches";

    public const string Columns =
        """
        id AS "Id", card AS "Card", state AS "State", moments AS "Moments", errors AS "Errors", output_file_id AS "OutputFileId",
        error_file_id AS "ErrorFileId", total AS "Total", completed AS "Completed", failed AS "Failed", created_at AS "CreatedAt", expires_at AS "ExpiresAt"
        """;

    public static byte[] Seal(DataKey key, BatchId id, BatchCard card) =>
        key.Seal(Table, id.Value, JsonSerializer.SerializeToUtf8Bytes(card, BatchJson.Default.BatchCard));

    public static byte[] Seal(DataKey key, BatchId id, IReadOnlyList<BatchError> errors) =>
        key.Seal(Table, $"{id}/errors", JsonSerializer.SerializeToUtf8Bytes(errors, BatchJson.Default.IReadOnlyListBatchError));

    public Batch Open(DataKey key, TenantScope tenant) => new(
        new(Id),
        tenant,
        JsonSerializer.Deserialize(key.OpenBytes(Table, Id, Card), BatchJson.Default.BatchCard)!,
        State,
        JsonSerializer.Deserialize(Moments, BatchJson.Default.DictionaryStringInt64)!,
        Errors is null ? [] : JsonSerializer.Deserialize(key.OpenBytes(Table, $"{Id}/errors", Errors), BatchJson.Default.IReadOnlyListBatchError)!,
        OutputFileId is null ? null : new(OutputFileId),
        ErrorFileId is null ? null : new(ErrorFileId),
        Total,
        Completed,
        Failed,
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt));
}

[JsonSerializable(typeof(BatchCard))]
[JsonSerializable(typeof(Dictionary<string, long>))]
[JsonSerializable(typeof(IReadOnlyList<BatchError>))]
internal sealed partial class BatchJson : JsonSerializerContext;
