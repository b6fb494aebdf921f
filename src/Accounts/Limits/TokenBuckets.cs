using System.Collections.Concurrent;

namespace Parley.Accounts;

/// <summary>
/// The token buckets that this node uses. Over all nodes no more comes through than the store gave; what one node holds and does not
/// need is given back after a while.
/// </summary>
internal sealed class TokenBuckets(ILimitStore store, TimeProvider time)
{
    /// <summary>How long a node keeps tokens of a bucket that nobody uses.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, LocalBucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes tokens, or says when there will be some.</summary>
    /// <param name="cost">How many; more than the bucket can hold counts as all that it can.</param>
    public ValueTask<Taken> TakeAsync(string name, BucketShape shape, long cost, CancellationToken cancellationToken)
    {
        cost = Math.Min(cost, shape.Burst);
        return Get(name).TryTake(shape, cost, out _) is { } taken ? new(taken) : WaitAsync(name, shape, cost, cancellationToken);
    }

    /// <summary>Tells, without asking the store and without taking any, that this node has found no tokens in the bucket just now.</summary>
    /// <returns>Null when there may be some.</returns>
    public Taken? PeekEmpty(string name, BucketShape shape) => _buckets.TryGetValue(name, out var bucket) ? bucket.PeekEmpty(shape) : null;

    public void Undo(string name, BucketShape shape, long cost) => Get(name).Undo(Math.Min(cost, shape.Burst));

    /// <summary>Gives back what is held for buckets that were not used lately, and forgets them.</summary>
    public async Task GiveBackAsync(TimeSpan unusedFor, CancellationToken cancellationToken)
    {
        var exchanges = new List<TokenExchange>();
        foreach (var (name, bucket) in _buckets)
        {
            if (bucket.Close(unusedFor) is { } exchange)
            {
                _buckets.TryRemove(new(name, bucket));
                if (exchange.Return > 0)
                {
                    exchanges.Add(exchange);
                }
            }
        }

        foreach (var some in exchanges.Chunk(500))
        {
            await store.ExchangeAsync(some, cancellationToken);
        }
    }

    private LocalBucket Get(string name) => _buckets.GetOrAdd(name, static (name, time) => new(name, time), time);

    private async ValueTask<Taken> WaitAsync(string name, BucketShape shape, long cost, CancellationToken cancellationToken)
    {
        while (true)
        {
            var bucket = Get(name);
            if (bucket.TryTake(shape, cost, out var isClosed) is { } taken)
            {
                return taken;
            }

            if (isClosed)
            {
                // It was forgotten just now; a new one takes its place.
                _buckets.TryRemove(new(name, bucket));
                continue;
            }

            await bucket.FillAsync(store, cost).WaitAsync(cancellationToken);
        }
    }
}
