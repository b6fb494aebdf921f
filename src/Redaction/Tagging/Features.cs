namespace Parley.Redaction.Tagging;

/// <summary>What is looked at to tag one token: it and two on each side, and the two tags before. Each feature is a bucket by its hash.</summary>
internal static class Features
{
    public const int Buckets = 1 << 16;
    public const int Most = 40;

    private const uint None = 0x51ED270B;

    private static readonly Token Outside = new(0, 0, None, 0, None, None, None, false);

    public static uint HashOf(ReadOnlySpan<char> letters)
    {
        var hash = 2166136261u;
        foreach (var c in letters)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }

    /// <param name="isCaseless">Whether the text has no capitals, or nothing else, so that case says nothing.</param>
    /// <param name="buckets">Receives the features.</param>
    /// <returns>How many there are.</returns>
    public static int Read(ReadOnlySpan<Token> tokens, int at, int before, int beforeThat, bool isCaseless, Span<int> buckets)
    {
        var count = 0;
        var (here, left, right) = (tokens[at], At(tokens, at - 1), At(tokens, at + 1));
        var (farLeft, farRight) = (At(tokens, at - 2), At(tokens, at + 2));
        var (tag, tags) = ((uint)before, (uint)((before * 16) + beforeThat));
        var flag = isCaseless ? 1u : 0u;
        var gap = right.Start > here.End || right.Start == 0 ? 1u : 0u;

        Add(1, flag, tag, buckets, ref count);
        Add(2, here.Hash, 0, buckets, ref count);
        Add(3, left.Hash, 0, buckets, ref count);
        Add(4, right.Hash, gap, buckets, ref count);
        Add(5, farLeft.Hash, 0, buckets, ref count);
        Add(6, farRight.Hash, 0, buckets, ref count);
        Add(7, left.Hash, here.Hash, buckets, ref count);
        Add(8, here.Hash, right.Hash, buckets, ref count);
        Add(9, farLeft.Hash, left.Hash, buckets, ref count);
        Add(10, right.Hash, farRight.Hash, buckets, ref count);
        Add(11, here.Shape, flag, buckets, ref count);
        Add(12, left.Shape, here.Shape + (flag << 20), buckets, ref count);
        Add(13, here.Shape, right.Shape + (flag << 20), buckets, ref count);
        Add(14, Mix(left.Shape, here.Shape), right.Shape + (flag << 20), buckets, ref count);
        Add(15, here.Prefix, flag, buckets, ref count);
        Add(16, here.Suffix, flag, buckets, ref count);
        Add(17, here.LongSuffix, 0, buckets, ref count);
        Add(18, right.Suffix, 0, buckets, ref count);
        Add(19, left.Suffix, 0, buckets, ref count);
        Add(20, tag, here.Hash, buckets, ref count);
        Add(21, tag, here.Shape + (flag << 20), buckets, ref count);
        Add(22, tags, here.Shape + (flag << 20), buckets, ref count);
        Add(23, tag, left.Hash, buckets, ref count);
        Add(24, tag, Mix(here.Shape, right.Shape), buckets, ref count);
        Add(25, left.Hash, here.Shape + (flag << 20), buckets, ref count);
        Add(26, Mix(farLeft.Hash, left.Hash), here.Shape + (flag << 20), buckets, ref count);
        Add(27, right.Hash, here.Shape + (flag << 20), buckets, ref count);
        Add(28, right.Suffix, here.Shape + (flag << 20), buckets, ref count);
        Add(29, here.IsAfterLine ? 1u : 0u, here.Shape, buckets, ref count);
        Add(30, at == 0 ? 1u : 0u, here.Shape + (flag << 20), buckets, ref count);
        Add(31, right.IsAfterLine ? 1u : 0u, Mix(tag, right.Shape), buckets, ref count);
        Add(32, at == 0 && tokens.Length == 1 ? 1u : 0u, flag, buckets, ref count);
        Add(33, tag, here.IsAfterLine ? right.Hash : None, buckets, ref count);
        return count;
    }

    private static Token At(ReadOnlySpan<Token> tokens, int at) => (uint)at < (uint)tokens.Length ? tokens[at] : Outside;

    private static void Add(uint kind, uint a, uint b, Span<int> buckets, ref int count) => buckets[count++] = (int)(Mix(Mix(kind * 0x9E3779B9, a), b) >> 16);

    private static uint Mix(uint hash, uint value)
    {
        hash = (hash ^ value) * 0x85EBCA6B;
        return (hash ^ (hash >> 15)) * 0xC2B2AE35;
    }
}
