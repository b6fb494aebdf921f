using Parley.Embedding;

namespace Parley.Knowledge.Ingestion;

/// <summary>What of a chunk is embedded: its words, under its title and the headings above it.</summary>
internal static class ChunkEmbedding
{
    /// <returns>All zero for a chunk without words.</returns>
    public static float[] Of(string? title, string? heading, string text) =>
        BuiltInEmbedder.Embed(string.Join('\n', new[] { title, heading, text }.Where(part => !string.IsNullOrEmpty(part))));
}
