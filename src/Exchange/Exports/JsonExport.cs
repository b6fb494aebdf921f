using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Conversations;

namespace Parley.Exchange;

/// <summary>
/// A conversation as JSON, to be kept, read by programs, and imported again. <c>schema</c> names the form and <c>version</c> rises when a
/// field changes its meaning; further fields may come without that.
/// </summary>
internal static class JsonExport
{
    public const string Schema = "parley.conversation";
    public const int Version = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="leaf">The end of the only branch that is written; null for all branches.</param>
    public static async Task WriteAsync(
        Stream body, Conversation conversation, MessageId? leaf, DateTimeOffset at, IAsyncEnumerable<IReadOnlyList<Message>> pages,
        CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        await using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteNumber("version", Version);
        json.WriteString("exported_at", at);
        json.WritePropertyName("conversation");
        JsonSerializer.Serialize(
            json,
            new ExportedConversation(
                conversation.Id, conversation.Title, conversation.Pinned, conversation.Archived, conversation.CreatedAt, conversation.UpdatedAt,
                leaf ?? conversation.LeafMessageId, leaf is null ? "all" : "one"),
            Options);
        json.WriteStartArray("messages");
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            foreach (var message in page)
            {
                JsonSerializer.Serialize(json, Export(message), Options);
            }

            await FlushAsync();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await FlushAsync();

        async Task FlushAsync()
        {
            await json.FlushAsync(cancellationToken);
            await body.WriteAsync(buffer.WrittenMemory, cancellationToken);
            buffer.ResetWrittenCount();
        }
    }

    private static ExportedMessage Export(Message message) => new(
        message.Id, message.ParentId, message.Role, message.State, message.Content, message.CreatedAt, message.Model,
        message.Citations.Count == 0 ? null : message.Citations, message.Unsupported.Count == 0 ? null : message.Unsupported, message.Usage, message.Feedback,
        message.Attachments.Count == 0 ? null : message.Attachments, message.ToolCalls, message.CallId);

    private sealed record ExportedConversation(
        ConversationId Id, string Title, bool Pinned, bool Archived, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, MessageId? LeafMessageId,
        string Branches);

    // What other rooms add to messages is written as it is.
    private sealed record ExportedMessage(
        MessageId Id, MessageId? ParentId, string Role, string State, string Content, DateTimeOffset CreatedAt, string? Model,
        IReadOnlyList<Citation>? Citations, IReadOnlyList<TextSpan>? Unsupported, Usage? Usage, object? Feedback, object? Attachments,
        IReadOnlyList<ToolCall>? ToolCalls, string? CallId);
}
