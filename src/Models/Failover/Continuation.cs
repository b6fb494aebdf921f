using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>How a model is asked to go on with an answer that another has begun.</summary>
internal static class Continuation
{
    /// <summary>How much of the end is named in the instruction, so that the model can be told where to take up.</summary>
    private const int AnchorLength = 60;

    /// <summary>The prompt for a model that continues a trailing message of the assistant.</summary>
    public static IReadOnlyList<ChatMessage> ByContinuing(IReadOnlyList<ChatMessage> prompt, string said) =>
        said.Length == 0 ? prompt : [.. prompt, new(ChatRole.Assistant, said)];

    /// <summary>
    /// The prompt for one that would answer anew. It is asked to begin with the last words again: where they stand in what it says, there
    /// the two texts are joined, and <see cref="Stitch"/> takes them out.
    /// </summary>
    public static IReadOnlyList<ChatMessage> ByInstruction(IReadOnlyList<ChatMessage> prompt, string said) => said.Length == 0 ? prompt :
    [
        .. prompt,
        new(ChatRole.Assistant, said),
        new(ChatRole.User,
            $"""
            Your answer above was cut off. Go on with it. Begin with exactly these last words of it, and write on from there as if it had never stopped:
            {Anchor(said)}
            Write nothing else: no greeting, no apology, no heading that stands there already, nothing of what comes before these words.
            """),
    ];

    /// <summary>The last words, whole ones; over several lines where the last is short.</summary>
    internal static string Anchor(string said)
    {
        var end = said.AsSpan().TrimEnd();
        if (end.Length <= AnchorLength)
        {
            return end.TrimStart().ToString();
        }

        var tail = end[^AnchorLength..];
        var blank = tail.IndexOfAny(' ', '\n');
        var start = blank >= 0 ? blank + 1 : char.IsLowSurrogate(tail[0]) ? 1 : 0;
        return tail[start..].TrimStart().ToString();
    }
}
