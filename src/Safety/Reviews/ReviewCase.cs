using System.Text.Json.Serialization;

namespace Parley.Safety;

/// <summary>What guards found in something, with the texts that they found it in.</summary>
/// <param name="Owner">Whose key seals the texts: a subject's id, or a collection's name such as <c>knowledge:docs</c>.</param>
/// <param name="Assistant">Whose policy it was judged by; null for the tenant's.</param>
/// <param name="Texts">As they are kept in the conversation, with placeholders for what the policy replaces.</param>
public sealed record ReviewCase(
    TenantScope Tenant, string Owner, string? Assistant, IReadOnlyList<ReviewText> Texts, IReadOnlyList<ReviewFinding> Findings)
{
    /// <summary>Who may appeal; null when nobody sent it.</summary>
    public SubjectId? Subject { get; init; }

    public ConversationId? Conversation { get; init; }

    public TurnId? Turn { get; init; }

    public MessageId? Message { get; init; }

    public DocumentId? Document { get; init; }
}

/// <param name="Source">Whose text it is: <c>user document tool output</c>.</param>
public sealed record ReviewText(string Source, string Text)
{
    private const int Longest = 20_000;

    /// <summary>Whether the end is missing, for it was too long to be kept twice.</summary>
    public bool IsCut { get; init; }

    /// <summary>The document that it is a passage of, with which it goes; null for other texts.</summary>
    [JsonIgnore]
    public DocumentId? Document { get; init; }

    internal ReviewText Shortened() => Text.Length <= Longest
        ? this
        : this with { Text = Text[..(char.IsHighSurrogate(Text[Longest - 1]) ? Longest - 1 : Longest)], IsCut = true };
}

/// <summary>One thing that a guard found, without its place.</summary>
/// <param name="Label">The passage that it stood in, by its label; null for other texts.</param>
public sealed record ReviewFinding(string Guard, string Kind, GuardAction Action, string Source, double Score, string? Label = null)
{
    /// <summary>Whether somebody has to look at it, or its sender may ask for that.</summary>
    internal bool IsForReview => Action == GuardAction.Review || (Action is GuardAction.Block or GuardAction.Handoff && Source is ("user" or "output"));
}

/// <summary>What of a case is sealed.</summary>
internal sealed record ReviewContext(IReadOnlyList<ReviewText> Texts, IReadOnlyList<ReviewFinding> Findings);

/// <summary>Who is told when something is decided, in the transaction that decides it.</summary>
public interface IReviewNews
{
    Task DecidedAsync(TenantConnection connection, SubjectId subject, ConversationId conversation, TurnId turn);
}
