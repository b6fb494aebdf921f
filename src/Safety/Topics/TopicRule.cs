namespace Parley.Safety;

/// <summary>Something that is spoken of, told by examples.</summary>
/// <param name="Name">What the findings call it.</param>
/// <param name="Examples">Texts of it; what is near one of them in meaning is of this topic.</param>
/// <param name="Action">What is done about it; <see cref="GuardAction.Allow"/> for what the assistant is there for.</param>
/// <param name="At">How near a text must come to an example, 0 to 1: the cosine between their vectors.</param>
public sealed record TopicRule(string Name, IReadOnlyList<string> Examples, GuardAction Action = GuardAction.Block, double At = TopicRule.UsualAt)
{
    public const double UsualAt = .5;

    /// <summary>What findings call a text that is near to none of the allowed topics.</summary>
    public const string OffTopic = "off_topic";
}
