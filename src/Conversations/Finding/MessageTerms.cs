using Parley.Storage;
using Parley.Text;

namespace Parley.Conversations;

/// <summary>A term of one message: its keyed hash, and how much it weighs there, 1 to 255.</summary>
internal readonly record struct TermWeight(ulong Hash, byte Weight);

/// <summary>
/// What a message is found by. Of a long message the beginning counts: its first <see cref="LongestText"/> UTF-16 units, and in them
/// the first <see cref="MostTerms"/> different terms.
/// </summary>
internal static class MessageTerms
{
    public const int LongestText = 65_536;
    public const int MostTerms = 2_000;
    public const int LongestTerm = 64;

    private const int Bytes = TermKey.HashBytes + 1;

    // BM25's k1 and b against a message of usual length: what a term weighs in a message hangs on that message alone.
    private const double Saturation = 1.2;
    private const double LengthShare = 0.5;
    private const double UsualLength = 80;

    /// <summary>The terms of a message, packed. Takes some microseconds per word, so it is done before the transaction.</summary>
    public static byte[] Of(DataKey key, string text)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var length = 0;
        var indexed = Indexed(text);
        foreach (var term in TextAnalyzer.Terms(indexed, LanguageOf(indexed)).Where(term => term.Length is > 0 and <= LongestTerm))
        {
            length++;
            if (counts.TryGetValue(term, out var count) || counts.Count < MostTerms)
            {
                counts[term] = count + 1;
            }
        }

        using var hashes = new TermKey(key);
        return Pack(counts.Select(term => new TermWeight(hashes.Hash(term.Key), WeightOf(term.Value, length))));
    }

    /// <summary>The part of a text that is searched.</summary>
    public static string Indexed(string text) =>
        text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];

    /// <summary>Most texts whose language cannot be told are names and code, around which people speak English.</summary>
    public static Language LanguageOf(string text) => LanguageDetector.Detect(text, Language.Find("en"));

    public static byte[] Pack(IEnumerable<TermWeight> terms)
    {
        var distinct = terms.GroupBy(term => term.Hash).Select(group => group.MaxBy(term => term.Weight)).OrderBy(term => term.Hash).ToList();
        var packed = new byte[distinct.Count * Bytes];
        for (var i = 0; i < distinct.Count; i++)
        {
            PackedNumbers.Write48(packed.AsSpan(i * Bytes), distinct[i].Hash);
            packed[(i * Bytes) + TermKey.HashBytes] = distinct[i].Weight;
        }

        return packed;
    }

    public static TermWeight[] Unpack(byte[] packed)
    {
        var terms = new TermWeight[packed.Length / Bytes];
        for (var i = 0; i < terms.Length; i++)
        {
            terms[i] = new(PackedNumbers.Read48(packed.AsSpan(i * Bytes)), packed[(i * Bytes) + TermKey.HashBytes]);
        }

        return terms;
    }

    /// <returns>What the term weighs in a packed message, or 0 when it is not there.</returns>
    public static byte Find(ReadOnlySpan<byte> packed, ulong hash)
    {
        var (low, high) = (0, (packed.Length / Bytes) - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = PackedNumbers.Read48(packed[(middle * Bytes)..]);
            if (found == hash)
            {
                return packed[(middle * Bytes) + TermKey.HashBytes];
            }

            (low, high) = found < hash ? (middle + 1, high) : (low, middle - 1);
        }

        return 0;
    }

    private static byte WeightOf(int count, int length)
    {
        var share = count / (count + (Saturation * (1 - LengthShare + (LengthShare * length / UsualLength))));
        return (byte)Math.Clamp((int)Math.Round(share * byte.MaxValue), 1, byte.MaxValue);
    }
}
