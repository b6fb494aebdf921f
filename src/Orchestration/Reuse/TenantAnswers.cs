namespace Parley.Orchestration;

/// <summary>An answer in memory, with its places in the orders of use: among all, and among those of its tenant.</summary>
internal sealed class MemoryEntry
{
    public MemoryEntry(KeptAnswer answer) => (Answer, AmongAll, AmongOwn) = (answer, new(this), new(this));

    public KeptAnswer Answer { get; }

    public LinkedListNode<MemoryEntry> AmongAll { get; }

    public LinkedListNode<MemoryEntry> AmongOwn { get; }
}

/// <summary>The answers of one tenant in memory. Not for concurrent use.</summary>
internal sealed class TenantAnswers
{
    private readonly LinkedList<MemoryEntry> _byUse = new();
    private readonly Dictionary<string, MemoryEntry> _byKey = [];
    private readonly Dictionary<string, HashSet<MemoryEntry>> _byScope = [];

    /// <summary>What they take, about.</summary>
    public long Bytes { get; private set; }

    public int Count => _byKey.Count;

    public bool IsEmpty => _byKey.Count == 0;

    /// <summary>The one that was not used for longest; null when there is none.</summary>
    public MemoryEntry? LeastUsed => _byUse.Last?.Value;

    public MemoryEntry? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <returns>In no order.</returns>
    public KeptAnswer[] InScope(string scope) => _byScope.TryGetValue(scope, out var entries) ? [.. entries.Select(entry => entry.Answer)] : [];

    public void Use(MemoryEntry entry)
    {
        _byUse.Remove(entry.AmongOwn);
        _byUse.AddFirst(entry.AmongOwn);
    }

    /// <param name="entry">Of a key that none has.</param>
    public void Add(MemoryEntry entry)
    {
        _byUse.AddFirst(entry.AmongOwn);
        _byKey.Add(entry.Answer.Key, entry);
        Bytes += entry.Answer.Bytes;
        if (entry.Answer.Scope is { } scope)
        {
            (_byScope.TryGetValue(scope, out var entries) ? entries : _byScope[scope] = []).Add(entry);
        }
    }

    public void Remove(MemoryEntry entry)
    {
        _byUse.Remove(entry.AmongOwn);
        _byKey.Remove(entry.Answer.Key);
        Bytes -= entry.Answer.Bytes;
        if (entry.Answer.Scope is { } scope && _byScope.TryGetValue(scope, out var entries) && entries.Remove(entry) && entries.Count == 0)
        {
            _byScope.Remove(scope);
        }
    }
}
