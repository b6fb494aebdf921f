using Parley.Text;

namespace Parley.Embedding;

/// <summary>
/// Embeds text without any download: learned vectors of stems beside hashed stems and letters, so that words that mean alike are near, and words
/// that were never seen are near to their own misspellings. Deterministic; the same text gives the same vector on every machine.
/// </summary>
/// <remarks>
/// Weights of words: S. Arora, Y. Liang, T. Ma: "A Simple but Tough-to-Beat Baseline for Sentence Embeddings" (2017). Hashing: K. Weinberger et
/// al.: "Feature Hashing for Large Scale Multitask Learning" (2009).
/// </remarks>
public static class BuiltInEmbedder
{
    /// <summary>Numbers in a vector.</summary>
    public const int Dimensions = 256;

    /// <summary>Names the vectors; another name when they would differ.</summary>
    public const string Model = "parley-builtin-1";

    private const float StopWord = 0.15f;
    private const float Letters = 0.5f;
    private const float Learned = 0.8f;
    private const int Spread = 4;
    private const int Gram = 4;
    private const int LongestText = 20_000;

    /// <summary>The vector of a text; shape [<see cref="Dimensions"/>], of length 1, or all zero for a text without words.</summary>
    public static float[] Embed(string text)
    {
        text = text.Length > LongestText ? text[..LongestText] : text;
        var words = WordVectors.BuiltIn;
        var vector = new float[Dimensions];
        var learned = vector.AsSpan(0, words.Dimensions);
        var hashed = vector.AsSpan(words.Dimensions);
        var language = LanguageDetector.Detect(text, Language.Find("en"));
        Span<char> padded = stackalloc char[80];
        foreach (var word in Words.In(text))
        {
            var isContent = false;
            foreach (var term in TextAnalyzer.TermsOf(text, word, language))
            {
                isContent = true;
                var weight = words.Add(term, 1, learned);
                Hash(term, 0, weight, hashed);
                if (word.Script is not (Script.Cjk or Script.SouthEast))
                {
                    Grams(term, weight, padded, hashed);
                }
            }

            if (!isContent)
            {
                Hash(Words.Fold(text.AsSpan(word.Start, word.Length), word.Script), 1, StopWord, hashed);
            }
        }

        Scale(learned, Learned);
        Scale(hashed, 1);
        Scale(vector, 1);
        return vector;
    }

    private static void Grams(string term, float weight, Span<char> padded, Span<float> hashed)
    {
        if (term.Length + 2 > padded.Length)
        {
            return;
        }

        padded[0] = padded[term.Length + 1] = ' ';
        term.CopyTo(padded[1..]);
        var all = padded[..(term.Length + 2)];
        var count = Math.Max(1, all.Length - Gram + 1);
        for (var i = 0; i < count; i++)
        {
            Hash(all.Slice(i, Math.Min(Gram, all.Length)), 2, Letters * weight / MathF.Sqrt(count), hashed);
        }
    }

    // Each feature goes to a few places with signs, so that two features seldom meet in all of them.
    private static void Hash(ReadOnlySpan<char> feature, uint kind, float weight, Span<float> hashed)
    {
        var hash = 14695981039346656037UL ^ kind;
        foreach (var c in feature)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        for (var i = 0; i < Spread; i++)
        {
            hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9UL;
            hash ^= hash >> 32;
            hashed[(int)((hash >> 8) % (uint)hashed.Length)] += (hash & 1) == 0 ? weight : -weight;
        }
    }

    private static void Scale(Span<float> vector, float to)
    {
        var sum = 0f;
        foreach (var value in vector)
        {
            sum += value * value;
        }

        for (var i = 0; sum > 0 && i < vector.Length; i++)
        {
            vector[i] *= to / MathF.Sqrt(sum);
        }
    }
}
