using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Parley.Accounts;

/// <summary>One pair of keys for access tokens.</summary>
internal sealed record SigningKey(ECDsaSecurityKey Key, DateTimeOffset SignsUntil, DateTimeOffset VerifiesUntil)
{
    public string Id => Key.KeyId;
}

/// <summary>
/// The keys that sign access tokens (ES256). A new one is made when the newest has signed long enough; an old one verifies until
/// the last token it signed has lapsed. They are kept sealed, so that every node and every start has the same.
/// </summary>
internal sealed class SigningKeys(
    SystemDatabase database, Sealer sealer, IOptions<AccountsOptions> options, TimeProvider time, ILogger<SigningKeys> logger)
    : IDisposable
{
    private const string Table = "sys_signing_keys";
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ReloadPause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile IReadOnlyList<SigningKey> _keys = [];
    private long _loadedAt = long.MinValue;

    /// <summary>The key that signs now.</summary>
    public async ValueTask<SigningKey> CurrentAsync(CancellationToken cancellationToken)
    {
        if (Signing(_keys) is { } current)
        {
            return current;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            return Signing(_keys) ?? Signing(await LoadAsync(cancellationToken)) ?? await MakeAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The key of that id, if it still verifies. An unknown id may be another node's new key, so the database is asked, though not in a flood.</summary>
    public async ValueTask<SigningKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (Valid(id) is { } known)
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Valid(id) is null && (_loadedAt == long.MinValue || time.GetElapsedTime(_loadedAt) >= ReloadPause))
            {
                await LoadAsync(cancellationToken);
            }

            return Valid(id);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Every key that verifies, newest first.</summary>
    public async ValueTask<IReadOnlyList<SigningKey>> AllAsync(CancellationToken cancellationToken)
    {
        await CurrentAsync(cancellationToken);
        var now = time.GetUtcNow();
        return [.. _keys.Where(key => key.VerifiesUntil > now)];
    }

    public void Dispose() => _gate.Dispose();

    private SigningKey? Signing(IReadOnlyList<SigningKey> keys)
    {
        var now = time.GetUtcNow();
        return keys.FirstOrDefault(key => key.SignsUntil > now);
    }

    private SigningKey? Valid(string id)
    {
        var now = time.GetUtcNow();
        return _keys.FirstOrDefault(key => key.Id == id && key.VerifiesUntil > now);
    }

    private async Task<IReadOnlyList<SigningKey>> LoadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            """
            select id as Id, private_key as PrivateKey, signs_until as SignsUntil, verifies_until as VerifiesUntil
            from sys_signing_keys where verifies_until > @now order by created_at desc, id desc
            """,
            new { now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        var known = _keys.ToDictionary(key => key.Id, StringComparer.Ordinal);
        _keys = [.. rows.Select(row => known.TryGetValue(row.Id, out var key) ? key : Open(row))];
        _loadedAt = time.GetTimestamp();
        return _keys;
    }

    private async Task<SigningKey> MakeAsync(CancellationToken cancellationToken)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = time.GetUtcNow();
        var signsUntil = now + options.Value.SigningKeyLifetime;
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var row = new Row(
            id,
            sealer.SealSystem(Table, id, pair.ExportPkcs8PrivateKey()),
            signsUntil.ToUnixTimeMilliseconds(),
            (signsUntil + options.Value.AccessTokenLifetime + Slack).ToUnixTimeMilliseconds());
        await database.WriteAsync(
            connection => connection.ExecuteAsync(
                """
                insert into sys_signing_keys (id, private_key, created_at, signs_until, verifies_until)
                values (@Id, @PrivateKey, @now, @SignsUntil, @VerifiesUntil)
                """,
                new { row.Id, row.PrivateKey, now = now.ToUnixTimeMilliseconds(), row.SignsUntil, row.VerifiesUntil }),
            Durability.Full,
            cancellationToken);
        logger.SigningKeyMade(id);
        var made = Open(row);
        _keys = [made, .. _keys];
        return made;
    }

    private SigningKey Open(Row row)
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(sealer.OpenSystem(Table, row.Id, row.PrivateKey), out _);
        return new(
            new ECDsaSecurityKey(pair) { KeyId = row.Id },
            DateTimeOffset.FromUnixTimeMilliseconds(row.SignsUntil),
            DateTimeOffset.FromUnixTimeMilliseconds(row.VerifiesUntil));
    }

    private sealed record Row(string Id, byte[] PrivateKey, long SignsUntil, long VerifiesUntil);
}
