using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Those who follow feeds on this node: whom to wake, and how many they are.</summary>
internal sealed class LiveReaders : IDisposable
{
    private readonly Dictionary<string, List<LiveReader>> _byKey = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly IOptions<LiveOptions> _options;
    private readonly IDisposable _subscription;

    public LiveReaders(Signals signals, IOptions<LiveOptions> options)
    {
        _options = options;
        _subscription = signals.Subscribe(Feed.Topic, Wake);
    }

    /// <summary>Takes in a reader until it is disposed.</summary>
    /// <exception cref="RefusedException">429: the subject has as many streams open as it may.</exception>
    public LiveReader Join(Caller caller)
    {
        var own = Feed.KeyOf(caller.Tenant.Id, caller.Subject.Value);
        var reader = new LiveReader(this, [own, Feed.KeyOf(caller.Tenant.Id, Feed.OfTenant(caller.Tenant.Id))]);
        lock (_gate)
        {
            if (_byKey.GetValueOrDefault(own)?.Count >= _options.Value.StreamsPerUser)
            {
                throw new RefusedException(new(
                    429, "too_many_streams", $"{_options.Value.StreamsPerUser} streams of events are open for you, and no more may be. Close one that is no longer read.")
                {
                    RetryAfter = TimeSpan.FromSeconds(5),
                });
            }

            foreach (var key in reader.Keys)
            {
                if (!_byKey.TryGetValue(key, out var readers))
                {
                    _byKey[key] = readers = [];
                }

                readers.Add(reader);
            }
        }

        return reader;
    }

    public void Dispose() => _subscription.Dispose();

    internal void Leave(LiveReader reader)
    {
        lock (_gate)
        {
            foreach (var key in reader.Keys)
            {
                if (_byKey.TryGetValue(key, out var readers) && readers.Remove(reader) && readers.Count == 0)
                {
                    _byKey.Remove(key);
                }
            }
        }
    }

    private void Wake(string key)
    {
        LiveReader[] readers;
        lock (_gate)
        {
            readers = key.Length == 0 ? [.. _byKey.Values.SelectMany(all => all).Distinct()]
                : _byKey.TryGetValue(key, out var some) ? [.. some]
                : [];
        }

        foreach (var reader in readers)
        {
            reader.Wake();
        }
    }
}

/// <summary>One who follows the feed of a subject and that of its tenant. It holds nothing but whether there may be news.</summary>
internal sealed class LiveReader(LiveReaders all, IReadOnlyList<string> keys) : IDisposable
{
    private TaskCompletionSource _woken = NewWoken();
    private volatile bool _looksAgain;

    public IReadOnlyList<string> Keys { get; } = keys;

    /// <summary>Completes when something may have changed since <see cref="Rest"/>.</summary>
    public Task Woken => Volatile.Read(ref _woken).Task;

    /// <summary>Forgets the calls that came until now; to be called before looking.</summary>
    public void Rest()
    {
        if (Woken.IsCompleted)
        {
            Volatile.Write(ref _woken, NewWoken());
        }
    }

    public void Wake() => Volatile.Read(ref _woken).TrySetResult();

    /// <summary>
    /// Wakes it because somebody's rights may have changed. What others remember of them may be forgotten a moment later, so one look is not
    /// enough.
    /// </summary>
    public void WakeTwice()
    {
        _looksAgain = true;
        Wake();
    }

    /// <returns>Whether a second look is due; the question takes it back.</returns>
    public bool LooksAgain()
    {
        var again = _looksAgain;
        _looksAgain = false;
        return again;
    }

    public void Dispose() => all.Leave(this);

    private static TaskCompletionSource NewWoken() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
