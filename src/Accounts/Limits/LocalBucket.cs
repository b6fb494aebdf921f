namespace Parley.Accounts;

/// <summary>What a request found when it asked for tokens.</summary>
/// <param name="Remaining">About how many tokens there are still.</param>
/// <param name="Wait">When to come again; zero when it was let through.</param>
/// <param name="Window">How long an empty bucket takes to be full.</param>
internal readonly record struct Taken(bool IsThrough, long Limit, long Remaining, TimeSpan Wait, TimeSpan UntilFull, TimeSpan Window);

/// <summary>The tokens of one bucket that this node took out of the store and has not spent.</summary>
internal sealed class LocalBucket(string name, TimeProvider time)
{
    // An empty bucket is not asked more often than this, however fast it fills.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private BucketShape _shape;
    private long _tokens;
    private long _left;
    private long _exchangedAt;
    private long _usedAt = time.GetTimestamp();
    private long _emptyUntil;
    private Task? _exchange;
    private bool _isClosed;

    /// <returns>Null when the store has to be asked first, by <see cref="FillAsync"/>, or when <paramref name="isClosed"/>.</returns>
    public Taken? TryTake(BucketShape shape, long cost, out bool isClosed)
    {
        lock (_gate)
        {
            isClosed = _isClosed;
            if (isClosed)
            {
                return null;
            }

            var now = time.GetTimestamp();
            (_shape, _usedAt) = (shape, now);
            _tokens = Math.Min(_tokens, shape.Burst);
            if (_tokens >= cost)
            {
                _tokens -= cost;
                return Tell(true, TimeSpan.Zero);
            }

            return now < _emptyUntil
                ? Tell(false, time.GetElapsedTime(now, _emptyUntil) + shape.TimeFor(Math.Max(0, cost - _tokens - 1)))
                : null;
        }
    }

    /// <returns>Null when there may be tokens; else when there will be.</returns>
    public Taken? PeekEmpty(BucketShape shape)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _shape = shape;
            return !_isClosed && _tokens < 1 && now < _emptyUntil ? Tell(false, time.GetElapsedTime(now, _emptyUntil)) : null;
        }
    }

    /// <summary>Takes a block out of the store; all who wait for this bucket wait for the same.</summary>
    public Task FillAsync(ILimitStore store, long cost)
    {
        lock (_gate)
        {
            return _exchange ??= ExchangeAsync(store, cost);
        }
    }

    /// <summary>Gives tokens back that were taken for a request which another limit refused.</summary>
    public void Undo(long cost)
    {
        lock (_gate)
        {
            _tokens += cost;
        }
    }

    /// <summary>Ends this bucket when nobody has used it lately.</summary>
    /// <returns>What has to be given back to the store; null when the bucket is in use.</returns>
    public TokenExchange? Close(TimeSpan unusedFor)
    {
        lock (_gate)
        {
            if (_exchange is not null || _isClosed || time.GetElapsedTime(_usedAt) < unusedFor)
            {
                return null;
            }

            _isClosed = true;
            return new(name, _shape, _tokens, 0);
        }
    }

    private async Task ExchangeAsync(ILimitStore store, long cost)
    {
        // Out of the lock that FillAsync holds.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var (shape, want) = (_shape, Math.Max(cost, Math.Max(1, _shape.Burst / 4)));
            var grant = (await store.ExchangeAsync([new(name, shape, 0, want)], CancellationToken.None))[0];
            lock (_gate)
            {
                _tokens += grant.Granted;
                (_left, _exchangedAt) = (grant.Left, time.GetTimestamp());
                if (grant.Granted < want)
                {
                    var pause = grant.Next > ShortestPause ? grant.Next : ShortestPause;
                    _emptyUntil = _exchangedAt + (long)(pause.TotalSeconds * time.TimestampFrequency);
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                _exchange = null;
            }
        }
    }

    private Taken Tell(bool isThrough, TimeSpan wait)
    {
        var refilled = (long)(time.GetElapsedTime(_exchangedAt).TotalMinutes * _shape.PerMinute);
        var remaining = Math.Min(_shape.Burst, _tokens + _left + Math.Max(0, refilled));
        return new(isThrough, _shape.Burst, isThrough ? remaining : 0, wait, _shape.TimeFor(_shape.Burst - (isThrough ? remaining : 0)), _shape.TimeFor(_shape.Burst));
    }
}
