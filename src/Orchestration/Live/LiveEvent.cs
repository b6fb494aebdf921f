using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Parley.Conversations;
using Parley.Knowledge;

namespace Parley.Orchestration;

/// <summary>Something that a follower is told.</summary>
/// <param name="Json">The event's data, UTF-8, one line.</param>
internal sealed record LiveEvent(string Name, byte[] Json)
{
    /// <summary>How far the reader has been told with this event; null while more belongs to it.</summary>
    public LivePosition? Position { get; init; }

    /// <param name="unread">How many conversations the subject has not seen.</param>
    public static LiveEvent Ready(long unread) => Of("ready", new(unread), LiveJson.Relaxed.ReadyData);

    public static LiveEvent Resync { get; } = Of("resync", new(), LiveJson.Relaxed.ResyncData);

    public static LiveEvent Updated(Conversation conversation) => Of("conversation.updated", new(conversation), LiveJson.Relaxed.ConversationData);

    public static LiveEvent Deleted(ConversationId conversation) => Of("conversation.deleted", new(conversation.Value), LiveJson.Relaxed.GoneData);

    public static LiveEvent Unread(ConversationId conversation, bool unread, long total) =>
        Of("unread", new(conversation, unread, total), LiveJson.Relaxed.UnreadData);

    public static LiveEvent Turn(TurnId turn, ConversationId conversation, string state, MessageId answer) =>
        Of("turn.state", new(turn, conversation, state, answer), LiveJson.Relaxed.TurnData);

    public static LiveEvent Updated(Folder folder) => Of("folder.updated", new(folder), LiveJson.Relaxed.FolderData);

    public static LiveEvent Deleted(FolderId folder) => Of("folder.deleted", new(folder.Value), LiveJson.Relaxed.GoneData);

    public static LiveEvent Document(DocumentGlance document) => Of("document", document, LiveJson.Relaxed.DocumentGlance);

    public static LiveEvent Deleted(DocumentId document, string @namespace) =>
        Of("document.deleted", new(document, @namespace), LiveJson.Relaxed.GoneDocumentData);

    private static LiveEvent Of<T>(string name, T data, JsonTypeInfo<T> type) => new(name, JsonSerializer.SerializeToUtf8Bytes(data, type));

    internal sealed record ReadyData(long Unread);

    internal sealed record ResyncData;

    internal sealed record ConversationData(Conversation Conversation);

    internal sealed record GoneData(string Id);

    internal sealed record UnreadData(ConversationId ConversationId, bool Unread, long Total);

    internal sealed record TurnData(TurnId TurnId, ConversationId ConversationId, string State, MessageId AssistantMessageId);

    internal sealed record FolderData(Folder Folder);

    internal sealed record GoneDocumentData(DocumentId Id, string Namespace);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LiveEvent.ReadyData))]
[JsonSerializable(typeof(LiveEvent.ResyncData))]
[JsonSerializable(typeof(LiveEvent.ConversationData))]
[JsonSerializable(typeof(LiveEvent.GoneData))]
[JsonSerializable(typeof(LiveEvent.UnreadData))]
[JsonSerializable(typeof(LiveEvent.TurnData))]
[JsonSerializable(typeof(LiveEvent.FolderData))]
[JsonSerializable(typeof(LiveEvent.GoneDocumentData))]
[JsonSerializable(typeof(DocumentGlance))]
internal sealed partial class LiveJson : JsonSerializerContext
{
    // Text goes out as itself: the reader is a JSON parser, never a page that would run it.
    public static LiveJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
