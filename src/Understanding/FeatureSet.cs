using System.Numerics;

namespace Parley.Understanding;

/// <summary>
/// The features of a text, each hashed to one of a fixed number of buckets: words, pairs of words, runs of three to five characters within
/// words, the first words, and signs such as a question mark or a code fence (Weinberger et al., "Feature Hashing for Large Scale Multitask
/// Learning", 2009). A feature is there or not; how often does not count.
/// </summary>
internal static class FeatureSet
{
    public const int Buckets = 1 << BucketBits;

    /// <summary>Length of the bitmap that <see cref="Collect"/> fills.</summary>
    public const int Longs = Buckets / 64;

    private const int BucketBits = 14;
    private const int LongestWord = 30;
    private const int FirstWords = 2;
    private const uint Basis = 2166136261;

    private enum Kind
    {
        Word = 1,
        Pair,
        Run,
        First,
        Sign,
    }

    /// <param name="present">Receives one bit a bucket; shape [<see cref="Longs"/>], zero before.</param>
    /// <returns>How many words the text has.</returns>
    public static int Collect(ReadOnlySpan<char> text, Span<ulong> present)
    {
        Span<char> word = stackalloc char[LongestWord + 2];
        var (length, words, before) = (0, 0, 0u);
        word[0] = '<';
        for (var i = 0; i <= text.Length; i++)
        {
            var folded = i < text.Length ? Folding.Of(text[i]) : Folding.Gap;
            if (folded is null)
            {
                continue;
            }

            if (folded != Folding.Gap)
            {
                word[1 + Math.Min(length++, LongestWord - 1)] = folded.Value;
            }
            else if (length > 0)
            {
                var end = 1 + Math.Min(length, LongestWord);
                word[end] = '>';
                before = AddWord(word[..(end + 1)], words++, before, present);
                length = 0;
            }
        }

        if (words > 0)
        {
            for (var signs = Signs.Of(text, words); signs != 0; signs &= signs - 1)
            {
                Add(Kind.Sign, (uint)BitOperations.TrailingZeroCount(signs), present);
            }
        }

        return words;
    }

    /// <summary>How many buckets are set.</summary>
    public static int Count(ReadOnlySpan<ulong> present)
    {
        var count = 0;
        foreach (var bits in present)
        {
            count += BitOperations.PopCount(bits);
        }

        return count;
    }

    /// <param name="word">With its bounds, <c>&lt;word&gt;</c>.</param>
    /// <returns>The word's hash, for the pair that it makes with the next.</returns>
    private static uint AddWord(ReadOnlySpan<char> word, int index, uint before, Span<ulong> present)
    {
        var whole = Hash(word);
        Add(Kind.Word, whole, present);
        Add(Kind.Pair, (before * 31) + whole, present);
        if (index < FirstWords)
        {
            Add(Kind.First, whole + (uint)index, present);
        }

        for (var at = 0; at + 3 <= word.Length; at++)
        {
            var hash = Basis;
            for (var n = 0; n < 5 && at + n < word.Length; n++)
            {
                hash = (hash ^ word[at + n]) * 16777619;
                if (n >= 2)
                {
                    Add(Kind.Run, hash, present);
                }
            }
        }

        return whole;
    }

    private static uint Hash(ReadOnlySpan<char> word)
    {
        var hash = Basis;
        foreach (var c in word)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }

    // FNV-1a leaves its upper bits poorly mixed for short input; a multiplication by the golden ratio spreads them.
    private static void Add(Kind kind, uint hash, Span<ulong> present)
    {
        var mixed = (hash ^ (hash >> 15) ^ ((uint)kind * 0x85EBCA6B)) * 0x9E3779B9;
        var bucket = mixed >> (32 - BucketBits);
        present[(int)(bucket >> 6)] |= 1UL << (int)(bucket & 63);
    }
}
