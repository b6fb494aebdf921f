using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>
/// Hashes the terms of one subject's messages with a key that only that subject's data key gives: the index shows no word, words of two
/// subjects have nothing in common, and a destroyed key makes it noise.
/// </summary>
internal sealed class TermKey : IDisposable
{
    /// <summary>Bytes of a hash in the index.</summary>
    public const int HashBytes = 6;

    /// <summary>In how many lists the terms of a segment are put; one is read for a term.</summary>
    public const int Buckets = 64;

    private readonly IncrementalHash _hash;

    public TermKey(DataKey key) => _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Derive("messages.terms"));

    /// <returns>48 bits.</returns>
    public ulong Hash(string term)
    {
        Span<byte> utf8 = stackalloc byte[MessageTerms.LongestTerm * 3];
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.AppendData(utf8[..Encoding.UTF8.GetBytes(term, utf8)]);
        _hash.GetHashAndReset(whole);
        return BinaryPrimitives.ReadUInt64BigEndian(whole) >> 16;
    }

    public static int BucketOf(ulong hash) => (int)(hash % Buckets);

    public void Dispose() => _hash.Dispose();
}
