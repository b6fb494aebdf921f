using System.Text.Json.Serialization;

namespace Parley.Conversations;

/// <summary>A conversation as its subject sees it.</summary>
/// <param name="Subject">Whom it belongs to.</param>
/// <param name="LeafMessageId">The newest message of the branch that was written to last; null while it is empty.</param>
/// <param name="ActiveTurnIds">Turns that are being answered right now, to join by their events.</param>
public sealed record Conversation(
    ConversationId Id,
    string Title,
    bool Pinned,
    bool Archived,
    SubjectId Subject,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    MessageId? LeafMessageId,
    IReadOnlyList<TurnId> ActiveTurnIds)
{
    /// <summary>The folder that it was put into, or null.</summary>
    public FolderId? FolderId { get; init; }

    /// <summary>True from the end of an answer until somebody says that it was seen, or sends a message.</summary>
    public bool Unread { get; init; }

    /// <summary>True when it is in no list, and its texts are erased when it is deleted or some time after its last turn.</summary>
    public bool Temporary { get; init; }

    /// <summary>Who gave it its title: <c>user model extract</c>; null while it has the first words of its first message, or none.</summary>
    public string? TitleBy { get; init; }

    /// <summary>Of which conversation it is a copy, and through which message; null when of none. Both may be gone.</summary>
    public ForkOrigin? ForkedFrom { get; init; }

    /// <summary>In a search: what speaks of what was looked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConversationMatch? Match { get; init; }
}

/// <param name="MessageId">The last message that was copied.</param>
public sealed record ForkOrigin(ConversationId ConversationId, MessageId MessageId);

/// <summary>One page of a list; <see cref="NextCursor"/> is null on the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Data, string? NextCursor);

/// <summary>What a deletion of a conversation takes with it in other rooms: each erases its own rows in the same transaction.</summary>
public interface IConversationErasure
{
    /// <summary>Erases all that the room keeps of a conversation, so that nothing of its text remains.</summary>
    /// <param name="keepAccounts">True when what has no text (usage, provenance) is to stay.</param>
    Task EraseAsync(Storage.TenantConnection connection, ConversationId conversation, bool keepAccounts);
}

/// <summary>What a copy of a conversation takes with it in other rooms: each copies its own rows in the transaction that begins the copy.</summary>
public interface IConversationCopy
{
    /// <param name="from">The conversation that is copied, of the same subject.</param>
    Task CopyAsync(Storage.TenantConnection connection, ConversationId from, ConversationId to);
}
