using System.Security.Cryptography;
using System.Text;

namespace Parley.Storage;

/// <summary>The key of one owner's texts. Objects are sealed with keys derived from it, so that no two share a key and a nonce.</summary>
public sealed class DataKey
{
    private readonly TenantId _tenant;
    private readonly byte[] _key;

    /// <param name="key">32 random bytes.</param>
    public DataKey(TenantId tenant, ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Envelope.KeyBytes, nameof(key));
        _tenant = tenant;
        _key = key.ToArray();
    }

    /// <summary>Seals a text for one place; it opens only there.</summary>
    /// <param name="table">The table that holds it.</param>
    /// <param name="id">What is unique to the text in that table.</param>
    public byte[] Seal(string table, string id, string text) => Seal(table, id, Encoding.UTF8.GetBytes(text));

    public byte[] Seal(string table, string id, ReadOnlySpan<byte> utf8)
    {
        using var cipher = CipherFor(table, id);
        return Envelope.Seal(cipher, Envelope.Place(_tenant.Value, table, id), utf8);
    }

    /// <exception cref="CryptographicException">Not sealed for this place, or changed since.</exception>
    public string Open(string table, string id, byte[] sealedBytes) => Encoding.UTF8.GetString(OpenBytes(table, id, sealedBytes));

    /// <inheritdoc cref="Open"/>
    public byte[] OpenBytes(string table, string id, ReadOnlySpan<byte> sealedBytes)
    {
        using var cipher = CipherFor(table, id);
        return Envelope.Open(cipher, Envelope.Place(_tenant.Value, table, id), sealedBytes);
    }

    /// <summary>The key of one object with many texts, such as a turn and its log: derived once, used for each of them.</summary>
    public ObjectKey ForObject(string table, string id) => new(_tenant, table, id, CipherFor(table, id));

    /// <summary>A key for a purpose other than sealing, such as hashes that only the owner's key can tell; 32 bytes, the same each time.</summary>
    public byte[] Derive(string purpose)
    {
        var key = new byte[Envelope.KeyBytes];
        Envelope.Derive(_key, key, Envelope.Place("parley derived", purpose));
        return key;
    }

    private AesGcm CipherFor(string table, string id)
    {
        Span<byte> key = stackalloc byte[Envelope.KeyBytes];
        Envelope.Derive(_key, key, Envelope.Place("parley object", table, id));
        var cipher = Envelope.Cipher(key);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }
}
