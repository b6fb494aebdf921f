using System.Text.Json;
using System.Text.Json.Serialization;
using static Parley.Doors.WireField;

namespace Parley.Doors;

/// <summary>The body of <c>POST /v1/batches</c>. Its other members are judged by <see cref="Fields"/>.</summary>
public sealed record BatchRequest
{
    private const int MostPairs = 16;
    private const int LongestKey = 64;
    private const int LongestValue = 512;

    /// <summary>Every field of the API, and what becomes of it here.</summary>
    internal static WireFields Fields { get; } = new(
        "Unrecognized request argument supplied: {0}",
        Honoured("input_file_id", "A file of `POST /v1/files` with the purpose `batch`: JSON Lines of `custom_id`, `method`, `url` and `body`."),
        Honoured("endpoint", "`/v1/chat/completions` or `/v1/embeddings`."),
        Honoured("completion_window", "`24h`."),
        Honoured("metadata", "Up to 16 pairs of texts, which come back with the batch."),
        Refused("output_expires_after", "How long files are kept is a setting of the server."));

    /// <summary>A file that was uploaded for the purpose <c>batch</c>.</summary>
    public FileId? InputFileId { get; init; }

    /// <summary><c>/v1/chat/completions</c> or <c>/v1/embeddings</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary><c>24h</c>.</summary>
    public string? CompletionWindow { get; init; }

    public Dictionary<string, string>? Metadata { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }

    /// <exception cref="RefusedException">A field is missing or says what cannot be.</exception>
    internal void Check()
    {
        Fields.Check(Others);
        if (InputFileId is null)
        {
            throw Invalid("input_file_id", "'input_file_id' is required: a file that was uploaded with the purpose batch.");
        }

        if (Endpoint is not (Batch.Chat or Batch.Embed))
        {
            throw Invalid("endpoint", $"The endpoint must be {Batch.Chat} or {Batch.Embed}.");
        }

        if (CompletionWindow != BatchView.Window)
        {
            throw Invalid("completion_window", $"The completion_window must be {BatchView.Window}.");
        }

        if (Metadata is { } pairs && (pairs.Count > MostPairs || pairs.Any(pair => pair.Key.Length > LongestKey || pair.Value is not { Length: <= LongestValue })))
        {
            throw Invalid("metadata", $"metadata may have {MostPairs} pairs of texts, names of up to {LongestKey} characters and values of up to {LongestValue}.");
        }
    }

    internal static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
