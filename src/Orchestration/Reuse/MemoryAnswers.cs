using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Answers in the memory of this node. What was not used for longest goes first: the tenant's own, and above the bound of all, anybody's.</summary>
internal sealed class MemoryAnswers : IAnswerStore, IDisposable
{
    /// <summary>Raised with the id of a turn whose answer is to be forgotten.</summary>
    public const string ForgetTopic = "answers";

    private const int MostInScope = 5_000;
    private const int KeptBetweenLooks = 256;

    private readonly Lock _gate = new();
    private readonly AnswerCacheOptions _options;
    private readonly LinkedList<KeptAnswer> _byUse = new();
    private readonly Dictionary<(TenantId, string), LinkedListNode<KeptAnswer>> _byKey = [];
    private readonly Dictionary<(TenantId, string), HashSet<LinkedListNode<KeptAnswer>>> _byScope = [];
    private readonly Dictionary<string, HashSet<LinkedListNode<KeptAnswer>>> _byTurn = [];
    private readonly Dictionary<TenantId, long> _bytes = [];
    private long _all;
    private int _kept;
    private readonly IDisposable _forgetting;

    public MemoryAnswers(IOptions<AnswerCacheOptions> options, Signals signals) =>
        (_options, _forgetting) = (options.Value, signals.Subscribe(ForgetTopic, Forget));

    /// <summary>Bytes that are taken by a tenant, about.</summary>
    public long BytesOf(TenantId tenant)
    {
        lock (_gate)
        {
            return _bytes.GetValueOrDefault(tenant);
        }
    }

    public Task<KeptAnswer?> FindAsync(TenantScope tenant, string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue((tenant.Id, key), out var node))
            {
                return Task.FromResult<KeptAnswer?>(null);
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return Task.FromResult<KeptAnswer?>(node.Value);
        }
    }

    public Task<IReadOnlyList<KeptAnswer>> InScopeAsync(TenantScope tenant, string scope, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<KeptAnswer>>(_byScope.TryGetValue((tenant.Id, scope), out var nodes)
                ? [.. nodes.Select(node => node.Value).OrderByDescending(answer => answer.At).Take(MostInScope)]
                : []);
        }
    }

    public Task KeepAsync(KeptAnswer answer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_byKey.TryGetValue((answer.Tenant, answer.Key), out var older))
            {
                Remove(older);
            }

            var node = _byUse.AddFirst(answer);
            _byKey[(answer.Tenant, answer.Key)] = node;
            Listed(_byTurn, answer.Turn.Value).Add(node);
            if (answer.Scope is { } scope)
            {
                Listed(_byScope, (answer.Tenant, scope)).Add(node);
            }

            _bytes[answer.Tenant] = _bytes.GetValueOrDefault(answer.Tenant) + answer.Bytes;
            _all += answer.Bytes;
            Trim(answer.Tenant);
            if (++_kept % KeptBetweenLooks == 0)
            {
                RemoveAll(_byUse.First, other => other.At < answer.At - _options.Kept);
            }
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _forgetting.Dispose();

    private void Forget(string turn)
    {
        lock (_gate)
        {
            if (turn.Length == 0)
            {
                // Some word may have been lost: whoever asks next asks the model.
                RemoveAll(_byUse.First, _ => true);
                return;
            }

            foreach (var node in _byTurn.TryGetValue(turn, out var nodes) ? nodes.ToList() : [])
            {
                Remove(node);
            }
        }
    }

    private void Trim(TenantId tenant)
    {
        for (var node = _byUse.Last; node is not null && _bytes.GetValueOrDefault(tenant) > _options.MostBytes;)
        {
            var before = node.Previous;
            if (node.Value.Tenant == tenant)
            {
                Remove(node);
            }

            node = before;
        }

        while (_byUse.Last is { } last && _all > _options.MostBytesOfAll)
        {
            Remove(last);
        }
    }

    private void RemoveAll(LinkedListNode<KeptAnswer>? node, Func<KeptAnswer, bool> goes)
    {
        while (node is not null)
        {
            var next = node.Next;
            if (goes(node.Value))
            {
                Remove(node);
            }

            node = next;
        }
    }

    private void Remove(LinkedListNode<KeptAnswer> node)
    {
        var answer = node.Value;
        _byUse.Remove(node);
        _byKey.Remove((answer.Tenant, answer.Key));
        Unlist(_byTurn, answer.Turn.Value, node);
        if (answer.Scope is { } scope)
        {
            Unlist(_byScope, (answer.Tenant, scope), node);
        }

        _all -= answer.Bytes;
        if ((_bytes[answer.Tenant] -= answer.Bytes) <= 0)
        {
            _bytes.Remove(answer.Tenant);
        }
    }

    private static HashSet<LinkedListNode<KeptAnswer>> Listed<T>(Dictionary<T, HashSet<LinkedListNode<KeptAnswer>>> lists, T key)
        where T : notnull => lists.TryGetValue(key, out var list) ? list : lists[key] = [];

    private static void Unlist<T>(Dictionary<T, HashSet<LinkedListNode<KeptAnswer>>> lists, T key, LinkedListNode<KeptAnswer> node)
        where T : notnull
    {
        if (lists.TryGetValue(key, out var list) && list.Remove(node) && list.Count == 0)
        {
            lists.Remove(key);
        }
    }
}
