using System.Collections.Concurrent;

namespace Parley.Accounts;

/// <summary>Remembers when keys were last used, and writes it down later: a request only notes it in memory.</summary>
internal sealed class KeyUse(TenantDatabase database, TimeProvider time)
{
    private readonly ConcurrentDictionary<(TenantScope Tenant, ApiKeyId Key), long> _used = new();

    public void Note(TenantScope tenant, ApiKeyId key) => _used[(tenant, key)] = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Writes what was noted since the last call.</summary>
    public async Task WriteDownAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in _used.Keys.GroupBy(used => used.Tenant, used => used.Key).ToArray())
        {
            var rows = tenant.Select(key => _used.TryRemove((tenant.Key, key), out var at) ? new object?[] { key.Value, at } : null)
                .OfType<object?[]>().ToArray();
            await database.WriteAsync(
                tenant.Key,
                connection => connection.ExecuteManyAsync(
                    "update api_keys set last_used_at = @at where tenant_id = @tenant and id = @id", ["id", "at"], rows),
                Durability.Process,
                cancellationToken);
        }
    }
}
