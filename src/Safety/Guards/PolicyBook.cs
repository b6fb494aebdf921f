using System.Collections.Concurrent;

namespace Parley.Safety;

/// <summary>
/// The judges of tenants, as their policies are now. A change is in force at once on the node that made it and on the others as soon as they hear of it;
/// a node that heard nothing looks by itself after some seconds.
/// </summary>
internal sealed class PolicyBook : IDisposable
{
    private const int MostTenants = 10_000;
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(5);
    private static readonly InForce Standard = new(null, new Judge(Policy.Standard));

    private readonly ConcurrentDictionary<TenantId, Page> _pages = new();
    private readonly PolicyStore _store;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private long _changes;

    public PolicyBook(PolicyStore store, Signals signals, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _subscription = signals.Subscribe(PolicyStore.Topic, HearOfChange);
    }

    /// <summary>What is in force for an assistant: its own policy, else that for all, else the standard.</summary>
    /// <param name="assistant">Null where no assistant is named.</param>
    public async ValueTask<InForce> ForAsync(TenantScope tenant, string? assistant, CancellationToken cancellationToken)
    {
        if (!_pages.TryGetValue(tenant.Id, out var page) || _time.GetElapsedTime(page.Read) > LongestUnseen)
        {
            var (read, changes) = (_time.GetTimestamp(), Interlocked.Read(ref _changes));
            var policies = await _store.ListAsync(tenant, cancellationToken);

            // A judge is made anew only where its policy has changed: lists of words are prepared for searching.
            var before = page?.Judges ?? [];
            page = new(read, policies.ToDictionary(
                kept => kept.Policy.Assistant ?? "",
                kept => before.Values.FirstOrDefault(one => one.Policy?.Id == kept.Id && one.Policy.Version == kept.Version) ?? new InForce(kept, new Judge(kept.Policy))));
            if (_pages.Count >= MostTenants)
            {
                _pages.Clear();
            }

            // What was read before a change was heard of is for this text alone.
            if (changes == Interlocked.Read(ref _changes))
            {
                _pages[tenant.Id] = page;
            }
        }

        return (assistant is not null ? page.Judges.GetValueOrDefault(assistant) : null) ?? page.Judges.GetValueOrDefault("") ?? Standard;
    }

    public void Dispose() => _subscription.Dispose();

    private void HearOfChange(string tenant)
    {
        Interlocked.Increment(ref _changes);
        if (tenant.Length == 0)
        {
            _pages.Clear();
        }
        else
        {
            _pages.TryRemove(new(tenant), out _);
        }
    }

    private sealed record Page(long Read, Dictionary<string, InForce> Judges);
}

/// <summary>A judge, and the policy that it goes by; without one it is the standard.</summary>
internal sealed record InForce(KeptPolicy? Policy, Judge Judge);
