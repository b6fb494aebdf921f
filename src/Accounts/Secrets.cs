using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Accounts;

/// <summary>
/// The installation's own secret, sealed by the master key, and the keys derived from it: for hashes that cannot be guessed from
/// a copy of the database alone.
/// </summary>
internal sealed class InstallationSecret(SystemDatabase database, Sealer sealer) : IDisposable
{
    private const string Table = "sys_secrets";
    private const string Name = "installation";
    private const int Bytes = 32;

    private readonly ConcurrentDictionary<string, byte[]> _derived = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private byte[]? _root;

    /// <returns>32 bytes, the same for a purpose for as long as the installation lives.</returns>
    public async ValueTask<byte[]> KeyAsync(string purpose, CancellationToken cancellationToken = default)
    {
        if (_derived.TryGetValue(purpose, out var known))
        {
            return known;
        }

        var root = _root ?? await LoadAsync(cancellationToken);
        return Derive(root, purpose);
    }

    /// <returns>The same key, or null as long as the secret has not been read from the database.</returns>
    public byte[]? Known(string purpose) =>
        _derived.TryGetValue(purpose, out var known) ? known : _root is { } root ? Derive(root, purpose) : null;

    /// <returns>HMAC-SHA-256 of a text under a purpose's key, 64 hexadecimal digits.</returns>
    public async ValueTask<string> HashAsync(string purpose, string text, CancellationToken cancellationToken = default) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(await KeyAsync(purpose, cancellationToken), Encoding.UTF8.GetBytes(text)));

    public void Dispose() => _gate.Dispose();

    private byte[] Derive(byte[] root, string purpose) =>
        _derived.GetOrAdd(purpose, HKDF.DeriveKey(HashAlgorithmName.SHA256, root, Bytes, info: Encoding.UTF8.GetBytes(purpose)));

    private async Task<byte[]> LoadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _root ??= sealer.OpenSystem(Table, Name, await ReadAsync(cancellationToken) ?? await MakeAsync(cancellationToken));
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ScalarAsync<byte[]>("select secret from sys_secrets where name = @Name", new { Name });
    }

    private async Task<byte[]> MakeAsync(CancellationToken cancellationToken)
    {
        var secret = sealer.SealSystem(Table, Name, RandomNumberGenerator.GetBytes(Bytes));
        return await database.WriteAsync(
            async connection =>
            {
                // Of several nodes that start at once one makes the secret, and all read that one.
                await connection.ExecuteAsync(
                    "insert into sys_secrets (name, secret) values (@Name, @secret) on conflict do nothing", new { Name, secret });
                return await connection.ScalarAsync<byte[]>("select secret from sys_secrets where name = @Name", new { Name });
            },
            Durability.Full,
            cancellationToken) ?? throw new InvalidOperationException("The installation's secret was not kept.");
    }
}

/// <summary>Random texts that are handed out once and kept as hashes only.</summary>
public static class TokenText
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>43 letters and digits carry 256 bits.</summary>
    public static string New(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, 43);

    /// <summary>SHA-256 suffices without salt or stretching, because the texts are random.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
