using System.Security.Cryptography;

namespace Parley.Storage;

/// <summary>Hands out the data keys of owners: made on first use, wrapped by the tenant's key, which is wrapped by the master key.</summary>
public sealed class Sealer : IDisposable
{
    private const int CachedKeys = 8192;
    private const string ShreddedTopic = "keys";

    private readonly TenantDatabase _database;
    private readonly MasterKey _masterKey;
    private readonly TimeProvider _time;
    private readonly KeyCache _cache = new(CachedKeys / 2);
    private readonly IDisposable _subscription;

    public Sealer(TenantDatabase database, MasterKey masterKey, TimeProvider time, Signals signals)
    {
        _database = database;
        _masterKey = masterKey;
        _time = time;
        _subscription = signals.Subscribe(ShreddedTopic, Forget);
    }

    /// <param name="owner">Whose texts: a subject's id, or a collection's name such as <c>knowledge:docs</c>.</param>
    /// <exception cref="KeyShreddedException">The owner's key was destroyed; there will be no other.</exception>
    public async ValueTask<DataKey> KeyAsync(TenantId tenant, string owner, CancellationToken cancellationToken = default)
    {
        if (_cache.TryGet(tenant, owner, out var cached))
        {
            return cached;
        }

        var evictions = _cache.Evictions;
        var scope = new TenantScope(tenant);
        var key = await FindAsync(scope, owner, cancellationToken) ?? await MakeAsync(scope, owner, cancellationToken);
        _cache.Add(tenant, owner, key, evictions);
        return key;
    }

    /// <summary>Reads the keys of several owners at once, so that <see cref="KeyAsync"/> has them at hand. Whoever has none, or none any more, is passed over.</summary>
    public async Task LearnAsync(TenantId tenant, IEnumerable<string> owners, CancellationToken cancellationToken = default)
    {
        string[] unknown = [.. owners.Distinct(StringComparer.Ordinal).Where(owner => !_cache.TryGet(tenant, owner, out _))];
        if (unknown.Length < 2)
        {
            return;
        }

        var evictions = _cache.Evictions;
        await using var connection = await _database.OpenAsync(new TenantScope(tenant), cancellationToken);
        if (await connection.ScalarAsync<byte[]>("SELECT wrapped FROM tenant_keys WHERE tenant_id = @tenant") is not { } tenantKey)
        {
            return;
        }

        var rows = await connection.QueryAsync<OwnerRow>(
            "SELECT owner AS Owner, wrapped AS Wrapped FROM data_keys WHERE tenant_id = @tenant AND owner IN @unknown AND wrapped IS NOT NULL", new { unknown });
        using var cipher = Envelope.Cipher(_masterKey.Unwrap(tenantKey, "tenant_keys", tenant.Value));
        foreach (var row in rows)
        {
            _cache.Add(tenant, row.Owner, new(tenant, Envelope.Open(cipher, Place(tenant, row.Owner), row.Wrapped)), evictions);
        }
    }

    /// <summary>Destroys an owner's key; what it sealed can never be opened again.</summary>
    public async Task ShredAsync(TenantId tenant, string owner, CancellationToken cancellationToken = default)
    {
        await _database.WriteAsync(
            new TenantScope(tenant),
            async connection =>
            {
                await connection.ExecuteAsync(
                    """
                    INSERT INTO data_keys (tenant_id, owner, wrapped, created_at, shredded_at) VALUES (@tenant, @owner, NULL, @now, @now)
                    ON CONFLICT (tenant_id, owner) DO UPDATE SET wrapped = NULL, shredded_at = COALESCE(data_keys.shredded_at, @now)
                    """,
                    new { owner, now = Now });
                connection.NotifyOnCommit(ShreddedTopic, $"{tenant.Value} {owner}");
            },
            Durability.Full,
            cancellationToken);
        _cache.Evict(tenant, owner);
    }

    /// <summary>Seals a secret of the installation itself, such as a signing key, with a key derived from the master key.</summary>
    public byte[] SealSystem(string table, string id, ReadOnlySpan<byte> secret) => _masterKey.SealSystem(table, id, secret);

