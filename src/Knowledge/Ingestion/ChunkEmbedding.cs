using Parley.Embedding;

namespace Parley.Knowledge.Ingestion;

/// <summary>What of a chunk is embedded, and as what.</summary>
internal static class ChunkEmbedding
{
    /// <summary>The words of a chunk, under its title and the headings above it.</summary>
    public static string TextOf(ChunkCard card) => string.Join('\n', new[] { card.Title, card.Heading, card.Text }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>The vector of a chunk; all zero for one without words.</summary>
    public static float[] Of(ChunkCard card) => BuiltInEmbedder.Embed(TextOf(card));
}
