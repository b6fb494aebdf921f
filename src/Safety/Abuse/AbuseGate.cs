using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Parley.Safety;

/// <summary>
/// Slows, pauses and bans those whose messages are refused again and again. Whoever has no such limit costs a look into memory; a change holds at once on
/// the node that made it, and on the others as soon as they hear of it, or after some seconds.
/// </summary>
public sealed class AbuseGate : IDisposable
{
    private const int MostTenants = 10_000;
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<TenantId, Page> _pages = new();
    private readonly AbuseStore _store;
    private readonly AbuseOptions _options;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private long _changes;

    internal AbuseGate(AbuseStore store, IOptions<AbuseOptions> options, Signals signals, TimeProvider time)
    {
        (_store, _options, _time) = (store, options.Value, time);
        _subscription = signals.Subscribe(AbuseStore.Topic, HearOfChange);
    }

    /// <summary>How somebody stands; null for most people. To be had before the transaction that accepts a message.</summary>
    public async ValueTask<AbuseStanding?> FindAsync(TenantScope tenant, SubjectId subject, CancellationToken cancellationToken)
    {
        if (!_pages.TryGetValue(tenant.Id, out var page) || _time.GetElapsedTime(page.Read) > LongestUnseen)
        {
            var (read, changes) = (_time.GetTimestamp(), Interlocked.Read(ref _changes));
            page = new(read, (await _store.LimitedAsync(tenant, cancellationToken)).ToDictionary(one => one.Subject));
            if (_pages.Count >= MostTenants)
            {
                _pages.Clear();
            }

            if (changes == Interlocked.Read(ref _changes))
            {
                _pages[tenant.Id] = page;
            }
        }

        return page.Limited.GetValueOrDefault(subject);
    }

    /// <summary>Refuses a message of somebody who may send none now; in the transaction that accepts it.</summary>
    /// <param name="standing">What <see cref="FindAsync"/> gave.</param>
    /// <param name="goesOn">True for what belongs to a message that was taken before: it is not slowed.</param>
    /// <exception cref="RefusedException">403 for a ban, 429 for a pause or one message too soon.</exception>
    public async ValueTask CheckAsync(TenantConnection connection, AbuseStanding? standing, bool goesOn)
    {
        var now = _time.GetUtcNow();
        switch (standing?.StateAt(now, _options))
        {
            case "banned":
                throw new RefusedException(Banned(standing, now));
            case "cooling":
                throw new RefusedException(Slowed("cooling_down", "Too many of your messages were refused by the policy, so none is taken for a while.", standing.CooledUntil - now));
            case "slowed" when !goesOn && !await _store.TakePlaceAsync(connection, standing.Subject):
                throw new RefusedException(Slowed(
                    "slowed_down", $"Several of your messages were refused by the policy, so one is taken every {_options.SlowSeconds:0.#} s.", TimeSpan.FromSeconds(_options.SlowSeconds)));
            default:
                return;
        }
    }

    /// <returns>What counts a message that was refused, in the transaction of the caller; null where nobody is counted.</returns>
    public async ValueTask<Func<TenantConnection, Task>?> PrepareAsync(TenantScope tenant, SubjectId subject, CancellationToken cancellationToken) =>
        _options.Enabled ? await _store.PrepareAsync(tenant, subject, cancellationToken) : null;

    public void Dispose() => _subscription.Dispose();

    private static Refusal Banned(AbuseStanding standing, DateTimeOffset now)
    {
        var end = standing.EndAt(now);
        return new(403, "banned", $"You may not send messages here{(end is { } until ? $" until {until:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "")}: {standing.Reason}")
        {
            Extensions = new Dictionary<string, object?> { ["reason"] = standing.Reason, ["until"] = end },
        };
    }

    private static Refusal Slowed(string code, string sentence, TimeSpan wait) => new(429, code, sentence)
    {
        RetryAfter = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(wait.TotalSeconds))),
    };

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

    private sealed record Page(long Read, Dictionary<SubjectId, AbuseStanding> Limited);
}