    /// <exception cref="CryptographicException">Not sealed for this place, or changed since.</exception>
    public byte[] OpenSystem(string table, string id, ReadOnlySpan<byte> sealedBytes) => _masterKey.OpenSystem(table, id, sealedBytes);

    public void Dispose() => _subscription.Dispose();

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<DataKey?> FindAsync(TenantScope tenant, string owner, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        return await ReadAsync(connection, owner);
    }

    // Two may make the same owner's first key at once: the first row stays, and both read that one back.
    private Task<DataKey> MakeAsync(TenantScope tenant, string owner, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            tenant,
            async connection =>
            {
                var tenantKey = await TenantKeyAsync(connection);
                var wrapped = WithTenantKey(tenantKey, cipher =>
                    Envelope.Seal(cipher, Place(connection.Tenant, owner), RandomNumberGenerator.GetBytes(Envelope.KeyBytes)));
                await connection.ExecuteAsync(
                    """
                    INSERT INTO data_keys (tenant_id, owner, wrapped, created_at) VALUES (@tenant, @owner, @wrapped, @now)
                    ON CONFLICT (tenant_id, owner) DO NOTHING
                    """,
                    new { owner, wrapped, now = Now });
                return (await ReadAsync(connection, owner))!;
            },
            Durability.Full,
            cancellationToken);

    private async Task<byte[]> TenantKeyAsync(TenantConnection connection)
    {
        if (await connection.ScalarAsync<byte[]>("SELECT wrapped FROM tenant_keys WHERE tenant_id = @tenant") is not { } wrapped)
        {
            var fresh = _masterKey.Wrap(RandomNumberGenerator.GetBytes(Envelope.KeyBytes), "tenant_keys", connection.Tenant.Value);
            await connection.ExecuteAsync(
                "INSERT INTO tenant_keys (tenant_id, wrapped, created_at) VALUES (@tenant, @fresh, @now) ON CONFLICT (tenant_id) DO NOTHING",
                new { fresh, now = Now });
            wrapped = (await connection.ScalarAsync<byte[]>("SELECT wrapped FROM tenant_keys WHERE tenant_id = @tenant"))!;
        }

        return _masterKey.Unwrap(wrapped, "tenant_keys", connection.Tenant.Value);
    }

    private async Task<DataKey?> ReadAsync(TenantConnection connection, string owner)
    {
        var row = await connection.QuerySingleOrDefaultAsync<KeyRow>(
            """
            SELECT d.wrapped AS Wrapped, t.wrapped AS TenantKey FROM data_keys d
            LEFT JOIN tenant_keys t ON t.tenant_id = d.tenant_id
            WHERE d.tenant_id = @tenant AND d.owner = @owner
            """,
            new { owner });
        if (row is null)
        {
            return null;
        }

        if (row is not { Wrapped: { } wrapped, TenantKey: { } tenantKey })
        {
            throw new KeyShreddedException(owner);
        }

        var unwrapped = _masterKey.Unwrap(tenantKey, "tenant_keys", connection.Tenant.Value);
        return new DataKey(
            connection.Tenant, WithTenantKey(unwrapped, cipher => Envelope.Open(cipher, Place(connection.Tenant, owner), wrapped)));
    }

    private static byte[] WithTenantKey(byte[] key, Func<AesGcm, byte[]> use)
    {
        using var cipher = Envelope.Cipher(key);
        return use(cipher);
    }

    private static byte[] Place(TenantId tenant, string owner) => Envelope.Place(tenant.Value, "data_keys", owner);

    private void Forget(string key)
    {
        if (key.Split(' ', 2) is [var tenant, var owner])
        {
            _cache.Evict(new TenantId(tenant), owner);
        }
        else
        {
            _cache.Clear();
        }
    }

    private sealed record OwnerRow(string Owner, byte[] Wrapped);

    private sealed record KeyRow(byte[]? Wrapped, byte[]? TenantKey);
}
