namespace Parley.Models;

/// <summary>How long a provider may be silent: until its first token, and between two of them.</summary>
public sealed record CallPatience(TimeSpan FirstToken, TimeSpan BetweenTokens);

/// <summary>The time limits of one call: until the first token, and then from token to token.</summary>
public sealed class CallClock : IDisposable
{
    private readonly CallPatience _patience;
    private readonly TimeProvider _time;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _limit = new();
    private readonly CancellationTokenSource _both;
    private readonly ITimer _timer;
    private bool _begun;

    // When the newest token came. The timer is not set anew for each: when it is due it looks here, and waits for the rest.
    private long _newest;

    public CallClock(CallPatience patience, TimeProvider time, CancellationToken caller)
    {
        (_patience, _time, _caller) = (patience, time, caller);
        _both = CancellationTokenSource.CreateLinkedTokenSource(caller, _limit.Token);
        _timer = time.CreateTimer(static self => ((CallClock)self!).Look(), this, patience.FirstToken, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _both.Token;

    /// <summary>A token came: the next one has its own time.</summary>
    public void Tick()
    {
        Volatile.Write(ref _newest, _time.GetTimestamp());
        if (!_begun)
        {
            Volatile.Write(ref _begun, true);
            _timer.Change(_patience.BetweenTokens, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>What a cancellation means: the caller's own is his, and ours is the provider's silence.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public ProviderException Explain(OperationCanceledException exception)
    {
        _caller.ThrowIfCancellationRequested();
        return _begun
            ? new(ProviderFailure.Timeout, $"The provider was silent for {_patience.BetweenTokens.TotalSeconds:0.#} s in the middle of the answer.", exception)
            : new(ProviderFailure.Timeout, $"The provider did not begin to answer within {_patience.FirstToken.TotalSeconds:0.#} s.", exception);
    }

    /// <summary>A connection that the caller's cancellation tore down is no fault of the provider.</summary>
    public void ThrowIfCallerCancelled() => _caller.ThrowIfCancellationRequested();

    public void Dispose()
    {
        _timer.Dispose();
        _both.Dispose();
        _limit.Dispose();
    }

    private void Look()
    {
        var left = Volatile.Read(ref _begun) ? _patience.BetweenTokens - _time.GetElapsedTime(Volatile.Read(ref _newest)) : TimeSpan.Zero;
        try
        {
            if (left <= TimeSpan.Zero)
            {
                _limit.Cancel();
            }
            else
            {
                // Upwards: a timer that is due a little before its time would be set again and again.
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            }
        }
        catch (ObjectDisposedException)
        {
            // The call ended meanwhile.
        }
    }
}
