namespace Parley.Embedding;

/// <summary>How much a stem says about a text, as it was learned with the word vectors.</summary>
public static class WordWeights
{
    /// <returns>0 for the commonest stems to 1 for rare ones; 1 for a stem that was never seen.</returns>
    public static float Of(ReadOnlySpan<char> stem) => WordVectors.BuiltIn.WeightOf(stem);
}
