using Parley.Storage;

namespace Parley.Conversations;

/// <summary>
/// Notes changes of conversations, their turns and folders in the feed of the subject whose they are; of what is not to be kept, nothing.
/// </summary>
public static class ConversationFeed
{
    /// <summary>Kind of an entry: the conversation with this id was changed, made or deleted.</summary>
    public const string Conversation = "conversation";

    /// <summary>Kind of an entry: the turn with this id began, waits or ended.</summary>
    public const string Turn = "turn";

    /// <summary>Kind of an entry: the folder with this id was changed, made or deleted.</summary>
    public const string Folder = "folder";

    private const string WhereKept = "FROM conversations WHERE tenant_id = @tenant AND id = @id AND subject_id = @feed AND passing = 0";

    /// <summary>Notes a conversation; the parameter <c>@id</c> names it.</summary>
    internal static string NotingConversation { get; } = Feed.Noting(Conversation, "@id", WhereKept);

    /// <summary>Notes the turn in the parameter <c>@turn</c> of that conversation.</summary>
    internal static string NotingTurn { get; } = Feed.Noting(Turn, "@turn", WhereKept);

    /// <summary>Notes that a conversation, or the branch that it shows, was changed.</summary>
    public static async Task ChangedAsync(TenantConnection connection, SubjectId subject, ConversationId conversation, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            NotingConversation, new { id = conversation.Value, feed = subject.Value, feedNow = now.ToUnixTimeMilliseconds() });
        Tell(connection, subject);
    }

    /// <summary>Notes that a turn, and with it its conversation, was changed.</summary>
    public static async Task TurnChangedAsync(
        TenantConnection connection, SubjectId subject, ConversationId conversation, TurnId turn, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            NotingConversation + "\n" + NotingTurn, new { id = conversation.Value, turn = turn.Value, feed = subject.Value, feedNow = now.ToUnixTimeMilliseconds() });
        Tell(connection, subject);
    }

    /// <summary>Tells followers of the subject, once the transaction is committed.</summary>
    internal static void Tell(TenantConnection connection, SubjectId subject) =>
        connection.NotifyOnCommit(Feed.Topic, Feed.KeyOf(connection.Tenant, subject.Value));
}
