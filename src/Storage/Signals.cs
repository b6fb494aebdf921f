using System.Collections.Concurrent;

namespace Parley.Storage;

/// <summary>
/// Wake-ups: who waits for a change subscribes to its topic. A signal carries no content and may be lost or come twice, so the
/// receiver looks into the database; a key of "" says that some may have been missed.
/// </summary>
public sealed class Signals
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Subscription, bool>> _topics = new();

    /// <param name="onKey">Called on the raiser's thread: it must only wake somebody up.</param>
    public IDisposable Subscribe(string topic, Action<string> onKey)
    {
        var subscriptions = _topics.GetOrAdd(topic, _ => new());
        var subscription = new Subscription(onKey, subscriptions);
        subscriptions[subscription] = true;
        return subscription;
    }

    /// <summary>Called by adapters after a commit, and when word of another node's commit comes in.</summary>
    public void Raise(string topic, string key)
    {
        if (_topics.TryGetValue(topic, out var subscriptions))
        {
            foreach (var (subscription, _) in subscriptions)
            {
                subscription.OnKey(key);
            }
        }
    }

    /// <summary>Called by adapters when signals may have been lost: everybody looks again.</summary>
    public void RaiseAll()
    {
        foreach (var (topic, _) in _topics)
        {
            Raise(topic, "");
        }
    }

    private sealed class Subscription(Action<string> onKey, ConcurrentDictionary<Subscription, bool> home) : IDisposable
    {
        public Action<string> OnKey { get; } = onKey;

        public void Dispose() => home.TryRemove(this, out _);
    }
}
