using Parley.Conversations;

namespace Parley.Orchestration;

/// <summary>What an accept has just written of a turn, so that its run on the same node need not read it.</summary>
/// <param name="Options">The JSON that is sealed with the turn.</param>
/// <param name="Asked">The message that is answered, as it is kept.</param>
/// <param name="AcceptedAt">In Unix milliseconds.</param>
/// <param name="IsPassing">Whether its conversation is not to be kept, so that nobody is to find what it says.</param>
internal sealed record FreshTurn(
    SubjectId Subject, ConversationId Conversation, MessageId UserMessage, MessageId AssistantMessage, MessageId? SystemMessage, byte[] Options, SentMessage Asked,
    long AcceptedAt, string? TraceParent, bool IsPassing)
{
    /// <summary>Whether no message of its conversation has files.</summary>
    public bool HasNoFiles { get; init; }

    /// <summary>Its whole conversation up to the message that is answered, newest first; null where there was one before.</summary>
    public IReadOnlyList<Message>? Branch { get; init; }
}
