using System.Runtime.InteropServices;

namespace Parley.Moderation;

/// <summary>
/// The features of a piece of text, each hashed to a bucket (Weinberger et al. 2009): first lexical ones, then structural ones — what attacks speak of, signs,
/// surroundings — and then what it means, for harm. A feature is there or not.
/// </summary>
internal sealed class FeatureBag
{
    public const int Lexical = 49_152;
    public const int Structural = 16_384;
    public const int Meant = 24_576;
    public const int Buckets = Lexical + Structural + Meant;

    private readonly ulong[] _present = new ulong[Buckets / 64];
    private readonly List<int> _words = new(1024);
    private readonly List<int> _structure = new(256);
    private readonly List<int> _meaning = new(512);

    public ReadOnlySpan<int> Words => CollectionsMarshal.AsSpan(_words);

    public ReadOnlySpan<int> Structure => CollectionsMarshal.AsSpan(_structure);

    public ReadOnlySpan<int> Meaning => CollectionsMarshal.AsSpan(_meaning);

    public void Clear()
    {
        Clear(_words);
        Clear(_structure);
        Clear(_meaning);
    }

    public void AddWord(Kind kind, uint hash) => Add(_words, (int)(Mix(kind, hash) % Lexical));

    public void Add(Kind kind, uint hash) => Add(_structure, Lexical + (int)(Mix(kind, hash) % Structural));

    public void AddMeaning(Kind kind, uint hash) => Add(_meaning, PlaceOf(kind, hash));

    public bool Means(int concept) => PlaceOf(Kind.Concept, (uint)concept) is var bucket && (_present[bucket >> 6] & (1UL << (bucket & 63))) != 0;

    /// <param name="hash">Of what stands before, where the word goes on from there.</param>
    public static uint Hash(ReadOnlySpan<char> word, uint hash = 2166136261)
    {
        foreach (var c in word)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }

    private static int PlaceOf(Kind kind, uint hash) => Lexical + Structural + (int)(Mix(kind, hash) % Meant);

    private void Clear(List<int> buckets)
    {
        foreach (var bucket in buckets)
        {
            _present[bucket >> 6] = 0;
        }

        buckets.Clear();
    }

    private static uint Mix(Kind kind, uint hash)
    {
        var mixed = (hash ^ ((uint)kind * 0x85EBCA6B)) * 0x9E3779B9;
        mixed ^= mixed >> 15;
        mixed *= 0x2C1B3C6D;
        return mixed ^ (mixed >> 13);
    }

    private void Add(List<int> buckets, int bucket)
    {
        if ((_present[bucket >> 6] & (1UL << (bucket & 63))) == 0)
        {
            _present[bucket >> 6] |= 1UL << (bucket & 63);
            buckets.Add(bucket);
        }
    }

    public enum Kind
    {
        Word = 1,
        Pair,
        Run,
        Concept,
        ConceptPair,
        ConceptTriple,
        First,
        Count,
        Together,
        Sign,
        Surroundings,
        Crossed,
    }
}
