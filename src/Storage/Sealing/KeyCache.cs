using System.Diagnostics.CodeAnalysis;

namespace Parley.Storage;

/// <summary>
/// The data keys used lately, in two generations: when the young one is full it becomes the old one, and what is asked for again
/// moves back. A key that was read before somebody destroyed it never gets in.
/// </summary>
internal sealed class KeyCache(int generationSize)
{
    private readonly Lock _gate = new();
    private Dictionary<(TenantId, string), DataKey> _young = [];
    private Dictionary<(TenantId, string), DataKey> _old = [];
    private long _evictions;

    /// <summary>To be read before the database is, and given to <see cref="Add"/>.</summary>
    public long Evictions
    {
        get
        {
            lock (_gate)
            {
                return _evictions;
            }
        }
    }

    public bool TryGet(TenantId tenant, string owner, [NotNullWhen(true)] out DataKey? key)
    {
        lock (_gate)
        {
            if (_young.TryGetValue((tenant, owner), out key))
            {
                return true;
            }

            if (!_old.TryGetValue((tenant, owner), out key))
            {
                return false;
            }

            Put(tenant, owner, key);
            return true;
        }
    }

    public void Add(TenantId tenant, string owner, DataKey key, long evictionsBefore)
    {
        lock (_gate)
        {
            if (_evictions == evictionsBefore)
            {
                Put(tenant, owner, key);
            }
        }
    }

    public void Evict(TenantId tenant, string owner)
    {
        lock (_gate)
        {
            _evictions++;
            _young.Remove((tenant, owner));
            _old.Remove((tenant, owner));
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _evictions++;
            _young.Clear();
            _old.Clear();
        }
    }

    private void Put(TenantId tenant, string owner, DataKey key)
    {
        if (_young.Count >= generationSize)
        {
            _old = _young;
            _young = [];
        }

        _young[(tenant, owner)] = key;
    }
}
