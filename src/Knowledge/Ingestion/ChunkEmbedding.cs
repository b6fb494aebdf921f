using Parley.Embedding;

namespace Parley.Knowledge.Ingestion;

/// <summary>What of a chunk is embedded: its words, under its title and the headings above it.</summary>
internal static class ChunkEmbedding
{
    public static string TextOf(string? title, string? heading, string text) =>
        string.Join('\n', new[] { title, heading, text }.Where(part => !string.IsNullOrEmpty(part)));

    public static string TextOf(ChunkCard card) => TextOf(card.Title, card.Heading, card.Text);

    /// <param name="text">As <see cref="TextOf(ChunkCard)"/> put it together.</param>
    /// <returns>By the built-in embedding; all zero for a chunk without words.</returns>
    public static float[] Of(string text) => BuiltInEmbedder.Embed(text);
}
