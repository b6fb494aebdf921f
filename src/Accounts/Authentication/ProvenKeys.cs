using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>What an API key proves.</summary>
internal sealed record ProvenKey(
    TenantScope Tenant, ApiKeyId Id, UserId? User, SubjectId Subject, Role Role, FrozenSet<string> Scopes, DateTimeOffset? ExpiresAt,
    IReadOnlyList<string> AclTags);

/// <summary>Proves API keys. What was found is used again for a few seconds, and forgotten at once when a key is changed.</summary>
internal sealed class ProvenKeys : IDisposable
{
    /// <summary>Signal topic: the key with this id was changed or revoked.</summary>
    public const string Topic = "accounts.api_keys";

    private const int LongestKey = 200;
    private const int Capacity = 20_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly SystemDatabase _system;
    private readonly TenantDatabase _database;
    private readonly TimeProvider _time;
    private readonly ShortCache<string, ProvenKey> _cache;
    private readonly ShortCache<string, bool> _unknown;
    private readonly ShortCache<string, bool> _seen;
    private readonly IDisposable[] _subscriptions;

    public ProvenKeys(SystemDatabase system, TenantDatabase database, Signals signals, IOptions<AccountsOptions> options, TimeProvider time)
    {
        _system = system;
        _database = database;
        _time = time;
        _cache = new(time, options.Value.ApiKeyCache, Capacity);
        _unknown = new(time, options.Value.ApiKeyCache, Capacity);
        _seen = new(time, Remembered, Capacity);
        _subscriptions =
        [
            signals.Subscribe(Topic, Forget),
            signals.Subscribe(ProvenSessions.Topic, id => _cache.Evict(key => id.Length == 0 || key.User?.Value == id)),
        ];
    }

    /// <summary>True when a text has the form of a key: <c>pk_</c> and at least 32 letters and digits.</summary>
    public static bool IsKey(string text) =>
        text.Length is >= 35 and <= LongestKey && text.StartsWith("pk_", StringComparison.Ordinal) && text.AsSpan(3).IndexOfAnyExcept(KeyLetters) < 0;

    /// <summary>True when a text has the form of a key that has proven nobody here lately: only the database can tell what it is.</summary>
    public bool IsStrange(string text) =>
        IsKey(text) && TokenText.Hash(text) is var hash && !_cache.TryGet(hash, out _) && !_seen.TryGet(hash, out _);

    /// <returns>Null when there is no such key, or it has lapsed or was revoked.</returns>
    public async ValueTask<ProvenKey?> ProveAsync(string key, CancellationToken cancellationToken)
    {
        if (!IsKey(key))
        {
            return null;
        }

        var hash = TokenText.Hash(key);
        if (!_cache.TryGet(hash, out var proven))
        {
            if (_unknown.TryGet(hash, out _))
            {
                return null;
            }

            var (generation, unknown) = (_cache.Generation, _unknown.Generation);
            if (await FindAsync(hash, cancellationToken) is not { } head)
            {
                _unknown.Put(hash, true, unknown);
                return null;
            }

            // A key that is somebody's may be good again any moment, as when its owner comes back; that is not remembered.
            if (await LoadAsync(head, cancellationToken) is not { } found)
            {
                return null;
            }

            proven = found;
            _cache.Put(hash, found, generation);
            _seen.Put(hash, true, _seen.Generation);
        }

        return proven.ExpiresAt is { } end && end <= _time.GetUtcNow() ? null : proven;
    }

    /// <summary>What a key proves that was used before, as its row says now.</summary>
    /// <returns>Null when it has lapsed or was revoked, or its person is gone.</returns>
    public async Task<ProvenKey?> FindAsync(TenantScope tenant, ApiKeyId id, CancellationToken cancellationToken)
    {
        await using var connection = await _system.OpenAsync(cancellationToken);
        var head = await connection.QuerySingleOrDefaultAsync<Head>(
            """
            select tenant_id as TenantId, key_id as KeyId, expires_at as ExpiresAt
            from sys_api_keys where tenant_id = @tenant and key_id = @id and revoked = 0
            """,
            new { tenant = tenant.Id.Value, id = id.Value });
        return head is not null && await LoadAsync(head, cancellationToken) is { } key && !(key.ExpiresAt <= _time.GetUtcNow()) ? key : null;
    }

    /// <summary>Looks anew at a key with its next use; at all with an empty id.</summary>
    public void Forget(string id)
    {
        _cache.Evict(key => id.Length == 0 || key.Id.Value == id);
        _unknown.Evict(_ => true);
    }

    public void Dispose() => Array.ForEach(_subscriptions, subscription => subscription.Dispose());

    private async Task<ProvenKey?> LoadAsync(Head head, CancellationToken cancellationToken)
    {
        var tenant = new TenantScope(new(head.TenantId));
        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            select k.scopes as Scopes, u.id as UserId, coalesce(u.subject_id, k.subject_id) as SubjectId, coalesce(u.role, k.role) as Role,
                coalesce(u.platform, 0) as Platform
            from api_keys k left join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
            where k.tenant_id = @tenant and k.id = @id and k.revoked_at is null and (k.kind = 'service' or (u.id is not null and u.disabled_at is null))
            """,
            new { id = head.KeyId });
        if (row is null)
        {
            return null;
        }

        // A key is never worth more than the person behind it is today, or without a person than its own role.
        UserId? user = row.UserId is { } id ? new(id) : null;
        var role = Standing.RoleOf(row.Role);
        var most = Standing.ScopesOf(role, row.Platform != 0);
        return new(
            tenant,
            new(head.KeyId),
            user,
            new(row.SubjectId),
            role,
            row.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(most.Contains).ToFrozenSet(StringComparer.Ordinal),
            head.ExpiresAt is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null,
            user is { } person ? Standing.AclTags(role, person, await GroupNames.AllOfAsync(connection, person)) : Standing.AclTags(role));
    }

    private async Task<Head?> FindAsync(string hash, CancellationToken cancellationToken)
    {
        await using var connection = await _system.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Head>(
            """
            select tenant_id as TenantId, key_id as KeyId, expires_at as ExpiresAt
            from sys_api_keys where key_hash = @hash and revoked = 0
            """,
            new { hash });
    }

    private static readonly System.Buffers.SearchValues<char> KeyLetters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private sealed record Head(string TenantId, string KeyId, long? ExpiresAt);

    private sealed record Row(string Scopes, string? UserId, string SubjectId, string Role, long Platform);
}
