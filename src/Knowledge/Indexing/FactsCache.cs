using Parley.Storage;

namespace Parley.Knowledge.Indexing;

/// <summary>Keeps the facts of the namespaces that were searched last in memory, and reads of each only what changed since.</summary>
/// <param name="most">Bytes that it keeps at most, and one namespace whatever that takes.</param>
internal sealed class FactsCache(long most = FactsCache.Usual)
{
    private const long Usual = 72 << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<(TenantId, string), LinkedListNode<Kept>> _kept = [];
    private readonly LinkedList<Kept> _byUse = [];
    private long _bytes;

    /// <summary>Namespaces that are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _kept.Count;
            }
        }
    }

    /// <param name="version">The namespace's version in the connection's snapshot.</param>
    public async ValueTask<ChunkFacts> GetAsync(TenantConnection connection, string @namespace, long version)
    {
        var key = (connection.Tenant, @namespace);
        var known = Find(key);
        if (known.Version == version)
        {
            return known;
        }

        // A snapshot that is older than what is kept is read whole: rare, and never kept.
        var from = known.Version < version ? known : ChunkFacts.Empty;
        var facts = from.With(version, await FactsTable.ChangedAsync(connection, @namespace, from.Version));
        Keep(key, facts);
        return facts;
    }

    private ChunkFacts Find((TenantId, string) key)
    {
        lock (_gate)
        {
            if (!_kept.TryGetValue(key, out var node))
            {
                return ChunkFacts.Empty;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Facts;
        }
    }

    private void Keep((TenantId, string) key, ChunkFacts facts)
    {
        lock (_gate)
        {
            if (_kept.TryGetValue(key, out var node))
            {
                if (node.Value.Facts.Version >= facts.Version)
                {
                    return;
                }

                Drop(node);
            }

            _kept[key] = _byUse.AddFirst(new Kept(key, facts));
            for (_bytes += facts.Memory; _bytes > most && _byUse.Count > 1;)
            {
                Drop(_byUse.Last!);
            }
        }
    }

    private void Drop(LinkedListNode<Kept> node)
    {
        _byUse.Remove(node);
        _kept.Remove(node.Value.Key);
        _bytes -= node.Value.Facts.Memory;
    }

    private sealed record Kept((TenantId, string) Key, ChunkFacts Facts);
}
