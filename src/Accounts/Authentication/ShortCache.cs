using System.Collections.Concurrent;

namespace Parley.Accounts;

/// <summary>What was looked up lately, for a short time and up to a number of entries. What was read before an eviction is not kept after it.</summary>
internal sealed class ShortCache<TKey, TValue>(TimeProvider time, TimeSpan lifetime, int capacity)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private long _generation;

    /// <summary>Read it before looking something up, and hand it to <see cref="Put"/>.</summary>
    public long Generation => Interlocked.Read(ref _generation);

    public bool TryGet(TKey key, out TValue value)
    {
        var found = _entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.At) < lifetime;
        value = found ? entry.Value : default!;
        return found;
    }

    public void Put(TKey key, TValue value, long generation)
    {
        if (generation != Generation)
        {
            return;
        }

        if (_entries.Count >= capacity)
        {
            _entries.Clear();
        }

        _entries[key] = new(value, time.GetTimestamp());
        if (generation != Generation)
        {
            _entries.TryRemove(key, out _);
        }
    }

    public void Evict(Func<TValue, bool> which)
    {
        Interlocked.Increment(ref _generation);
        foreach (var (key, entry) in _entries)
        {
            if (which(entry.Value))
            {
                _entries.TryRemove(key, out _);
            }
        }
    }

    private readonly record struct Entry(TValue Value, long At);
}
