using System.Text;

namespace Parley.Storage;

/// <summary>The key of one owner's texts. Objects are sealed with keys derived from it, so that no two share a key and a nonce.</summary>
public abstract class DataKey
{
    /// <summary>Seals a text for one place; it opens only there.</summary>
    /// <param name="table">The table that holds it.</param>
    /// <param name="id">What is unique to the text in that table.</param>
    public byte[] Seal(string table, string id, string text) => Seal(table, id, Encoding.UTF8.GetBytes(text));

    public abstract byte[] Seal(string table, string id, ReadOnlySpan<byte> utf8);

    /// <exception cref="System.Security.Cryptography.CryptographicException">Not sealed for this place, or changed since.</exception>
    public string Open(string table, string id, byte[] sealedBytes) => Encoding.UTF8.GetString(OpenBytes(table, id, sealedBytes));

    public abstract byte[] OpenBytes(string table, string id, ReadOnlySpan<byte> sealedBytes);
}

/// <summary>Hands out the data keys of owners: made on first use, wrapped by the tenant's key, which is wrapped by the master key.</summary>
public abstract class Sealer
{
    /// <param name="owner">Whose texts: a subject's id, or a collection's name such as <c>knowledge:docs</c>.</param>
    public abstract ValueTask<DataKey> KeyAsync(TenantId tenant, string owner, CancellationToken cancellationToken = default);

    /// <summary>Destroys an owner's key; what it sealed can never be opened again.</summary>
    public abstract Task ShredAsync(TenantId tenant, string owner, CancellationToken cancellationToken = default);

    /// <summary>Seals a secret of the installation itself, such as a signing key, with a key derived from the master key.</summary>
    public abstract byte[] SealSystem(string table, string id, ReadOnlySpan<byte> secret);

    public abstract byte[] OpenSystem(string table, string id, ReadOnlySpan<byte> sealedBytes);
}
