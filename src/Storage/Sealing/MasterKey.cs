using System.Security.Cryptography;

namespace Parley.Storage;

/// <summary>The key above all keys of an installation. It never leaves memory; what it wraps is in the database.</summary>
public sealed class MasterKey
{
    private const string FileName = "master.key";

    private readonly byte[] _wrapping = new byte[Envelope.KeyBytes];
    private readonly byte[] _system = new byte[Envelope.KeyBytes];

    /// <param name="key">32 random bytes.</param>
    public MasterKey(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Envelope.KeyBytes, nameof(key));
        Span<byte> check = stackalloc byte[Envelope.KeyBytes];
        Envelope.Derive(key, _wrapping, "parley master wrapping"u8);
        Envelope.Derive(key, _system, "parley master system"u8);
        Envelope.Derive(key, check, "parley master check"u8);
        CheckValue = Convert.ToHexStringLower(check);
    }

    /// <summary>Tells one master key from another, and nothing else about it.</summary>
    public string CheckValue { get; }

    /// <summary>A fresh random key, as text for <see cref="Parse"/>.</summary>
    public static string Generate() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Envelope.KeyBytes));

    /// <param name="text">32 bytes in base64.</param>
    /// <param name="name">Where it came from, for the sentence that refuses it.</param>
    /// <exception cref="StorageSetupException">It is not that.</exception>
    public static MasterKey Parse(string text, string name = "PARLEY_MASTER_KEY")
    {
        Span<byte> key = stackalloc byte[Envelope.KeyBytes + 1];
        if (!Convert.TryFromBase64String(text.Trim(), key, out var length) || length != Envelope.KeyBytes)
        {
            throw new StorageSetupException($"{name} is not a master key: it must be 32 bytes in base64. `openssl rand -base64 32` makes one.");
        }

        return new MasterKey(key[..Envelope.KeyBytes]);
    }

    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Reads the key from the data folder; makes it when there is none.</summary>
    public static MasterKey LoadOrCreate(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            PrivateFile.CreateOnce(file, Generate());
            PrivateFile.Tighten(file);
            return Parse(File.ReadAllText(file), file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageSetupException($"The master key in {file} cannot be read or made: {exception.Message}", exception);
        }
    }

    internal byte[] Wrap(byte[] key, string table, string id)
    {
        using var cipher = Envelope.Cipher(_wrapping);
        return Envelope.Seal(cipher, Envelope.Place("parley key", table, id), key);
    }

    internal byte[] Unwrap(byte[] wrapped, string table, string id)
    {
        using var cipher = Envelope.Cipher(_wrapping);
        return Envelope.Open(cipher, Envelope.Place("parley key", table, id), wrapped);
    }

    /// <summary>Seals what belongs to no tenant, under the name of its place.</summary>
    internal byte[] SealSystem(string table, string id, ReadOnlySpan<byte> secret)
    {
        using var cipher = SystemCipher(table, id);
        return Envelope.Seal(cipher, Envelope.Place("", table, id), secret);
    }

    internal byte[] OpenSystem(string table, string id, ReadOnlySpan<byte> sealedBytes)
    {
        using var cipher = SystemCipher(table, id);
        return Envelope.Open(cipher, Envelope.Place("", table, id), sealedBytes);
    }

    private AesGcm SystemCipher(string table, string id)
    {
        Span<byte> key = stackalloc byte[Envelope.KeyBytes];
        Envelope.Derive(_system, key, Envelope.Place("parley object", table, id));
        return Envelope.Cipher(key);
    }
}
