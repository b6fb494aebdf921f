using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Answers in the memory of this node. What was not used for longest goes first: the tenant's own, and above the bound of all, anybody's.</summary>
internal sealed class MemoryAnswers : IAnswerStore, IDisposable
{
    /// <summary>Raised with the id of a turn whose answer is to be forgotten.</summary>
    public const string ForgetTopic = "answers";

    /// <summary>Raised with the id of a tenant all of whose answers are to be forgotten.</summary>
    public const string EmptyTopic = "answers.all";

    private const int MostInScope = 5_000;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly AnswerCacheOptions _options;
    private readonly LinkedList<MemoryEntry> _byUse = new();
    private readonly Dictionary<TenantId, TenantAnswers> _tenants = [];
    private readonly Dictionary<string, HashSet<MemoryEntry>> _byTurn = [];
    private long _all;
    private readonly IDisposable _forgetting;
    private readonly IDisposable _emptying;
    private readonly ITimer _looking;

    public MemoryAnswers(IOptions<AnswerCacheOptions> options, Signals signals, TimeProvider time)
    {
        (_options, _forgetting) = (options.Value, signals.Subscribe(ForgetTopic, Forget));
        _emptying = signals.Subscribe(EmptyTopic, Empty);
        _looking = time.CreateTimer(_ => ForgetOlder(time.GetUtcNow() - _options.Kept), null, BetweenLooks, BetweenLooks);
    }

    /// <summary>How many answers of a tenant there are, and the bytes that they take, about.</summary>
    public (long Entries, long Bytes) Of(TenantId tenant)
    {
        lock (_gate)
        {
            return _tenants.TryGetValue(tenant, out var own) ? (own.Count, own.Bytes) : default;
        }
    }

    public Task<KeptAnswer?> FindAsync(TenantScope tenant, string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_tenants.TryGetValue(tenant.Id, out var own) || own.Find(key) is not { } entry)
            {
                return Task.FromResult<KeptAnswer?>(null);
            }

            own.Use(entry);
            _byUse.Remove(entry.AmongAll);
            _byUse.AddFirst(entry.AmongAll);
            return Task.FromResult<KeptAnswer?>(entry.Answer);
        }
    }

    /// <returns>The answers of a scope, the newest first; as many as are worth looking at.</returns>
    public IReadOnlyList<KeptAnswer> InScope(TenantScope tenant, string scope)
    {
        KeptAnswer[] kept;
        lock (_gate)
        {
            kept = _tenants.TryGetValue(tenant.Id, out var own) ? own.InScope(scope) : [];
        }

        // Sorted while others go on.
        return [.. kept.OrderByDescending(answer => answer.At).Take(MostInScope)];
    }

    /// <returns>Those of the places whose answers are not here, or are here of an earlier moment.</returns>
    public IReadOnlyList<AnswerMark> Missing(TenantScope tenant, IReadOnlyList<AnswerMark> marks)
    {
        lock (_gate)
        {
            return _tenants.TryGetValue(tenant.Id, out var own) ? [.. marks.Where(mark => own.Find(mark.Key) is not { } entry || entry.Answer.At < mark.At)] : marks;
        }
    }

    public Task KeepAsync(KeptAnswer answer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_tenants.TryGetValue(answer.Tenant, out var own) && own.Find(answer.Key) is { } older)
            {
                Remove(older);
            }

            Add(new(answer));
            Trim(answer.Tenant);
        }

        return Task.CompletedTask;
    }

    /// <summary>Forgets the answer of a turn.</summary>
    public void Forget(TurnId turn) => Forget(turn.Value);

    public void Dispose()
    {
        _looking.Dispose();
        _forgetting.Dispose();
        _emptying.Dispose();
    }

    private void ForgetOlder(DateTimeOffset oldest)
    {
        lock (_gate)
        {
            RemoveAll(_byUse.Where(entry => entry.Answer.At < oldest));
        }
    }

    private void Empty(string tenant)
    {
        lock (_gate)
        {
            RemoveAll(_byUse.Where(entry => tenant.Length == 0 || entry.Answer.Tenant.Value == tenant));
        }
    }

    private void Forget(string turn)
    {
        lock (_gate)
        {
            // Without a turn, some word may have been lost: whoever asks next asks the model.
            RemoveAll(turn.Length == 0 ? _byUse : _byTurn.TryGetValue(turn, out var entries) ? entries : []);
        }
    }

    private void Trim(TenantId tenant)
    {
        while (_tenants.TryGetValue(tenant, out var own) && own.Bytes > _options.MostBytes && own.LeastUsed is { } least)
        {
            Remove(least);
        }

        while (_all > _options.MostBytesOfAll && _byUse.Last is { } last)
        {
            Remove(last.Value);
        }
    }

    private void RemoveAll(IEnumerable<MemoryEntry> entries)
    {
        foreach (var entry in entries.ToList())
        {
            Remove(entry);
        }
    }

    private void Add(MemoryEntry entry)
    {
        var answer = entry.Answer;
        _byUse.AddFirst(entry.AmongAll);
        (_tenants.TryGetValue(answer.Tenant, out var own) ? own : _tenants[answer.Tenant] = new()).Add(entry);
        (_byTurn.TryGetValue(answer.Turn.Value, out var ofTurn) ? ofTurn : _byTurn[answer.Turn.Value] = []).Add(entry);
        _all += answer.Bytes;
    }

    private void Remove(MemoryEntry entry)
    {
        var answer = entry.Answer;
        _byUse.Remove(entry.AmongAll);
        var own = _tenants[answer.Tenant];
        own.Remove(entry);
        if (own.IsEmpty)
        {
            _tenants.Remove(answer.Tenant);
        }

        if (_byTurn.TryGetValue(answer.Turn.Value, out var ofTurn) && ofTurn.Remove(entry) && ofTurn.Count == 0)
        {
            _byTurn.Remove(answer.Turn.Value);
        }

        _all -= answer.Bytes;
    }
}
