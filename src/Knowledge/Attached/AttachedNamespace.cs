namespace Parley.Knowledge;

/// <summary>
/// The namespace of what is attached to one conversation: its owner alone reads it, by documents that citations name, and searches it
/// with the conversation's turns. Its texts are sealed with its owner's key.
/// </summary>
public readonly record struct AttachedNamespace(SubjectId Subject, ConversationId Conversation)
{
    private const string Kind = "conversation";

    /// <summary>No name that somebody can give to a namespace has a colon.</summary>
    public string Name => $"{Kind}:{Subject}:{Conversation}";

    /// <summary>The access tag that its documents have, and that nobody can ask for.</summary>
    public string Tag => $"subject:{Subject}";

    public static AttachedNamespace? Parse(string name) =>
        name.Split(':') is [Kind, var subject, var conversation]
        && SubjectId.TryParse(subject, null, out var whose) && ConversationId.TryParse(conversation, null, out var which)
            ? new(whose, which)
            : null;
}
