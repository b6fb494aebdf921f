namespace Parley.Models;

/// <summary>A piece of a passage that can be quoted: a sentence, an item, a row, or a list or code that would mean nothing in part.</summary>
/// <param name="Order">Its place in the passage, from 0.</param>
/// <param name="IsBlock">True for what needs lines of its own.</param>
internal sealed record TextUnit(Passage Passage, int PassageRank, int Order, string Text, bool IsBlock)
{
    public IReadOnlyList<string> Terms { get; } = TextTerms.Of(Text);

    /// <summary>True for code that no sentence leads to.</summary>
    public bool IsBareCode => Text.StartsWith("```", StringComparison.Ordinal);

    /// <summary>Whether a label must stand on a line of its own: inside a fence it would be code.</summary>
    public bool KeepsLabelOut => IsBlock && Text[(Text.LastIndexOf('\n') + 1)..] is ['`', '`', '`', ..];
}
