using System.Security.Cryptography;
using System.Text;

namespace Parley.Storage;

/// <summary>The key of one object that has many texts. Each text is bound to its own suffix, such as the number of an event.</summary>
public sealed class ObjectKey : IDisposable
{
    private readonly byte[] _place;
    private readonly AesGcm _cipher;
    private readonly Lock _gate = new();

    internal ObjectKey(TenantId tenant, string table, string id, AesGcm cipher)
    {
        _place = Envelope.Place(tenant.Value, table, id);
        _cipher = cipher;
    }

    /// <param name="suffix">What is unique to the text in its object; it opens only under the same.</param>
    public byte[] Seal(ReadOnlySpan<char> suffix, ReadOnlySpan<byte> utf8)
    {
        var place = Envelope.Within(_place, suffix);

        // One cipher is not made for two callers at once.
        lock (_gate)
        {
            return Envelope.Seal(_cipher, place, utf8);
        }
    }

    public byte[] Seal(string suffix, string text) => Seal(suffix, Encoding.UTF8.GetBytes(text));

    /// <exception cref="CryptographicException">Not sealed for this place, or changed since.</exception>
    public byte[] OpenBytes(string suffix, ReadOnlySpan<byte> sealedBytes)
    {
        var place = Envelope.Within(_place, suffix);
        lock (_gate)
        {
            return Envelope.Open(_cipher, place, sealedBytes);
        }
    }

    /// <inheritdoc cref="OpenBytes"/>
    public string Open(string suffix, byte[] sealedBytes) => Encoding.UTF8.GetString(OpenBytes(suffix, sealedBytes));

    public void Dispose() => _cipher.Dispose();
}
