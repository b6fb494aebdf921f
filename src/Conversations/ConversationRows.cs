using System.Text.Json;
using Parley.Storage;

namespace Parley.Conversations;

internal sealed record ConversationRow(
    string Id, string SubjectId, byte[]? Title, long Pinned, long Archived, string? LeafMessageId, long CreatedAt, long UpdatedAt,
    string? FolderId, long Unread, long Passing, string? TitleBy, string? ForkedFrom, string? ForkedThrough)
{
    public const string Columns =
        """
        id AS "Id", subject_id AS "SubjectId", title AS "Title", pinned AS "Pinned", archived AS "Archived",
        leaf_message_id AS "LeafMessageId", created_at AS "CreatedAt", updated_at AS "UpdatedAt",
        folder_id AS "FolderId", unread AS "Unread", passing AS "Passing", title_by AS "TitleBy",
        forked_from_conversation_id AS "ForkedFrom", forked_from_message_id AS "ForkedThrough"
        """;

    public Conversation Open(DataKey key, IReadOnlyList<TurnId> active) => new(
        new(Id),
        Title is null ? "" : key.Open("conversations", Id, Title),
        Pinned != 0,
        Archived != 0,
        new(SubjectId),
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(UpdatedAt),
        LeafMessageId is null ? null : new MessageId(LeafMessageId),
        active)
    {
        FolderId = FolderId is null ? null : new FolderId(FolderId),
        Unread = Unread != 0,
        Temporary = Passing != 0,
        TitleBy = TitleBy,
        ForkedFrom = ForkedFrom is { } origin && ForkedThrough is { } through ? new(new(origin), new(through)) : null,
    };
}

internal sealed record MessageRow(
    string Id, string ConversationId, string? ParentId, string? SystemMessageId, string? TurnId, string Role, string State, string? Model,
    byte[] Content, byte[]? Details, byte[]? Feedback, long CreatedAt, long? PinnedAt)
{
    public const string Columns =
        """
        id AS "Id", conversation_id AS "ConversationId", parent_id AS "ParentId", system_message_id AS "SystemMessageId", turn_id AS "TurnId",
        role AS "Role", state AS "State", model AS "Model", content AS "Content", details AS "Details", feedback AS "Feedback",
        created_at AS "CreatedAt", pinned_at AS "PinnedAt"
        """;

    /// <param name="siblings">Null where nobody asks for them.</param>
    public Message Open(DataKey key, Siblings? siblings) => Open(key, key.Open("messages", Id, Content), DetailsOf(key) ?? new(), siblings);

    /// <inheritdoc cref="Open(DataKey, Siblings?)"/>
    /// <param name="content">What it says, and <paramref name="details"/>, of who has just sealed them.</param>
    public Message Open(DataKey key, string content, MessageDetails details, Siblings? siblings) =>
        new(
            new(Id),
            new(ConversationId),
            ParentId is null ? null : new MessageId(ParentId),
            TurnId is null ? null : new TurnId(TurnId),
            Role,
            content,
            State,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            Model,
            details.Citations ?? [],
            details.Unsupported ?? [],
            details.Usage,
            Feedback is null ? null : Conversations.Feedback.Open(key, new(Id), Feedback),
            siblings?.Nearest ?? [],
            details.Attachments ?? [],
            details.ToolCalls,
            details.CallId)
        {
            SiblingIndex = siblings?.Index ?? 0,
            SiblingCount = siblings?.Count ?? 1,
            Pinned = PinnedAt is not null,
            Grounding = details.Grounding,
            IsRefused = details.IsRefused,
            Reused = details.Reused,
            Nearest = details.Nearest ?? [],
            Name = details.Name,
            Thinking = details.Thinking ?? [],
        };

    public MessageDetails? DetailsOf(DataKey key) => Details is null
        ? null
        : JsonSerializer.Deserialize(key.OpenBytes("messages.details", Id, Details), DetailsJson.Default.MessageDetails)!;
}
