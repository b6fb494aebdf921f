using System.Security.Cryptography;
using System.Text;

namespace Parley.Storage;

/// <summary>The key of one object that has many texts. Each text is bound to its own suffix, such as the number of an event.</summary>
public sealed class ObjectKey : IDisposable
{
    private readonly TenantId _tenant;
    private readonly string _table;
    private readonly string _id;
    private readonly AesGcm _cipher;
    private readonly Lock _gate = new();

    internal ObjectKey(TenantId tenant, string table, string id, AesGcm cipher)
    {
        _tenant = tenant;
        _table = table;
        _id = id;
        _cipher = cipher;
    }

    /// <param name="suffix">What is unique to the text in its object; it opens only under the same.</param>
    public byte[] Seal(string suffix, ReadOnlySpan<byte> utf8)
    {
        var place = Envelope.Place(_tenant.Value, _table, _id, suffix);

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
        var place = Envelope.Place(_tenant.Value, _table, _id, suffix);
        lock (_gate)
        {
            return Envelope.Open(_cipher, place, sealedBytes);
        }
    }

    /// <inheritdoc cref="OpenBytes"/>
    public string Open(string suffix, byte[] sealedBytes) => Encoding.UTF8.GetString(OpenBytes(suffix, sealedBytes));

    public void Dispose() => _cipher.Dispose();
}
