namespace Parley.Moderation;

/// <summary>Where a text comes from.</summary>
public enum ModerationSource
{
    /// <summary>A person writes to the assistant.</summary>
    User,

    /// <summary>A document, a web page or a tool's result: nothing in it may instruct the assistant.</summary>
    Document,

    /// <summary>The assistant's own answer.</summary>
    Output,
}

/// <summary>Which guard found something.</summary>
public enum ModerationGuard
{
    /// <summary>A built-in or listed term.</summary>
    Rule,

    /// <summary>A category of harm, as learned.</summary>
    Harm,

    /// <summary>An attack on the assistant, as learned.</summary>
    Injection,
}

/// <summary>One thing that a guard found.</summary>
/// <param name="Kind">A category of <see cref="HarmCategories"/>; for attacks <c>direct</c>, <c>indirect</c>.</param>
/// <param name="Start">Place in the text, in UTF-16 units.</param>
/// <param name="End">Exclusive.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="View">How the text was read when it was found.</param>
public readonly record struct ModerationFinding(ModerationGuard Guard, string Kind, int Start, int End, float Score, ViewKind View);

/// <summary>What moderation thinks of a text.</summary>
/// <param name="Categories">A calibrated score from 0 to 1 for each of <see cref="HarmCategories.All"/>, in that order.</param>
/// <param name="Profanity">0 to 1: coarse words, whether or not they harm anybody.</param>
/// <param name="Injection">0 to 1: an attack on the assistant.</param>
/// <param name="Findings">What is at least worth a review, by place.</param>
public sealed record ModerationResult(IReadOnlyList<float> Categories, float Profanity, float Injection, IReadOnlyList<ModerationFinding> Findings)
{
    /// <summary>Score from which a text is blocked where no policy says otherwise.</summary>
    public const float BlockAt = 0.8f;

    /// <summary>Score from which a person should look where no policy says otherwise.</summary>
    public const float ReviewAt = 0.5f;

    /// <summary>The highest score of the categories.</summary>
    public float Harm => Categories.Max();

    /// <exception cref="ArgumentException">There is no such category.</exception>
    public float this[string category] => HarmCategories.IndexOf(category) is >= 0 and var place ? Categories[place]
        : throw new ArgumentException($"'{category}' is no category of harm; {nameof(HarmCategories)} lists them.", nameof(category));
}
