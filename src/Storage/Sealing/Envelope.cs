using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Storage;

/// <summary>
/// The form of everything sealed: a version byte, a random nonce of 12 bytes, the text under AES-256-GCM, a tag of 16 bytes.
/// </summary>
internal static class Envelope
{
    public const int KeyBytes = 32;
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int Overhead = 1 + NonceBytes + TagBytes;

    public static AesGcm Cipher(ReadOnlySpan<byte> key) => new(key, TagBytes);

    /// <param name="place">What the text is bound to, from <see cref="Place"/>.</param>
    public static byte[] Seal(AesGcm cipher, ReadOnlySpan<byte> place, ReadOnlySpan<byte> text)
    {
        var sealedBytes = new byte[text.Length + Overhead];
        sealedBytes[0] = Version;
        var nonce = sealedBytes.AsSpan(1, NonceBytes);
        DrawnBytes.Fill(nonce);
        cipher.Encrypt(nonce, text, sealedBytes.AsSpan(1 + NonceBytes, text.Length), sealedBytes.AsSpan(sealedBytes.Length - TagBytes), place);
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">Not sealed with this key for this place, or changed since.</exception>
    public static byte[] Open(AesGcm cipher, ReadOnlySpan<byte> place, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < Overhead || sealedBytes[0] != Version)
        {
            throw new CryptographicException("This is not a sealed text of a version that this program knows.");
        }

        var text = new byte[sealedBytes.Length - Overhead];
        cipher.Decrypt(
            sealedBytes.Slice(1, NonceBytes), sealedBytes.Slice(1 + NonceBytes, text.Length), sealedBytes[^TagBytes..], text, place);
        return text;
    }

    /// <summary>Names joined so that no other names give the same bytes: each as its length and its UTF-8.</summary>
    public static byte[] Place(params ReadOnlySpan<string> names)
    {
        var length = 0;
        foreach (var name in names)
        {
            length += sizeof(int) + Encoding.UTF8.GetByteCount(name);
        }

        var place = new byte[length];
        var rest = place.AsSpan();
        foreach (var name in names)
        {
            rest = rest[Put(name, rest)..];
        }

        return place;
    }

    /// <summary>A place with one more name.</summary>
    public static byte[] Within(ReadOnlySpan<byte> place, ReadOnlySpan<char> name)
    {
        var within = new byte[place.Length + sizeof(int) + Encoding.UTF8.GetByteCount(name)];
        place.CopyTo(within);
        Put(name, within.AsSpan(place.Length));
        return within;
    }

    /// <summary>A key for one purpose. The parent is uniformly random, so HKDF's expanding half suffices (RFC 5869, section 3.3).</summary>
    public static void Derive(ReadOnlySpan<byte> parent, Span<byte> key, ReadOnlySpan<byte> purpose) =>
        HKDF.Expand(HashAlgorithmName.SHA256, parent, key, purpose);

    /// <returns>How many bytes it takes.</returns>
    private static int Put(ReadOnlySpan<char> name, Span<byte> bytes)
    {
        var written = Encoding.UTF8.GetBytes(name, bytes[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(bytes, written);
        return sizeof(int) + written;
    }
}
