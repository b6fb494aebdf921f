namespace Parley.Models;

/// <summary>A piece of a passage that can be quoted: a sentence, or a list or code that would mean nothing in part.</summary>
/// <param name="Order">Its place in the passage, from 0.</param>
/// <param name="IsBlock">True for what needs lines of its own.</param>
internal sealed record TextUnit(Passage Passage, int PassageRank, int Order, string Text, bool IsBlock)
{
    public IReadOnlyList<string> Terms { get; } = TextTerms.Of(Text);

    public bool EndsInFence => Text.EndsWith("```", StringComparison.Ordinal);
}
