namespace Parley.Moderation;

/// <summary>
/// The features of a piece of text, each hashed to a bucket (Weinberger et al. 2009): lexical ones in the lower buckets, structural ones — concepts, signs,
/// surroundings — in the upper. A feature is there or not.
/// </summary>
internal sealed class FeatureBag
{
    public const int Lexical = 49_152;
    public const int Structural = 16_384;
    public const int Buckets = Lexical + Structural;

    private readonly ulong[] _present = new ulong[Buckets / 64];
    private readonly List<int> _words = new(1024);
    private readonly List<int> _structure = new(256);

    public IReadOnlyList<int> Words => _words;

    public IReadOnlyList<int> Structure => _structure;

    public void Clear()
    {
        foreach (var bucket in _words)
        {
            _present[bucket >> 6] = 0;
        }

        foreach (var bucket in _structure)
        {
            _present[bucket >> 6] = 0;
        }

        _words.Clear();
        _structure.Clear();
    }

    public void AddWord(Kind kind, uint hash) => Add(_words, (int)(Mix(kind, hash) % Lexical));

    public void Add(Kind kind, uint hash) => Add(_structure, Lexical + (int)(Mix(kind, hash) % Structural));

    public static bool HasConcept(FeatureBag bag, int concept)
    {
        var bucket = Lexical + (int)(Mix(Kind.Concept, (uint)concept) % Structural);
        return (bag._present[bucket >> 6] & (1UL << (bucket & 63))) != 0;
    }

    public static uint Hash(ReadOnlySpan<char> word)
    {
        var hash = 2166136261u;
        foreach (var c in word)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
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
